/**
 * The host's clock of vLLM 0.26, and what its kernels do differently from a kernel table.
 *
 * Source of every constant, unless it says otherwise: measured for this project, vLLM 0.26 on
 * H200, 29 runs with every engine step listed. Host times are those of one process (one GPU),
 * and of workers beside it (several).
 */
import type { Seconds, Tokens } from "../../units.ts";

export interface EngineProfile {
  /** Client to the engine's queue, and a step's output back to the client. */
  frontEnd: { in: Seconds; out: Seconds };
  /** From an arrival at an idle engine to its first schedule. */
  wake: Seconds;
  /** Schedule, prepare inputs, launch a full graph and take in the output: once a step. */
  iteration: { async: Seconds; sync: Seconds };
  /** The same, for each request in the step. */
  perRequest: Seconds;
  /** The same, for each piece of a prompt in the step, on top. */
  perPrefill: Seconds;
  /** Launching one layer: as a piece of a CUDA graph, or kernel by kernel. */
  launchPerLayer: { piecewise: Seconds; eager: { async: Seconds; sync: Seconds } };
  /** Instead, where each GPU of an engine has a process of its own. */
  workers: {
    /** The engine's process: schedule, and take in the output. */
    schedule: Seconds;
    schedulePerRequest: Seconds;
    /** A worker's: prepare inputs and launch a full graph; pieces of prompts come on top. */
    prepare: Seconds;
    perRequest: Seconds;
    launchPerLayer: { piecewise: Seconds; eager: Seconds };
    /** The least that a worker of a pipeline needs to prepare while other steps are in it. */
    prepareAmidOthers: Seconds;
  };
  /** Times by which a layer with experts takes longer to launch than one without. */
  expertLaunch: { piecewise: number; eager: number };
  /** Batch sizes at which graphs are captured; a batch is padded up to the next. */
  captureSizes(requests: number): Tokens[];
  /** Times by which decodes read their cache more slowly when prompts share the step. */
  mixedKvSlowdown: number;
}

const MS = 1e-3;
const US = 1e-6;

/** vLLM's capture sizes: 1, 2, 4, then by 8 to 256 and by 16 to 512, up to twice the requests. */
function captureSizes(requests: number): Tokens[] {
  // Source: vllm/config, `cudagraph_capture_sizes`, version 0.26.
  const largest = Math.min(2 * requests, 512);
  const sizes = [1, 2, 4];
  for (let size = 8; size < 256; size += 8) sizes.push(size);
  for (let size = 256; size <= 512; size += 16) sizes.push(size);
  return sizes.filter((size) => size <= largest);
}

export const vllm026: EngineProfile = {
  frontEnd: { in: 1.6 * MS, out: 0.12 * MS },
  wake: 0.45 * MS,
  iteration: { async: 1.68 * MS, sync: 1.5 * MS },
  perRequest: 26 * US,
  perPrefill: 0.4 * MS,
  launchPerLayer: { piecewise: 0.32 * MS, eager: { async: 0.755 * MS, sync: 0.62 * MS } },
  // Measured with two GPUs: 0.2 to 0.5 ms where the GPU sets the pace; the worker's share is the
  // rest of one process's time, not measured by itself.
  workers: {
    schedule: 0.3 * MS,
    schedulePerRequest: 13 * US,
    prepare: 1.3 * MS,
    perRequest: 15 * US,
    launchPerLayer: { piecewise: 0.26 * MS, eager: 0.65 * MS },
    // Of Llama-3.1-8B in two stages: steps of decodes beside those of another group follow each
    // other at 3.4 to 3.6 ms, whether a group has 8 requests or 32. Why is not known.
    prepareAmidOthers: 3.45 * MS,
  },
  // Qwen3-30B-A3B in one process: 72 ms a step where Llama-3.1-8B's layers say 36. It was served by
  // an older model runner than dense models, so the factor may be the runner's and not the
  // experts'; workers and other models were not measured, and are taken to be alike.
  expertLaunch: { piecewise: 1.35, eager: 1.86 },
  captureSizes,
  // Llama-3.1-8B and 70B (4 and 8 query heads a KV head); not known for models without groups.
  mixedKvSlowdown: 1.9,
};
