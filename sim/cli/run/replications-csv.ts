/** `replications.csv`: a row a run and figure. */
import { type Replications, replicatedFigures } from "../../index.ts";

export function* replicationsCsv({ runs }: Replications): Iterable<string> {
  yield "replication,seed,metric,value\n";
  for (const [index, run] of runs.entries()) {
    for (const key of replicatedFigures) yield `${index},${run.seed},${key},${run[key] ?? ""}\n`;
  }
}
