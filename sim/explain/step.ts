/**
 * One step of an engine, explained: its operators with their FLOPs, bytes and limits, and the host
 * beside them.
 *
 * Nothing is priced here a second time. Attention is what the price list charges with it less what
 * it charges without it, all other operators are put on the grid so that they sum to the rest, and
 * the whole is what a run would charge, to the bit.
 */
import { calibrationOf } from "../cost/calibration/calibration-of.ts";
import { vllm026 } from "../cost/calibration/vllm-0.26.ts";
import { CAUSE, type Cause, type Cost, causes, emptyShape, type StepShape } from "../cost/cost.ts";
import type { CostSettings } from "../cost/cost-settings.ts";
import { createCost } from "../cost/create-cost.ts";
import { HostClock, type Launches } from "../cost/host-clock.ts";
import { type Operator, type Phase, stepOperators } from "../cost/operators/index.ts";
import { settle } from "../cost/price-table.ts";
import { charge, limitsOf, type Roofs, roofOf, roofsOf } from "../cost/roofline.ts";
import { onGrid } from "../kernel/time.ts";
import { type ServedFormat, servedFormat, servedOn } from "../machine/formats.ts";
import type { Gpu } from "../machine/gpu.ts";
import type { Model } from "../machine/model.ts";
import { splitOf } from "../machine/parallel.ts";
import type { PackedFormat } from "../machine/quantization.ts";
import type { Bytes, Flops, Seconds, Tokens } from "../units.ts";

/** What is asked: a step of this shape, of an engine that serves `model` on one `gpu`. */
export interface StepQuestion {
  model: Model;
  gpu: Gpu;
  settings: CostSettings;
  shape: StepShape;
}

/** What an operator's time is spent on: bytes, arithmetic, the floor of its kernels, or links. */
export const bounds = ["memory", "compute", "latency", "network"] as const;
export type Bound = (typeof bounds)[number];

/** All runs of one operator in the step. */
export interface ExplainedOperator {
  name: string;
  kind: Operator["kind"];
  /** What its weights are kept in; undefined where it has none. */
  format: PackedFormat | ServedFormat | undefined;
  /** How often the step runs it. */
  times: number;
  flops: Flops;
  weights: Bytes;
  kv: Bytes;
  activations: Bytes;
  /** Weights, KV and activations. */
  bytes: Bytes;
  /** What collectives are about: summed, gathered or scattered. */
  message: Bytes;
  /** FLOPs a byte. */
  intensity: number;
  /** Where the largest part of its time goes. */
  bound: Bound;
  /** The same, as ledgers name it. */
  cause: Cause;
  seconds: Seconds;
  /** Of the GPU time of the step. */
  share: number;
  /** The parts of `seconds`; they sum to it. */
  spent: Record<Bound, Seconds>;
}

export interface ExplainedStep {
  shape: StepShape;
  /** Tokens that the GPU computes: a captured graph has a fixed size. */
  padded: Tokens;
  operators: ExplainedOperator[];
  /** GPU time, as the price list charges it. */
  gpu: Seconds;
  /** GPU time by cause, in the order of `causes`. */
  byCause: Float64Array;
  /** `work` is that of workers beside the engine's process; 0 where there are none. */
  host: { prepare: Seconds; work: Seconds; launch: Seconds; launches: Launches };
  /** From one such step to the next, when they follow one another. */
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
  const byCause = new Float64Array(causes.length);
  const seconds = cost.gpu(shape, byCause);
  const charged = chargedOperators(
    stepOperators(model, shape, { padded, split: splitOf(settings) }),
    roofs,
    { cost, shape },
  );
  const prepare = cost.prepare(shape);
  const launch = cost.launch(shape);
  const work = cost.work?.(shape) ?? 0;
  return {
    shape,
    padded,
    operators: charged.map((each) => explained(each, { roofs, whole: seconds, plain })),
    gpu: seconds,
    byCause,
    host: { prepare, work, launch, launches: clock.launches(shape) },
    // Of an asynchronous engine, the host prepares a step while the GPU is at the one before.
    period: settings.async_scheduling
      ? Math.max(seconds, hostPace({ prepare, work, launch }))
      : prepare + work + Math.max(seconds, launch),
  };
}

/** Time between two steps that the host alone would need: workers go beside the engine. */
export const hostPace = ({ prepare, work, launch }: Omit<ExplainedStep["host"], "launches">) =>
  work > 0 ? Math.max(prepare, work + launch) : prepare + launch;

interface Charged {
  operator: Operator;
  seconds: Seconds;
  byCause: Float64Array;
}

/** Every operator with its seconds, which sum to the price of the step exactly. */
function chargedOperators(
  operators: readonly Operator[],
  roofs: Roofs,
  { cost, shape }: { cost: Cost; shape: StepShape },
): Charged[] {
  const { tokens, sampled, waveTokens, waveMost } = shape;
  const linear = { ...emptyShape(), tokens, sampled, waveTokens, waveMost };
  const { decodes: _decodes, decodeContext: _context, decodeUnseen: _unseen, ...rest } = shape;
  const withPrompts = { ...emptyShape(), ...rest };
  // One kernel serves both kinds; what decodes add to it is theirs.
  const phases: Record<Phase, Omit<Charged, "operator">> = {
    prompts: difference(cost, withPrompts, linear),
    decodes: difference(cost, shape, withPrompts),
  };
  const charged = operators.map((operator) => {
    const byCause = new Float64Array(causes.length);
    charge(operator, roofOf(operator, roofs), byCause);
    return { operator, seconds: settle(byCause), byCause };
  });
  for (const phase of ["prompts", "decodes"] as const) {
    const among = charged.filter(({ operator }) => phaseOf(operator) === phase);
    if (among.length > 0) shareOut(phases[phase], among);
  }
  return summingTo(cost.gpu(shape, new Float64Array(causes.length)), charged);
}

const phaseOf = ({ kind, phase }: Operator): Phase | undefined => {
  if (kind === "prefill-attention") return "prompts";
  return kind === "decode-attention" || kind === "latent-attention" ? "decodes" : phase;
};

/** Gives what matrices leave of a phase to its attention, by what each kernel takes alone. */
function shareOut(phase: Omit<Charged, "operator">, among: readonly Charged[]): void {
  const left = phase.byCause.slice();
  const take = (byCause: Float64Array) => {
    for (let cause = 0; cause < left.length; cause++) left[cause]! -= byCause[cause]!;
  };
  const attending = among.filter(({ operator }) => operator.phase === undefined);
  for (const { operator, byCause } of among) if (operator.phase !== undefined) take(byCause);
  // Matrices were rounded together in the price, and one by one here.
  const largest = left.indexOf(Math.max(...left));
  for (const [cause, seconds] of left.entries()) {
    if (seconds >= 0) continue;
    left[largest]! += seconds;
    left[cause] = 0;
  }
  let alone = attending.reduce((sum, { seconds }) => sum + seconds, 0);
  for (const each of attending) {
    const share = each.seconds / alone;
    alone -= each.seconds;
    each.byCause = left.map((seconds) => (share === 1 ? seconds : onGrid(seconds * share)));
    each.seconds = each.byCause.reduce((sum, seconds) => sum + seconds, 0);
    take(each.byCause);
  }
}

/** What a step costs more than another. */
function difference(cost: Cost, more: StepShape, less: StepShape): Omit<Charged, "operator"> {
  const [whole, rest] = [new Float64Array(causes.length), new Float64Array(causes.length)];
  const seconds = cost.gpu(more, whole) - cost.gpu(less, rest);
  return { seconds, byCause: whole.map((value, cause) => value - rest[cause]!) };
}

/** Gives the ticks that rounding each operator by itself has lost or won to the longest. */
function summingTo(total: Seconds, charged: Charged[]): Charged[] {
  const off = charged.reduce((left, { seconds }) => left - seconds, total);
  const longest = charged.reduce((most, each) => (each.seconds > most.seconds ? each : most));
  longest.seconds += off;
  const largest = longest.byCause.indexOf(Math.max(...longest.byCause));
  longest.byCause[largest]! += off;
  return charged;
}

function explained(
  { operator, seconds, byCause }: Charged,
  { roofs, whole, plain }: { roofs: Roofs; whole: Seconds; plain: ServedFormat },
): ExplainedOperator {
  const { name, kind, times } = operator;
  const [flops, weights, kv, activations] = [
    times * operator.flops,
    times * operator.weights,
    times * operator.kv,
    times * operator.activations,
  ];
  const bytes = weights + kv + activations;
  const spent = spentOn(byCause);
  if (kind === "sampler") {
    // The ledger knows samplers as one cause, floor and passes over the logits together.
    const { launch, moving } = limitsOf(operator, roofs.sampler);
    spent.latency = (seconds * launch) / (launch + moving);
    spent.memory = seconds - spent.latency;
  }
  return {
    name,
    kind,
    format: operator.format ?? (weights > 0 ? plain : undefined),
    times,
    flops,
    weights,
    kv,
    activations,
    bytes,
    message: times * (operator.message?.bytes ?? 0),
    intensity: bytes > 0 ? flops / bytes : 0,
    bound: bounds.reduce((most, bound) => (spent[bound] > spent[most] ? bound : most)),
    cause: causes[byCause.indexOf(Math.max(...byCause))]!,
    seconds,
    share: seconds / whole,
    spent,
  };
}

const spentOn = (byCause: Float64Array): Record<Bound, Seconds> => ({
  memory: byCause[CAUSE.weights]! + byCause[CAUSE.kv]! + byCause[CAUSE.activations]!,
  compute: byCause[CAUSE.matrix]! + byCause[CAUSE.attention]!,
  latency: byCause[CAUSE.launch]!,
  network: byCause[CAUSE.collectives]!,
});
