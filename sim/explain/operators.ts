/**
 * The operators of one rank in a step, explained: their FLOPs, bytes and limits, and what each is
 * charged.
 *
 * Nothing is priced here a second time. Attention is what the price list charges with it less what
 * it charges without it, all other operators are put on the grid so that they sum to the rest, and
 * the whole is what a run would charge, to the bit.
 */
import { CAUSE, type Cause, type Cost, causes, emptyShape, type StepShape } from "../cost/cost.ts";
import { type Operator, type Phase, stepOperators } from "../cost/operators/index.ts";
import { settle } from "../cost/price-table.ts";
import { charge, limitsOf, type Roofs, roofOf } from "../cost/roofline.ts";
import { onGrid } from "../kernel/time.ts";
import type { ServedFormat } from "../machine/formats.ts";
import type { Model } from "../machine/model.ts";
import type { Split } from "../machine/parallel.ts";
import type { PackedFormat } from "../machine/quantization.ts";
import type { Bytes, Flops, Seconds, Tokens } from "../units.ts";

/** What an operator's time is spent on: bytes, arithmetic, the floor of its kernels, or links. */
export const bounds = ["memory", "compute", "latency", "network"] as const;
export type Bound = (typeof bounds)[number];

/** All runs of one operator in the step. */
export interface ExplainedOperator {
  name: string;
  kind: Operator["kind"];
  /** What its weights are kept in; undefined where it has none. */
  format: PackedFormat | ServedFormat | undefined;
  /** In which stage, from 1. */
  stage: number;
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
  /** Of the GPU time of its stage. */
  share: number;
  /** The parts of `seconds`; they sum to it. */
  spent: Record<Bound, Seconds>;
}

/** One rank of an engine, and the step that it does. */
export interface RankInStep {
  model: Model;
  split: Split;
  roofs: Roofs;
  /** What weights that are not packed are multiplied in. */
  plain: ServedFormat;
  /** Tokens that are computed. */
  padded: Tokens;
  shape: StepShape;
}

/** Its operators; their seconds sum to what `cost` charges for the step, exactly. */
export function explainOperators(cost: Pick<Cost, "gpu">, rank: RankInStep): ExplainedOperator[] {
  const { model, split, roofs, padded, shape } = rank;
  const operators = stepOperators(model, shape, { padded, split });
  const whole = cost.gpu(shape, new Float64Array(causes.length));
  return chargedOperators(operators, roofs, { cost, shape }).map((each) =>
    explained(each, rank, whole),
  );
}

interface Charged {
  operator: Operator;
  seconds: Seconds;
  byCause: Float64Array;
}

/** Every operator with its seconds, which sum to the price of the step exactly. */
function chargedOperators(
  operators: readonly Operator[],
  roofs: Roofs,
  { cost, shape }: { cost: Pick<Cost, "gpu">; shape: StepShape },
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
function difference(
  cost: Pick<Cost, "gpu">,
  more: StepShape,
  less: StepShape,
): Omit<Charged, "operator"> {
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
  { roofs, plain, split }: RankInStep,
  whole: Seconds,
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
    stage: (split.stage?.index ?? 0) + 1,
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
