/**
 * How many requests met the objectives they were under, and whether that is enough.
 *
 * Each request is held against its own objectives: those of its class, or the scenario's. Enough is
 * asked of each objective by itself, so a class with its own cannot hide behind the others.
 */
import { printable } from "../printable.ts";
import { formatPercent, formatSeconds } from "../units.ts";
import type { ClassFigures } from "./class-figures.ts";
import { metrics, type SloFigures } from "./figures.ts";

/** Requests (counts), and the objectives that they were under. */
export interface Judged {
  completed: number;
  failed: number;
  unfinished: number;
  /** The scenario's; classes may have their own. */
  slo: SloFigures | null;
  classes: readonly ClassFigures[];
}

export interface Inside {
  /** Of requests under objectives; failed and unfinished ones did not meet them. */
  share: number | null;
  /** Whether each objective is met by the share that it asks for; null where none is stated. */
  met: boolean | null;
  /** The same in a sentence or two. */
  sentence: string;
}

export function inside(figures: Judged): Inside {
  const { slo, classes } = figures;
  const judged = classes.filter(({ judged }) => judged > 0);
  if (judged.length === 0) return insideOne(figures);
  const own = judged.filter(({ slo_of }) => slo_of === "class");
  const common = sum(judged.filter(({ slo_of }) => slo_of === "scenario"));
  const enough = own.map((it) => it.share_inside! >= it.slo!.share);
  if (common.judged > 0) enough.push(common.good / common.judged >= slo!.share);
  const all = sum(judged);
  const share = all.good / all.judged;
  const whose = judged.length === classes.length ? "requests" : "requests with an SLO";
  const sentence =
    own.length === 0
      ? `${objectives(slo, share)}${aside(judged)}`
      : `${percentAtMost(share)} of ${whose} met the SLO of their class${worst(judged)}`;
  return { share, met: enough.every((it) => it), sentence };
}

function insideOne({ slo, completed, failed, unfinished }: Judged): Inside {
  const all = completed + failed + unfinished;
  const share = slo && all > 0 ? slo.good / all : null;
  const met = slo && share !== null ? share >= slo.share : null;
  return { share, met, sentence: objectives(slo, share) };
}

/** How many requests met the objectives, and what those are. */
function objectives(slo: SloFigures | null, share: number | null): string {
  if (slo === null) return "No SLO is stated.";
  if (share === null) return "No request arrived.";
  const inside = `${percentAtMost(share)} of requests met the SLO (${inWords(slo)})`;
  return `${inside}; ${formatPercent(slo.share)} were asked for.`;
}

/** Among classes under the same objectives: the one that misses most, if any misses. */
function aside(judged: readonly ClassFigures[]): string {
  const it = furthest(judged);
  if (margin(it) >= 0 || judged.length === 1) return "";
  return ` Class ${printable(it.name)} misses most: ${percentAtMost(it.share_inside!)} of it did.`;
}

/** Among classes under objectives of their own: the one that misses most, or nearly does. */
function worst(judged: readonly ClassFigures[]): string {
  const it = furthest(judged);
  const share = percentAtMost(it.share_inside!);
  const asked = formatPercent(it.slo!.share);
  const bounds = inWords(it.slo!);
  const name = printable(it.name);
  return margin(it) < 0
    ? `; class ${name} misses most: ${share} met ${bounds}, ${asked} were asked for.`
    : `; every class had its share, ${name} with least to spare: ${share} met ${bounds}, ` +
        `${asked} were asked for.`;
}

/** The class whose share inside is least above, or most below, what is asked for. */
const furthest = (judged: readonly ClassFigures[]): ClassFigures =>
  judged.reduce((worst, it) => (margin(it) < margin(worst) ? it : worst));

const margin = ({ share_inside, slo }: ClassFigures): number => share_inside! - slo!.share;

const sum = (classes: readonly ClassFigures[]) => ({
  judged: classes.reduce((total, { judged }) => total + judged, 0),
  good: classes.reduce((total, { good }) => total + good, 0),
});

function inWords(slo: SloFigures): string {
  return metrics
    .flatMap((metric) => {
      const limit = slo[`${metric}_ms`];
      return limit === null ? [] : [`${metric} ≤ ${formatSeconds(limit / 1000)}`];
    })
    .join(", ");
}

/** Rounded down, so that 100 % is said of all and of nothing less. */
const percentAtMost = (share: number): string => `${Math.floor(share * 1000) / 10} %`;
