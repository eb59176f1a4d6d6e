/**
 * What a sweep prints: what holds, then a row a point, then why some have no figures.
 */
import { formatCount, type SweepResult, type SweptPoint, threeDigits } from "../../index.ts";
import { page } from "../text/page.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph } from "../text/paragraph.ts";
import { shown, sweepTable } from "./sweep-table.ts";

/** @param said how it ended and where the files are: sentences, each a paragraph */
export function sweepReport(result: SweepResult, said: readonly string[], paint: Paint): string {
  const { lines, legend } = sweepTable(result, paint);
  return page([
    paragraph(verdict(result)).map(paint.bold),
    lines,
    reasons(result).flatMap(paragraph),
    [...legend, ...fewRequests(result), ...said].flatMap(paragraph).map(paint.dim),
  ]);
}

const COST = "cost_per_million_output_tokens";

/** How many points hold, and which of them costs least. */
function verdict({ points, axes }: SweepResult): string {
  const finished = points.filter(({ status }) => status === "finished");
  const judged = finished.some(({ slo_met }) => slo_met !== null);
  const good = judged ? finished.filter(({ slo_met }) => slo_met) : finished;
  const what = judged ? "meet the SLO" : "are finished";
  const of = `${good.length} of ${points.length} points ${what}`;
  const cheapest = cheapestOf(good);
  if (cheapest === undefined) return `${of}.`;
  const { point, settings, figures } = cheapest;
  const where = axes.map(({ path, name }) => `${name} ${shown(settings[path])}`).join(", ");
  const price = `$${threeDigits(figures[COST]!.mean)} a million output tokens`;
  return `${of}; the cheapest of them is point ${point} (${where}), at ${price}.`;
}

function cheapestOf(points: readonly SweptPoint[]): SweptPoint | undefined {
  const priced = points.filter(({ figures }) => figures[COST]);
  if (priced.length < 2) return undefined;
  const cost = ({ figures }: SweptPoint): number => figures[COST]!.mean;
  return priced.reduce((least, point) => (cost(point) < cost(least) ? point : least));
}

/** Why points have no figures: a sentence for each status, points with the same reason together. */
function reasons({ points }: SweepResult): string[] {
  const without = points.filter(({ status }) => status !== "finished" && status !== "missing");
  return [...grouped(without, ({ status }) => status)].map(([status, those]) => {
    const told = [...grouped(those, ({ reason }) => `${reason}`)].map(
      ([reason, same]) => `${same.map(({ point }) => point).join(", ")} (${reason})`,
    );
    return `${status[0]!.toUpperCase()}${status.slice(1)}: ${told.join("; ")}.`;
  });
}

function grouped<T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}

/** Of fewer requests, fewer than ten lie beyond the 99th percentile. */
const ENOUGH = 1000;

const fewRequests = ({ points }: SweepResult): string[] => {
  const few = points.some(({ figures }) => (figures.completed?.mean ?? ENOUGH) < ENOUGH);
  return few ? [`Of fewer than ${formatCount(ENOUGH)} requests, p99 rests on fewer than ten.`] : [];
};
