/**
 * One step of an engine, explained: what each of its stages does, and the host beside them.
 */
import { calibrationOf } from "../cost/calibration/calibration-of.ts";
import { vllm026 } from "../cost/calibration/vllm-0.26.ts";
import { type Cost, causes, type StageCost, type StepShape } from "../cost/cost.ts";
import type { CostSettings } from "../cost/cost-settings.ts";
import { createCost } from "../cost/create-cost.ts";
import { HostClock, type Launches } from "../cost/host-clock.ts";
import { roofsOf } from "../cost/roofline.ts";
import { servedFormat, servedOn } from "../machine/formats.ts";
import type { Gpu } from "../machine/gpu.ts";
import type { Model } from "../machine/model.ts";
import { type Split, splitsOf } from "../machine/parallel.ts";
import type { Seconds, Tokens } from "../units.ts";
import { hideCollectives } from "./hidden.ts";
import { type ExplainedOperator, explainOperators, type RankInStep } from "./operators.ts";

/** What is asked: a step of this shape, of an engine that serves `model` on one `gpu`. */
export interface StepQuestion {
  model: Model;
  gpu: Gpu;
  settings: CostSettings;
  shape: StepShape;
}

/** What one GPU of a stage does. */
export interface ExplainedStage {
  /** What it has of the model. */
  split: Split;
  operators: ExplainedOperator[];
  /** GPU time, as the price list charges it. */
  gpu: Seconds;
  /** GPU time by cause, in the order of `causes`. */
  byCause: Float64Array;
  /** From the end of the stage before to the arrival of what it sends; 0 in the first. */
  received: Seconds;
}

/** A step: what its slowest stage does, which is all of it where there is one, and all stages. */
export interface ExplainedStep extends ExplainedStage {
  shape: StepShape;
  /** Tokens that the GPU computes: a captured graph has a fixed size. */
  padded: Tokens;
  /** In the order of the pipeline. */
  stages: readonly ExplainedStage[];
  /** Through all stages, one after the other, with what they send. */
  through: Seconds;
  /** `work` is that of workers beside the engine's process; 0 where there are none. */
  host: { prepare: Seconds; work: Seconds; launch: Seconds; launches: Launches };
  /** From one such step to the next, when they follow one another, one in each stage. */
  period: Seconds;
}

/** Explains one step. */
export function explainStep({ model: asked, gpu, settings, shape }: StepQuestion): ExplainedStep {
  const model = servedOn(gpu, asked);
  const cost = createCost({ model, gpu, settings });
  const roofs = roofsOf({ model, gpu, calibration: calibrationOf(gpu), ...settings });
  const plain = servedFormat(gpu, model, settings.dtype ?? "auto");
  const clock = new HostClock(model, settings, vllm026);
  const padded = clock.paddedIn(shape);
  const step = { model, roofs, plain, padded, shape };
  const bare = settings.collective_overlap
    ? createCost({ model, gpu, settings: { ...settings, collective_overlap: 0 } })
    : cost;
  const stages = splitsOf(model, settings).map((split, index) => {
    const [charged, alone] = [cost, bare].map((list) => list.stages?.[index] ?? asStage(list));
    return explainStage(charged!, alone!, { ...step, split });
  });
  const slowest = stages.reduce((most, stage) => (stage.gpu > most.gpu ? stage : most));
  const through = stages.reduce((sum, { gpu: seconds, received }) => sum + seconds + received, 0);
  const prepare = cost.prepare(shape);
  const work = cost.work?.(shape) ?? 0;
  const launch = Math.max(...launchesOf(cost).map((launches) => launches(shape)));
  const pace = Math.max(slowest.gpu, through / stages.length);
  return {
    ...slowest,
    shape,
    padded,
    stages,
    through,
    host: { prepare, work, launch, launches: clock.launches(shape) },
    // Of an asynchronous engine, the host prepares a step while the GPU is at the one before.
    period: settings.async_scheduling
      ? Math.max(pace, hostPace({ prepare, work, launch }))
      : (prepare + work) / stages.length + Math.max(pace, launch),
  };
}

/** The price list of an engine of one stage, as that of the stage. */
const asStage = ({ gpu, launch }: Cost): StageCost => ({ gpu, launch, receive: () => 0 });

/** Each stage's worker launches its own part. */
const launchesOf = (cost: Cost) => (cost.stages ?? [cost]).map(({ launch }) => launch);

/** @param bare the prices where collectives hide behind nothing */
function explainStage(cost: StageCost, bare: StageCost, rank: RankInStep): ExplainedStage {
  const byCause = new Float64Array(causes.length);
  const gpu = cost.gpu(rank.shape, byCause);
  return {
    split: rank.split,
    operators: hideCollectives(explainOperators(bare, rank), gpu),
    gpu,
    byCause,
    received: cost.receive(rank.shape),
  };
}

/** Time between two steps that the host alone would need: workers go beside the engine. */
export const hostPace = ({ prepare, work, launch }: Omit<ExplainedStep["host"], "launches">) =>
  work > 0 ? Math.max(prepare, work + launch) : prepare + launch;
