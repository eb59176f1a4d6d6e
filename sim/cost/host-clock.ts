/**
 * The host's clock: how long the CPU needs to prepare and to launch a step.
 *
 * Which launch depends on tokens alone: a step of decodes replays one CUDA graph, a small step
 * with prompts replays a graph a layer piece, a large one launches kernel by kernel.
 */
import { onGrid } from "../kernel/time.ts";
import { expertLayers } from "../machine/experts.ts";
import type { Model } from "../machine/model.ts";
import { sendsTokens, splitOf } from "../machine/parallel.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { EngineProfile } from "./calibration/vllm-0.26.ts";
import type { StepShape } from "./cost.ts";
import type { CostSettings } from "./cost-settings.ts";

export type Launches = "graph" | "pieces" | "kernels";

export class HostClock {
  readonly #iteration: Seconds;
  readonly #perRequest: Seconds;
  readonly #perPrefill: Seconds;
  /** Whether GPUs have processes of their own, which prepare and launch. */
  readonly hasWorkers: boolean;
  readonly #worker: EngineProfile["workers"];
  readonly #eager: Seconds;
  readonly #piecewise: Seconds;
  /** Smallest captured size that holds each number of tokens, up to the largest captured. */
  readonly #padded: Int32Array;

  constructor(
    { layers, experts }: Pick<Model, "layers" | "experts">,
    settings: CostSettings,
    profile: EngineProfile,
  ) {
    const mode = settings.async_scheduling ? "async" : "sync";
    const { workers, launchPerLayer } = profile;
    const { tensor_parallel_size = 1, data_parallel_size = 1 } = settings;
    const { pipeline_parallel_size = 1 } = settings;
    this.hasWorkers = tensor_parallel_size * data_parallel_size * pipeline_parallel_size > 1;
    this.#worker = workers;
    this.#iteration = this.hasWorkers ? workers.schedule : profile.iteration[mode];
    this.#perRequest = this.hasWorkers ? workers.schedulePerRequest : profile.perRequest;
    this.#perPrefill = profile.perPrefill;
    const launch = this.hasWorkers
      ? workers.launchPerLayer
      : { piecewise: launchPerLayer.piecewise, eager: launchPerLayer.eager[mode] };
    const mixed = expertLayers(experts);
    const dense = layers - mixed;
    const { expertLaunch } = profile;
    this.#eager = onGrid((dense + mixed * expertLaunch.eager) * launch.eager);
    this.#piecewise = onGrid((dense + mixed * expertLaunch.piecewise) * launch.piecewise);
    const isEager = settings.enforce_eager || !canCapture(settings);
    const sizes = isEager ? [] : profile.captureSizes(settings.max_num_seqs);
    this.#padded = padding(sizes);
  }

  /** Tokens that the GPU computes: a captured graph has a fixed size. */
  padded(tokens: Tokens): Tokens {
    return this.graph(tokens) ?? tokens;
  }

  /**
   * Those of a step: in a wave all ranks are padded as the busiest is, and none where that one
   * launches kernel by kernel.
   */
  paddedIn({ tokens, waveMost }: StepShape): Tokens {
    if (waveMost === 0) return this.padded(tokens);
    return waveMost < this.#padded.length ? waveMost : tokens;
  }

  /** Size of the graph that holds so many tokens; undefined where they are more than any does. */
  graph(tokens: Tokens): Tokens | undefined {
    return tokens < this.#padded.length ? this.#padded[tokens]! : undefined;
  }

  /** Of the engine's process. */
  prepare({ decodes, prefills }: StepShape): Seconds {
    const shared = this.#iteration + (decodes + prefills) * this.#perRequest;
    return onGrid(this.hasWorkers ? shared : shared + prefills * this.#perPrefill);
  }

  /** Of a worker's process. */
  work({ decodes, prefills }: StepShape, amidOthers = false): Seconds {
    const { prepare, perRequest, prepareAmidOthers } = this.#worker;
    const own = prepare + (decodes + prefills) * perRequest + prefills * this.#perPrefill;
    return onGrid(amidOthers ? Math.max(own, prepareAmidOthers) : own);
  }

  launch(shape: StepShape): Seconds {
    switch (this.launches(shape)) {
      case "kernels":
        return this.#eager;
      case "pieces":
        return this.#piecewise;
      case "graph":
        // One call, which the iteration's time includes.
        return 0;
    }
  }

  /** What the host launches: one graph, a graph a layer piece, or kernel by kernel. */
  launches({ tokens, prefills }: StepShape): Launches {
    if (tokens >= this.#padded.length) return "kernels";
    return prefills > 0 ? "pieces" : "graph";
  }
}

/** DeepEP's kernels of high throughput go into no graph. Source: vLLM 0.26, `compilation.py`. */
const canCapture = (settings: CostSettings): boolean =>
  !sendsTokens(splitOf(settings)) || settings.all2all_backend !== "deepep_high_throughput";

/** For each number of tokens from 0 to the largest of `sizes`, the smallest size that holds it. */
function padding(sizes: readonly Tokens[]): Int32Array {
  const largest = sizes.at(-1);
  if (largest === undefined) return new Int32Array(0);
  const padded = new Int32Array(largest + 1);
  let next = 0;
  for (let tokens = 1; tokens <= largest; tokens++) {
    if (tokens > sizes[next]!) next += 1;
    padded[tokens] = sizes[next]!;
  }
  return padded;
}
