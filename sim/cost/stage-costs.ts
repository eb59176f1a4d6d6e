/**
 * The price list of each stage of a pipeline: its own layers, and what it is sent from the one
 * before.
 */
import { onGrid } from "../kernel/time.ts";
import { type EnginePlacement, placeEngine } from "../machine/engine-placement.ts";
import type { Gpu } from "../machine/gpu.ts";
import type { Model } from "../machine/model.ts";
import { layersOf, type Split, splitsOf } from "../machine/parallel.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { EngineProfile } from "./calibration/vllm-0.26.ts";
import { CAUSE, type Cost, type StageCost } from "./cost.ts";
import type { CostSettings } from "./cost-settings.ts";
import { HostClock } from "./host-clock.ts";
import { createNetwork, type Network } from "./network.ts";
import { createRankPrice } from "./rank-price.ts";
import type { Roofs } from "./roofline.ts";

/** What stages are priced by. */
export interface StageParts {
  model: Model;
  gpu: Gpu;
  settings: CostSettings;
  roofs: Roofs;
  profile: EngineProfile;
  /** What stands in the place of the measured times of its links. */
  network?: ((network: Network) => Network) | undefined;
}

/** Of two stages or more. */
export function createStageCosts(parts: StageParts): StageCost[] {
  const { model, gpu, settings, roofs, profile } = parts;
  const placement = placeEngine(gpu, model, settings);
  const { collective_overlap: overlap } = settings;
  return splitsOf(model, settings).map((split, index) => {
    const host = new HostClock(layersIn(model, split), settings, profile);
    const receive = index === 0 ? () => 0 : createReceive(parts, placement, index - 1);
    return {
      gpu: createRankPrice({ model, split, roofs, profile, host, overlap }),
      receive: ({ tokens }) => receive(host.padded(tokens)),
      launch: (shape) => host.launch(shape),
    };
  });
}

/** The layers of one stage. */
function layersIn(model: Model, split: Split): Pick<Model, "layers" | "experts"> {
  const { experts } = model;
  const { from, to } = split.stage ?? {};
  return {
    layers: layersOf(model, split),
    experts: experts && { ...experts, layers: experts.layers.slice(from, to) },
  };
}

/**
 * Time of what comes over a hop: hidden states, and the residual stream beside them where norms add
 * it up; each rank is sent its share, and all gather them. Source: vLLM 0.26, `isend_tensor_dict`
 * and each model's `make_empty_intermediate_tensors`.
 */
function createReceive(
  { model, settings, network = same }: StageParts,
  { tensor, hops }: EnginePlacement,
  hop: number,
): (tokens: Tokens) => Seconds {
  const { tensor_parallel_size: ranks = 1 } = settings;
  const link = network(createNetwork(hops[hop]!));
  const among = network(createNetwork(tensor));
  const tensors = model.norm === "rms" ? 2 : 1;
  const known = new Map<Tokens, Seconds>();
  return (tokens) => {
    const before = known.get(tokens);
    if (before !== undefined) return before;
    const bytes = tokens * model.hidden * model.bytesPerElement;
    const seconds = link("send", bytes / ranks) + among("all-gather", bytes);
    const priced = onGrid(tensors * seconds);
    known.set(tokens, priced);
    return priced;
  };
}

/** The price list of the whole: stage after stage, with what is sent between them. */
export function asOne(stages: readonly StageCost[]): Pick<Cost, "gpu" | "launch" | "stages"> {
  const ofStage = new Float64Array(Object.keys(CAUSE).length);
  return {
    stages,
    gpu(shape, byCause) {
      byCause.fill(0);
      let seconds = 0;
      for (const stage of stages) {
        const sent = stage.receive(shape);
        seconds += sent + stage.gpu(shape, ofStage);
        for (let cause = 0; cause < byCause.length; cause++) byCause[cause]! += ofStage[cause]!;
        byCause[CAUSE.collectives]! += sent;
      }
      return seconds;
    },
    launch: (shape) => stages.reduce((sum, stage) => sum + stage.launch(shape), 0),
  };
}

const same = (network: Network): Network => network;
