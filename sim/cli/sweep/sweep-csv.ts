/**
 * The tables of a sweep: a row a run and metric, which is tidy, and a row a point, whose status
 * both tell. Cells of what has no figure are empty, and of a point that is not done there is no
 * row.
 */
import { csvText, type PointFigure, type SweepResult } from "../../index.ts";

export function* runsCsv({ axes, metrics, points }: SweepResult): Iterable<string> {
  yield row(["point", ...axes.map(({ path }) => path), ...runColumns]);
  for (const { point, settings, status, runs } of points) {
    const where = [point, ...axes.map(({ path }) => settings[path])];
    for (const { replication, seed, figures } of runs)
      for (const { key } of metrics)
        yield row([...where, replication, seed, status, key, figures[key]]);
  }
}

const runColumns = ["replication", "seed", "status", "metric", "value"];

export function* pointsCsv({ axes, metrics, points }: SweepResult): Iterable<string> {
  const figures = metrics.flatMap(({ key }) => [key, `${key}_low`, `${key}_high`]);
  const paths = axes.map(({ path }) => path);
  yield row(["point", ...paths, "status", "reason", "slo_met", "runs", ...figures]);
  for (const point of points) {
    if (point.status === "missing") continue;
    yield row([
      point.point,
      ...paths.map((path) => point.settings[path]),
      ...[point.status, point.reason, point.slo_met, point.runs.length],
      ...metrics.flatMap(({ key }) => bounded(point.figures[key])),
    ]);
  }
}

const bounded = (figure: PointFigure | null | undefined) => [
  figure?.mean,
  figure?.low,
  figure?.high,
];

const row = (cells: readonly unknown[]): string => `${cells.map(cellOf).join(",")}\n`;

/** A setting may be a list or a mapping. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return csvText(typeof value === "object" ? JSON.stringify(value) : String(value));
}
