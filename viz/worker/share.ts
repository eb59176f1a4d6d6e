/** How many requests a run will have, before it is run. */
import { arrivalsIn, type Files, type Scenario } from "../../sim/index.ts";

/** Undefined where only time ends it. Of traces it is a guess: not each of their lines is a row. */
export function expectedRequests({ workload }: Scenario, files: Files): number | undefined {
  if (workload.num_prompts !== undefined) return workload.num_prompts;
  const traces = arrivalsIn(workload).flatMap(({ spec }) =>
    spec.process === "trace" ? [spec] : [],
  );
  if (traces.length === 0 || workload.duration !== undefined) return undefined;
  const rows = traces.map(
    ({ file, limit = Number.POSITIVE_INFINITY, repeat }) =>
      Math.min(linesIn(files(file)), limit) * repeat,
  );
  return Math.max(
    1,
    rows.reduce((sum, count) => sum + count, 0),
  );
}

function linesIn(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
