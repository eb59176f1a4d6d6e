/** `replications.csv`: a row a run and figure. */
import type { ReplicatedFigure, Replications } from "../../index.ts";

export function* replicationsCsv({ runs, intervals }: Replications): Iterable<string> {
  // Not the list itself: what comes with it is not loaded where nobody asks for replications.
  const figures = Object.keys(intervals) as ReplicatedFigure[];
  yield "replication,seed,metric,value\n";
  for (const [index, run] of runs.entries()) {
    for (const key of figures) yield `${index},${run.seed},${key},${run[key] ?? ""}\n`;
  }
}
