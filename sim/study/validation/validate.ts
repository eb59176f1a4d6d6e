/**
 * Validation: what the simulator says of measured runs, against what was measured. Nothing is
 * fitted here.
 *
 * A run is replayed on an engine with its settings and as many KV blocks as it reported, so what is
 * judged is time; how well its memory is foretold stands beside it.
 */
import { drawBlueprint } from "../../cluster/blueprint.ts";
import { quantile } from "../../kernel/quantiles.ts";
import { timePerOutputToken } from "../../observe/latency.ts";
import { clusterSchema } from "../../scenario/sections/cluster.ts";
import { type Asked, askedIn, inexpressible, type MeasuredCase, poolOf } from "./measured-run.ts";
import { type Replayed, replay } from "./replay-run.ts";

/** What is compared, in the order of the table. */
export const figures = [
  "ttft_mean",
  "ttft_p50",
  "ttft_p90",
  "tpot_mean",
  "e2e_mean",
  "output_tok_per_s",
] as const;
export type Figure = (typeof figures)[number];

/** Of each figure: milliseconds, or tokens a second. */
type Values = Record<Figure, number>;

const byFigure = <T>(value: (figure: Figure) => T): Record<Figure, T> =>
  Object.fromEntries(figures.map((figure) => [figure, value(figure)])) as Record<Figure, T>;

export interface Validated {
  id: string;
  /** Simulated ÷ measured − 1, in percent. */
  errors: Values;
  steps: Compared;
  preemptions: Compared;
  /** KV blocks that the memory plan foretells; the replay has the measured ones. */
  blocks?: Compared;
}

/** A count, as simulated and as measured. */
export interface Compared {
  simulated: number;
  measured: number;
}

export interface Validation {
  runs: Validated[];
  /** Runs that cannot be told as a scenario yet, and why. */
  leftOut: { id: string; reason: string }[];
}

/** @param files the text of a CSV that a case names */
export function validate(
  cases: readonly MeasuredCase[],
  files: (name: string) => string,
): Validation {
  const validation: Validation = { runs: [], leftOut: [] };
  for (const run of cases) {
    const reason = inexpressible(run);
    if (reason !== undefined) validation.leftOut.push({ id: run.id, reason });
    else validation.runs.push(validateRun(run, askedIn(files(run.workload.requests_csv))));
  }
  return validation;
}

function validateRun(run: MeasuredCase, asked: readonly Asked[]): Validated {
  const { memory, replayed } = replayMeasured(run, asked);
  const { id, measured } = run;
  const was = measuredValues(run);
  const is = valuesOf(replayed);
  return {
    id,
    errors: byFigure((figure) => 100 * (is[figure] / was[figure] - 1)),
    steps: { simulated: replayed.steps.length, measured: measured.steps },
    preemptions: { simulated: replayed.preemptions, measured: measured.preemptions ?? 0 },
    ...(run.num_gpu_blocks_override === undefined && {
      blocks: { simulated: memory.blocks, measured: run.total_kv_blocks },
    }),
  };
}

/** The replay of a run on its machine, and the machine's memory as it is foretold. */
export function replayMeasured(run: MeasuredCase, asked: readonly Asked[]) {
  const { pools } = clusterSchema.parse({ pools: [poolOf(run)] });
  const drawn = drawBlueprint(pools[0]!, { name: "validated", path: ["pools", 0] });
  const blueprint = { ...drawn.engine, blocks: run.total_kv_blocks };
  const served = { blueprint, ranks: drawn.ranks };
  return { memory: drawn.memory, replayed: replay(served, asked, run.workload.concurrency) };
}

const measuredValues = ({ measured }: MeasuredCase): Values => ({
  ttft_mean: measured.ttft_ms.mean,
  ttft_p50: measured.ttft_ms.p50,
  ttft_p90: measured.ttft_ms.p90,
  tpot_mean: measured.tpot_ms.mean,
  e2e_mean: measured.e2e_ms.mean,
  output_tok_per_s: measured.output_tok_per_s,
});

function valuesOf({ requests, makespan }: Replayed): Values {
  const ttft = Float64Array.from(requests, (request) => 1000 * request.ttft).sort();
  const output = requests.reduce((tokens, request) => tokens + request.output, 0);
  return {
    ttft_mean: mean(ttft),
    ttft_p50: quantile(ttft, 0.5),
    ttft_p90: quantile(ttft, 0.9),
    tpot_mean: mean(requests.map((request) => 1000 * timePerOutputToken(request))),
    e2e_mean: mean(requests.map((request) => 1000 * request.e2el)),
    output_tok_per_s: output / makespan,
  };
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0) / values.length;

/** Of |error| over runs, in percent. */
export interface Spread {
  median: number;
  mean: number;
  worst: number;
}

/** How far off each figure is, over all runs. */
export function spreads(runs: readonly Validated[]): Record<Figure, Spread> {
  const spread = (figure: Figure): Spread => {
    const sizes = Float64Array.from(runs, ({ errors }) => Math.abs(errors[figure])).sort();
    return { median: quantile(sizes, 0.5), mean: mean(sizes), worst: sizes[sizes.length - 1]! };
  };
  return byFigure(spread);
}
