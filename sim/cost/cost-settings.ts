import type { Dtype } from "../machine/formats.ts";
import type { ParallelSettings } from "../machine/parallel.ts";
import type { SamplerKind } from "./calibration/calibration.ts";

/** The engine's settings that change what a step costs, under vLLM's names. */
export interface CostSettings extends ParallelSettings {
  /** Requests (a count) that run at the same time. */
  max_num_seqs: number;
  enforce_eager: boolean;
  async_scheduling: boolean;
  sampler: SamplerKind;
  /** `auto` unless given. */
  dtype?: Dtype;
}
