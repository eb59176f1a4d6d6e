/** The numbers of the time view: what it finds, in a sentence, and its table. */
import { max } from "d3";
import type { Seconds } from "../../../sim/index.ts";
import type { TimeData } from "../../chart/time.ts";
import { soFar } from "../../data/moments.ts";
import type { Series } from "../../data/series.ts";
import type { Stages } from "../../data/stages.ts";
import type { Table } from "../../data/table.ts";
import { clock, count, inOne, percent } from "../../format.ts";
import { hues } from "../../hues.ts";

/** A row a bin; of a pipeline whose steps are known, when each stage worked on each, too. */
export function tableOf(
  { bins, edges, running, waiting, work, rows = [] }: Series,
  preempted: Float64Array,
  stages?: Stages,
) {
  const columns = ["start s", "end s", "running", "waiting", "preempted"];
  if (work !== undefined)
    columns.push(
      ...["KV blocks in use", "tokens a step", "prompt tokens/s", "answer tokens/s"],
      ...hues.map(({ label }) => `${label} %`),
    );
  if (stages !== undefined) columns.push("step", ...stages.stages.flatMap(namesOfStage));
  return {
    columns,
    rows: Array.from({ length: bins }, (_, bin) => [
      ...[edges[bin]!, edges[bin + 1]!, running[bin]!, waiting[bin]!],
      between(preempted, edges[bin]!, edges[bin + 1]!),
      ...(work === undefined
        ? []
        : [...[work.kv[bin]!, work.batch[bin]!, work.prompt[bin]!, work.answer[bin]!]]),
      ...(work === undefined ? [] : hues.map((_, at) => 100 * share(work.shares, bin, at))),
      ...(stages === undefined ? [] : inStages(stages, rows[bin] ?? -1)),
    ]),
  } satisfies Table;
}

const namesOfStage = (_: unknown, stage: number): string[] => [
  `stage ${stage + 1} begin s`,
  `stage ${stage + 1} end s`,
];

/** The number of a step, and when each stage worked on it; nothing where nobody works. */
const inStages = ({ stages, steps }: Stages, row: number): number[] => [
  steps.index[row] ?? Number.NaN,
  ...stages.flatMap(({ begin, end }) => [begin[row] ?? Number.NaN, end[row] ?? Number.NaN]),
];

const share = (shares: Float64Array, bin: number, hue: number): number =>
  shares[bin * hues.length + hue]!;

/** After `from` and not after `to`; whatever happens at 0 is not lost. */
const between = (instants: Float64Array, from: Seconds, to: Seconds): number =>
  soFar(instants, to) - (from === 0 ? 0 : soFar(instants, from));

/** What the rows show, for whoever does not see them. */
export function findingOf({
  series,
  window,
  full,
  pipeline,
}: Omit<TimeData, "overview" | "whole">) {
  const { running, waiting, work } = series;
  const [from, to] = window;
  const sentences = [
    `From ${clock(from)} to ${clock(to)} at most ${count(max(running) ?? 0)} requests ran ` +
      `and ${count(max(waiting) ?? 0)} waited.`,
  ];
  if (full !== undefined) sentences.push(`KV blocks: ${full.text}.`);
  if (work !== undefined) {
    const { label, mean } = largest(series, work.shares);
    sentences.push(`Most of the time, ${inOne(percent(mean))}, went to: ${label}.`);
  }
  if (pipeline?.stages !== undefined) {
    const waited = pipeline.stages.stages.map(({ bubble }) => inOne(percent(bubble)));
    sentences.push(`Stages of the pipeline waited for one another: ${waited.join(", ")}.`);
  }
  return sentences.join(" ");
}

function largest({ bins, edges }: Series, shares: Float64Array): { label: string; mean: number } {
  const length = edges[bins]! - edges[0]!;
  const means = hues.map(({ label }, at) => {
    let sum = 0;
    for (let bin = 0; bin < bins; bin++)
      sum += share(shares, bin, at) * (edges[bin + 1]! - edges[bin]!);
    return { label, mean: length > 0 ? sum / length : 0 };
  });
  return means.reduce((most, one) => (one.mean > most.mean ? one : most));
}
