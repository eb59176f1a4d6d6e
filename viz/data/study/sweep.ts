/** A sweep as the page shows it: two fields of every point, whichever are chosen. */
import type { Axis, SweepResult, SweptPoint } from "../../../sim/index.ts";
import { count, counted, inOne, percentMet, threeFigures } from "../../format.ts";
import { dollars } from "./plan.ts";
import { type Better, type Bounded, exactly, frontOf, type StudyPoint } from "./point.ts";
import type { Ranked, RankedRow } from "./ranked.ts";

/** Something that each point has a number of: a varied setting, or a figure of its runs. */
export interface Field {
  /** A path, or the name of a figure. */
  key: string;
  title: string;
  better: Better | undefined;
  log: boolean;
  of(point: SweptPoint): Bounded | null;
}

/** First the settings that are numbers, then the figures that any point has. */
export function fieldsOf({ axes, metrics, points }: SweepResult): Field[] {
  const settings = axes.map(fieldOfAxis);
  const figures = metrics.map(
    ({ key, title, unit }): Field => ({
      key,
      title: unit === "1" ? title : `${title}, ${unit}`,
      better: isLess(key) ? "less" : "more",
      log: key.endsWith("_ms"),
      of({ figures }) {
        const figure = figures[key];
        return figure ? { value: figure.mean, low: figure.low, high: figure.high } : null;
      },
    }),
  );
  return [...settings, ...figures].filter((field) => points.some((point) => field.of(point)));
}

const fieldOfAxis = ({ path, name, unit, log }: Axis): Field => ({
  key: path,
  title: unit === null ? name : `${name}, ${unit}`,
  better: undefined,
  log,
  of({ settings }) {
    const value = settings[path];
    return typeof value === "number" && Number.isFinite(value) ? exactly(value) : null;
  },
});

const COST = "cost_per_million_output_tokens";
const lessIsBetter = ["cost", COST, "gpu_hours", "gpus", "duration"];
const fewerAreBetter = ["preemptions", "failed", "unfinished"];

/** Latencies, costs and what goes wrong. */
const isLess = (key: string): boolean =>
  key.endsWith("_ms") || lessIsBetter.includes(key) || fewerAreBetter.includes(key);

/** Speed for one user against output of a GPU, where a sweep has both; else what comes first. */
export function firstFields(fields: readonly Field[]): [x: Field, y: Field] {
  const named = (key: string) => fields.find((field) => field.key === key);
  const x = named("output_throughput_per_user") ?? fields[0]!;
  return [x, named("output_throughput_per_gpu") ?? fields[1] ?? x];
}

/** What makes more or less load, as far as a path tells. */
const LOAD = /(request_rate|max_concurrency|rate_scale)$/;

/** The setting along which points are joined to a line: the load, or else the last number. */
function loadAxis({ axes, points }: SweepResult): Axis | undefined {
  const numbers = axes.filter((axis) => points.some((point) => fieldOfAxis(axis).of(point)));
  return numbers.findLast(({ path }) => LOAD.test(path)) ?? numbers.at(-1);
}

/** Points that have both fields. */
export function sweepPoints(sweep: SweepResult, x: Field, y: Field): StudyPoint[] {
  const load = loadAxis(sweep);
  const others = sweep.axes.filter((axis) => axis !== load);
  const chosen = cheapestOf(sweep);
  const told = sweep.points.flatMap((point) => {
    const [across, up] = [x.of(point), y.of(point)];
    if (across === null || up === null) return [];
    const group = others.length === 0 ? "" : settingsOf(point, others);
    const detail = load === undefined ? "" : settingsOf(point, [load]);
    return [{ point, group, detail, x: across, y: up }];
  });
  const front = x.better && y.better ? frontOf(told, x.better, y.better) : told.map(() => false);
  return told.map(({ point, ...place }, at) => ({
    ...place,
    id: point.point,
    holds: point.slo_met,
    isFront: front[at]!,
    isChosen: point === chosen,
  }));
}

export const settingsOf = ({ settings }: SweptPoint, axes: readonly Axis[]): string =>
  axes.map(({ path, name }) => `${name} ${written(settings[path])}`).join(", ");

const written = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

/** Of those that keep their objectives, or of all that finished where none are stated. */
export function cheapestOf({ points }: SweepResult): SweptPoint | undefined {
  const priced = goodOf(points).filter(({ figures }) => figures[COST]);
  if (priced.length < 2) return undefined;
  const cost = ({ figures }: SweptPoint): number => figures[COST]!.mean;
  return priced.reduce((least, point) => (cost(point) < cost(least) ? point : least));
}

function goodOf(points: readonly SweptPoint[]): SweptPoint[] {
  const finished = points.filter(({ status }) => status === "finished");
  const judged = finished.some(({ slo_met }) => slo_met !== null);
  return judged ? finished.filter(({ slo_met }) => slo_met === true) : finished;
}

export function sweepWords(sweep: SweepResult): { headline: string; sentences: string[] } {
  const { points, replications, skipped, missing, axes } = sweep;
  const good = goodOf(points);
  const isJudged = points.some(({ slo_met }) => slo_met !== null);
  const what = isJudged ? "meet the SLO" : "come to their end";
  const headline = `${count(good.length)} of ${counted(points.length, "point")} ${what}.`;
  const sentences: string[] = [];
  const cheapest = cheapestOf(sweep);
  if (cheapest !== undefined) {
    const price = dollars(cheapest.figures[COST]!.mean);
    sentences.push(
      `The cheapest of them is point ${cheapest.point} (${settingsOf(cheapest, axes)}), ` +
        `at ${price} a million output tokens.`,
    );
  }
  const unstable = points.filter(({ status }) => status === "unstable").length;
  if (unstable > 0)
    sentences.push(`Of ${counted(unstable, "point")} the queue grows: they have no figures.`);
  sentences.push(
    replications > 1
      ? `Each point is the mean of ${counted(replications, "run")}, with its 95 % interval.`
      : "One run of each point, all with the same random numbers.",
  );
  if (skipped > 0) sentences.push(`${counted(skipped, "point")} skipped by its conditions.`);
  if (missing > 0) sentences.push(`Interrupted: ${counted(missing, "point")} missing.`);
  return { headline, sentences };
}

const shown = [
  ["share_inside_slo", "inside SLO"],
  ["output_throughput", "output tok/s"],
  ["output_throughput_per_gpu", "output tok/s per GPU"],
  ["output_throughput_per_user", "output tok/s per user"],
  ["p99_ttft_ms", "p99 TTFT ms"],
  ["p99_tpot_ms", "p99 TPOT ms"],
  [COST, "$/M output tokens"],
] as const;

/** Those that keep their objectives first, the cheapest of them first. */
export function sweepRanked(sweep: SweepResult): Ranked {
  const { points, axes } = sweep;
  const columns = shown.filter(([key]) => points.some(({ figures }) => figures[key]));
  const good = new Set(goodOf(points));
  const chosen = cheapestOf(sweep);
  const cost = ({ figures }: SweptPoint): number => figures[COST]?.mean ?? Number.POSITIVE_INFINITY;
  const isEnd = ({ status }: SweptPoint): number => Number(status !== "finished");
  const order = [...points].sort(
    (a, b) =>
      Number(good.has(b)) - Number(good.has(a)) ||
      isEnd(a) - isEnd(b) ||
      (cost(a) === cost(b) ? a.point - b.point : cost(a) - cost(b)),
  );
  const rowOf = (point: SweptPoint): RankedRow => ({
    id: point.point,
    label: settingsOf(point, axes),
    isChosen: point === chosen,
    isGood: good.has(point),
    cells: [
      point.point,
      statusOf(point),
      ...columns.map(([key]) => figureIn(point, key)),
      point.reason ?? "",
    ],
  });
  return {
    columns: ["point", "status", ...columns.map(([, title]) => title), "why"],
    rows: order.map(rowOf),
  };
}

const statusOf = ({ status, slo_met }: SweptPoint): string => {
  if (status !== "finished" || slo_met === null) return status;
  return slo_met ? "holds" : "misses the SLO";
};

function figureIn({ figures }: SweptPoint, key: string): string | number {
  const figure = figures[key];
  if (!figure) return "";
  if (key === "share_inside_slo") return inOne(percentMet(figure.mean));
  return key === COST ? figure.mean.toFixed(3) : threeFigures(figure.mean);
}
