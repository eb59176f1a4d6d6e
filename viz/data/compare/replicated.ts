/**
 * The same difference over replications, with intervals: what `rooflight compare` found of the runs
 * that are looked at, as long as they are the ones that it compared.
 */
import type { ComparedFigure, Comparison, FigureChange, SavedStudy } from "../../../sim/index.ts";
import { duration, inOne } from "../../format.ts";
import type { Contestant } from "./contestants.ts";
import { type Difference, timesBetter } from "./difference.ts";
import { asDollars, asShare, asTokens } from "./figures.ts";

export interface Replicated {
  /** Replications (a count). */
  n: number;
  rows: Difference[];
  /** The verdict, and what a reader must know before trusting it. */
  sentences: string[];
  notes: string[];
}

/** Undefined where A is not the first contender, or another run is looked at. */
export function replicated(
  study: SavedStudy | undefined,
  contestants: readonly Pick<Contestant, "run">[],
): Replicated | undefined {
  if (study?.kind !== "comparison") return undefined;
  const places = contestants.map(({ run }) =>
    study.runs.findIndex(({ saved }) => saved.record.text === run.text),
  );
  if (places[0] !== 0 || places.some((place) => place < 0)) return undefined;
  const { n, contenders, differences, verdict, notes } = study.result as Comparison;
  const change = differences[places[1]! - 1];
  if (n < 2 || change === undefined) return undefined;
  const rows = figures.flatMap(({ key, ...figure }) => {
    const values = places.map((place) => contenders[place]!.figures[key] ?? null);
    if (values.every((value) => value === null)) return [];
    return [rowOf({ key, ...figure }, values, change.figures[key] ?? null)];
  });
  return { n, rows, sentences: verdict.sentences, notes };
}

/** What most decide by, with how far it can be trusted: no more than the intervals hold. */
export function replicatedHeadline({ n, rows }: Replicated): string {
  const said = rows
    .filter(({ figure }) => HEADLINES.includes(figure.key))
    .flatMap((row) => sentenceOf(row) ?? []);
  return said.length > 0
    ? `${said.join(" ")} Over ${n} paired runs, with 95 % intervals.`
    : `${n} paired runs, figure by figure.`;
}

const HEADLINES = ["share", "mean_e2el_ms"];

function sentenceOf({ figure, values, change, winner }: Difference): string | undefined {
  const [a = null, b = null] = values;
  if (a === null || b === null || change === null) return undefined;
  const [inA, inB] = [a, b].map((value) => inOne(figure.write(value)));
  const name = figure.key === "share" ? "The SLO is met by" : "End to end takes";
  const both = figure.key === "share" ? `${inB} of requests in B and ${inA} in A` : undefined;
  const told = `${name} ${both ?? `${inB} on average in B and ${inA} in A`}`;
  return winner === null ? `${told}, which the runs do not tell apart.` : `${told}.`;
}

type ToldFigure = Difference["figure"] & { key: ComparedFigure };

const inMilliseconds = (value: number) => duration(value / 1000);
const latency = (key: ComparedFigure, label: string): ToldFigure => ({
  key,
  label,
  better: "less",
  write: inMilliseconds,
});

/** As the command names them; percentiles are of the requests of all runs. */
const figures: readonly ToldFigure[] = [
  {
    key: "share",
    label: "SLO met",
    better: "more",
    ...asShare,
  },
  latency("median_ttft_ms", "First token, median"),
  latency("p99_ttft_ms", "First token, p99"),
  latency("p99_tpot_ms", "Per output token, p99"),
  latency("mean_e2el_ms", "End to end, mean"),
  latency("p99_e2el_ms", "End to end, p99"),
  {
    key: "output_throughput_per_gpu",
    label: "Output per GPU",
    better: "more",
    ...asTokens,
  },
  {
    key: "cost_per_million_output_tokens",
    label: "Cost per M output tokens",
    better: "less",
    ...asDollars,
  },
];

function rowOf(
  figure: ToldFigure,
  values: (number | null)[],
  change: FigureChange | null,
): Difference {
  const [a = null] = values;
  return {
    figure,
    values,
    change: change && { value: change.mean, low: change.low, high: change.high },
    ratios: values.map((value) => timesBetter(a, value, figure.better)),
    bounds: change && boundsOf(change, a, figure),
    winner: change === null || change.better === null ? null : change.better ? "b" : "a",
  };
}

/** How many times better B is at least and at most: of a share out of its points. */
function boundsOf(
  { low, high, relative }: FigureChange,
  a: number | null,
  { better }: ToldFigure,
): Difference["bounds"] {
  const [least, most] = relative === null ? [low, high] : [relative.low, relative.high];
  const whole = relative === null ? a : 1;
  if (least === null || most === null || whole === null || whole <= 0) return null;
  const ratios = [least, most].map((change) => timesBetter(whole, whole + change, better)!);
  return [Math.min(...ratios), Math.max(...ratios)];
}
