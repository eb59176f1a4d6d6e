/**
 * `--replications N`: the scenario again with other seeds, on all cores, and what the runs tell
 * together. The run that was made already is the first of them.
 */
import { formatSeconds, type Replica, type Replications, runReplications } from "../../index.ts";
import { openJobs } from "../jobs/jobs.ts";
import { replicationsBlock } from "../report/replications.ts";
import type { Paint } from "../text/paint.ts";
import type { OpenedScenario } from "./open-scenario.ts";

export interface Replicated {
  replications: Replications;
  interrupted: boolean;
  /** What is printed of it. */
  asText(paint: Paint): string;
}

export interface Asked {
  /** Runs, the first included. */
  n: number;
  /** Where the others are made, if not here. */
  queue: string | undefined;
}

/** Runs the others; of those that came to their end before Ctrl-C is told. */
export async function replicateRun(
  { scenario, recorded, router }: OpenedScenario,
  first: Replica,
  { n, queue }: Asked,
): Promise<Replicated> {
  const jobs = await openJobs({
    recorded,
    routerOf: router && (() => router),
    queue,
    inWords({ done }, elapsed) {
      const left = done === 0 ? "" : `, ${formatSeconds((elapsed / done) * (n - 1 - done))} left`;
      return `${done + 1} of ${n} runs${left}`;
    },
  });
  const replications = await runReplications(scenario, n, {
    executor: {
      width: jobs.width,
      execute: async (job) =>
        job.scenario.seed === scenario.seed
          ? { ...first.result, log: first.log, gaveUp: false }
          : jobs.execute(job),
    },
  }).finally(jobs.close);
  return {
    replications,
    interrupted: replications.n < n,
    asText: (paint) => `\n${replicationsBlock(replications, paint).join("\n")}\n`,
  };
}
