/**
 * A wave of equal steps: what ranks that share experts do together, where nothing is known of the
 * others than that each has as much to do.
 */
import type { Model } from "../machine/model.ts";
import type { ParallelSettings } from "../machine/parallel.ts";
import type { Tokens } from "../units.ts";
import type { StepShape } from "./cost.ts";

/** Who takes the step, and how many tokens that computes. */
export interface InWave {
  model: Pick<Model, "experts">;
  settings: ParallelSettings;
  padded: Tokens;
}

/** The step as each rank of a wave takes it; as it is where no rank shares experts. */
export function inWave(shape: StepShape, { model, settings, padded }: InWave): StepShape {
  const { data_parallel_size: ranks = 1 } = settings;
  return model.experts === undefined || ranks === 1
    ? shape
    : { ...shape, waveTokens: ranks * padded, waveMost: padded };
}
