/**
 * A step explained, whole: its operators, what it achieves, and where the roof of its GPU lies.
 */
import { borrowedInWords } from "../cost/calibration/borrowed.ts";
import { causes } from "../cost/cost.ts";
import type { CostSettings } from "../cost/create-cost.ts";
import { formatRemark } from "../machine/formats.ts";
import type { Gpu } from "../machine/gpu.ts";
import type { Model } from "../machine/model.ts";
import type { Bandwidth, Bytes, FlopRate, Flops, Seconds } from "../units.ts";
import { type AskedStep, shapeOfStep } from "./asked-step.ts";
import { type MemoryRoof, memoryRoof, type Ridge } from "./memory-roof.ts";
import { operatorRows } from "./operator-table.ts";
import { type Bound, bounds, type ExplainedStep, explainStep } from "./step.ts";

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
  /** What a reader must know of the figures of this GPU. */
  remarks: string[];
}

/** Explains one step of an engine. */
export function explain(question: Question): Explanation {
  const { asked, ...engine } = question;
  const step = explainStep({ ...engine, shape: shapeOfStep(asked) });
  const roof = memoryRoof(engine, asked.context);
  return { question, step, achieved: achieved(step), roof, remarks: remarksOn(question) };
}

function remarksOn({ gpu, model, settings }: Question): string[] {
  const remarks = [formatRemark(gpu, model, settings.dtype ?? "auto"), borrowedInWords(gpu)];
  return remarks.filter((remark) => remark !== undefined);
}

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

const microseconds = (seconds: Seconds): number => Number((1e6 * seconds).toFixed(6));

const ridgeJson = ({ arithmetic, bandwidth, intensity }: Ridge) => ({
  flop_per_s: arithmetic,
  bytes_per_s: bandwidth,
  ridge_flop_per_byte: intensity,
});

/** The explanation as JSON, each key with its unit. */
export function explanationJson({ question, step, achieved, roof, remarks }: Explanation) {
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
    gpu_time_by_cause_us: Object.fromEntries(
      causes.map((cause, index) => [cause, microseconds(step.byCause[index]!)]),
    ),
    gpu_time_by_bound_us: Object.fromEntries(
      bounds.map((bound) => [bound, microseconds(achieved.spent[bound])]),
    ),
    host: {
      prepare_us: microseconds(step.host.prepare),
      launch_us: microseconds(step.host.launch),
      launches: step.host.launches,
    },
    step_time_us: microseconds(step.period),
    achieved: { flop_per_s: achieved.rate, bytes_per_s: achieved.bandwidth },
    roof: { sheet: ridgeJson(roof.sheet), attained: ridgeJson(roof.attained) },
    leaves_memory_roof: {
      weights_at_batch: roof.weightsLeaveAt ?? null,
      weights_rule_of_thumb: roof.ruleOfThumb,
      step_at_batch: roof.stepLeavesAt ?? null,
      context_tokens: roof.context,
      decode_attention_flop_per_byte: roof.attentionIntensity,
    },
    operators: operatorRows(step.operators),
    remarks,
  };
}
