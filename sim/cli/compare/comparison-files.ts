/**
 * The files of a comparison: all of it, its runs and its differences as tables, and what is needed
 * to get the same bytes again.
 */
import { writeFileSync } from "node:fs";
import packageJson from "../../../package.json" with { type: "json" };
import {
  type Comparison,
  type ContenderFigures,
  comparedFigures,
  csvText,
  type Difference,
  type FigureChange,
  type Interval,
  parts,
} from "../../index.ts";
import type { Contents, OutFolder } from "../files/out-folder.ts";
import { writeChunks } from "../files/output-file.ts";
import { inJson } from "../text/json.ts";
import type { OpenedContender } from "./contenders.ts";

type ComparisonFile = "comparison.json" | "replications.csv" | "differences.csv" | "meta.json";

export const comparisonFolder: Contents<ComparisonFile> = {
  of: "comparison",
  files: ["comparison.json", "replications.csv", "differences.csv", "meta.json"],
};

export function writeComparison(
  comparison: Comparison,
  contenders: readonly OpenedContender[],
  folder: OutFolder<ComparisonFile>,
): void {
  writeFileSync(folder.path("comparison.json"), inJson(comparison));
  writeChunks(folder.path("replications.csv"), replicationsCsv(comparison));
  writeChunks(folder.path("differences.csv"), differencesCsv(comparison));
  const meta = {
    rooflight: packageJson.version,
    status: comparison.n < comparison.asked ? "partial" : "finished",
    seeds: comparison.seeds,
    contenders: contenders.map(({ name, opened }) => {
      const { variants: _, ...scenario } = opened.scenario;
      const recorded = opened.recorded.map(({ name, sha256 }) => ({ name, sha256 }));
      return { name, recorded, scenario };
    }),
  };
  writeFileSync(folder.path("meta.json"), inJson(meta));
}

/** A row a variant, replication and metric. */
export function* replicationsCsv({ contenders }: Comparison): Iterable<string> {
  yield "variant,replication,seed,metric,value\n";
  for (const { name, runs } of contenders) {
    for (const [index, run] of runs.entries()) {
      for (const key of comparedFigures)
        yield `${csvText(name)},${index},${run.seed},${key},${run[key] ?? ""}\n`;
    }
  }
}

const columns = [
  ...["variant", "of", "group", "metric", "baseline", "value"],
  ...["difference", "low", "high", "relative", "relative_low", "relative_high"],
];

/**
 * A row a variant and what is compared: a `figure`, a `cause` (a part of the mean end-to-end
 * latency), or the mean of a `class` or of a band of `prompt` lengths.
 */
export function* differencesCsv({ contenders, differences }: Comparison): Iterable<string> {
  const [baseline, ...others] = contenders;
  yield `${columns.join(",")}\n`;
  for (const [index, difference] of differences.entries()) {
    const sides = [baseline!, others[index]!];
    for (const [cells, change] of rowsOf(difference, sides))
      yield `${[csvText(difference.name), ...cells, ...bounds(change)].join(",")}\n`;
  }
}

type Row = [cells: (string | number | null)[], change: Interval | FigureChange | null];

function rowsOf({ figures, causes, groups }: Difference, sides: readonly ContenderFigures[]) {
  const rows: Row[] = [
    ...comparedFigures.map((key): Row => {
      const values = sides.map((side) => side.figures[key]);
      return [["figure", "", key, ...values], figures[key]];
    }),
    ...parts.map((part): Row => {
      const values = sides.map(({ parts_ms }) => parts_ms?.[part] ?? null);
      return [["cause", "", `${part}_ms`, ...values], causes?.parts[part] ?? null];
    }),
    ...groups.flatMap(({ kind, name, band, ...group }) => {
      const which = csvText(name ?? `${band!.from ?? 0}-${band!.to ?? ""}`);
      return (["ttft_ms", "e2el_ms", "share"] as const).map(
        (metric): Row => [[kind, which, metric, "", ""], group[metric]],
      );
    }),
  ];
  return rows.filter(([, change]) => change !== null);
}

function bounds(change: Interval | FigureChange | null): (number | null | undefined)[] {
  const relative = change && "relative" in change ? change.relative : null;
  return [change, relative].flatMap((each) => [each?.mean, each?.low, each?.high]);
}
