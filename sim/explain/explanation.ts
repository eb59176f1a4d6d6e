/**
 * A step explained, whole: its operators, what it achieves, and where the roof of its GPU lies.
 */
import { borrowedInWords } from "../cost/calibration/borrowed.ts";
import { networkRemarks } from "../cost/calibration/borrowed-links.ts";
import { vllm026 } from "../cost/calibration/vllm-0.26.ts";
import { causes } from "../cost/cost.ts";
import type { CostSettings } from "../cost/cost-settings.ts";
import { HostClock } from "../cost/host-clock.ts";
import { inWave } from "../cost/wave.ts";
import { type EnginePlacement, engineInWords, placeEngine } from "../machine/engine-placement.ts";
import { gpusOf } from "../machine/fewest-gpus.ts";
import { formatRemarks } from "../machine/formats.ts";
import { type Gpu, gpusInWords } from "../machine/gpu.ts";
import { planMemory } from "../machine/memory.ts";
import type { Model } from "../machine/model.ts";
import { idleIn, parallelOf } from "../machine/parallel.ts";
import {
  type Bandwidth,
  type Bytes,
  type FlopRate,
  type Flops,
  formatCount,
  type Seconds,
} from "../units.ts";
import { type AskedStep, shapeOfStep } from "./asked-step.ts";
import { type MemoryRoof, memoryRoof, type Ridge } from "./memory-roof.ts";
import { microseconds, operatorRows } from "./operator-table.ts";
import { type Bound, bounds } from "./operators.ts";
import { type ExplainedStage, type ExplainedStep, explainStep } from "./step.ts";

/** What is asked of one engine. */
export interface Question {
  model: Model;
  gpu: Gpu;
  settings: CostSettings;
  asked: AskedStep;
}

/** The whole step over its GPU time. */
export interface Achieved {
  flops: Flops;
  bytes: Bytes;
  rate: FlopRate;
  bandwidth: Bandwidth;
  /** GPU time by what it is spent on. */
  spent: Record<Bound, Seconds>;
}

export interface Explanation {
  question: Question;
  step: ExplainedStep;
  achieved: Achieved;
  roof: MemoryRoof;
  /** Where the GPUs of the engine stand. */
  placement: EnginePlacement;
  /** What a reader must know of the figures of this GPU. */
  remarks: string[];
}

/** Explains one step of an engine. */
export function explain(question: Question): Explanation {
  const { asked, ...engine } = question;
  const placement = placeEngine(question.gpu, question.model, question.settings);
  const shape = shapeOfStep(asked, question.model);
  const host = new HostClock(question.model, question.settings, vllm026);
  const inItsWave = inWave(shape, { ...engine, padded: host.padded(shape.tokens) });
  const step = explainStep({ ...engine, shape: inItsWave });
  const roof = memoryRoof(engine, asked.context);
  const remarks = [...remarksOn(question), ...networkRemarks(placement)];
  return { question, step, achieved: achieved(step), roof, placement, remarks };
}

function remarksOn(question: Question): string[] {
  const { gpu, model, settings } = question;
  const remarks = [
    memoryRemark(question),
    ...formatRemarks(gpu, model, settings.dtype ?? "auto"),
    borrowedInWords(gpu),
    ...idleIn(settings),
  ];
  return remarks.filter((remark) => remark !== undefined);
}

/** Whether the GPUs could hold what the step works on; vLLM's defaults where nothing is asked. */
function memoryRemark({ gpu, model, settings, asked }: Question): string | undefined {
  const { blocks } = planMemory(model, gpu, {
    gpu_memory_utilization: 0.92,
    max_num_seqs: settings.max_num_seqs,
    max_num_batched_tokens: 2048,
    block_size: BLOCK,
    ...parallelOf(settings),
  });
  const gpus = gpusInWords(gpu, gpusOf(settings));
  if (blocks === 0)
    return `${model.name} does not fit ${gpus}: rooflight memory says what is missing.`;
  const held = blocks * BLOCK;
  const { prefill, computed, decode, context } = asked;
  const tokens = decode * context + (prefill > 0 ? computed + prefill : 0);
  return tokens > held
    ? `The requests of this step have ${formatCount(tokens)} tokens, and the KV cache of ` +
        `${gpus} holds ${formatCount(held)}.`
    : undefined;
}

/** Tokens in a block of the cache. */
const BLOCK = 16;

function achieved({ operators, gpu }: ExplainedStep): Achieved {
  const sum = (of: (operator: (typeof operators)[number]) => number): number =>
    operators.reduce((total, operator) => total + of(operator), 0);
  const flops = sum((operator) => operator.flops);
  const bytes = sum((operator) => operator.bytes);
  const spent = Object.fromEntries(
    bounds.map((bound) => [bound, sum((operator) => operator.spent[bound])]),
  ) as Record<Bound, Seconds>;
  return { flops, bytes, rate: flops / gpu, bandwidth: bytes / gpu, spent };
}

const ridgeJson = ({ arithmetic, bandwidth, intensity }: Ridge) => ({
  flop_per_s: arithmetic,
  bytes_per_s: bandwidth,
  ridge_flop_per_byte: intensity,
});

const byCauseJson = (byCause: Float64Array) =>
  Object.fromEntries(causes.map((cause, index) => [cause, microseconds(byCause[index]!)]));

function stageJson(stage: ExplainedStage, { layers }: Model, period: Seconds) {
  const { split, gpu, byCause, received, operators } = stage;
  const { from, to } = split.stage ?? { from: 0, to: layers };
  return {
    first_layer: from,
    last_layer: to - 1,
    gpu_time_us: microseconds(gpu),
    gpu_time_by_cause_us: byCauseJson(byCause),
    received_us: microseconds(received),
    busy: gpu / period,
    operators: operatorRows(operators),
  };
}

/**
 * The explanation as JSON, each key with its unit; what is not said of stages is of the slowest
 * one, but for the host and the time of the whole step.
 */
export function explanationJson(explanation: Explanation) {
  const { question, step, achieved, roof, placement, remarks } = explanation;
  const { model, gpu, settings, asked } = question;
  return {
    model: model.name,
    gpu: gpu.name,
    engine: settings,
    step: {
      prefill_tokens: asked.prefill,
      computed_tokens: asked.computed,
      decodes: asked.decode,
      context_tokens: asked.context,
      padded_tokens: step.padded,
    },
    gpu_time_us: microseconds(step.gpu),
    gpu_time_by_cause_us: byCauseJson(step.byCause),
    gpu_time_by_bound_us: Object.fromEntries(
      bounds.map((bound) => [bound, microseconds(achieved.spent[bound])]),
    ),
    host: {
      prepare_us: microseconds(step.host.prepare),
      work_us: microseconds(step.host.work),
      launch_us: microseconds(step.host.launch),
      launches: step.host.launches,
    },
    step_time_us: microseconds(step.period),
    achieved: { flop_per_s: achieved.rate, bytes_per_s: achieved.bandwidth },
    roof: {
      format: roof.format,
      sheet: ridgeJson(roof.sheet),
      attained: ridgeJson(roof.attained),
    },
    leaves_memory_roof: {
      weights_at_batch: roof.weightsLeaveAt ?? null,
      weights_rule_of_thumb: roof.ruleOfThumb,
      step_at_batch: roof.stepLeavesAt ?? null,
      context_tokens: roof.context,
      decode_attention_flop_per_byte: roof.attentionIntensity,
    },
    operators: operatorRows(step.operators),
    remarks,
    gpus: gpusOf(settings),
    through_us: microseconds(step.through),
    slowest_stage: (step.split.stage?.index ?? 0) + 1,
    stages: step.stages.map((stage) => stageJson(stage, model, step.period)),
    placement: engineInWords(placement),
  };
}
