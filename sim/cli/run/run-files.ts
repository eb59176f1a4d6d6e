/**
 * The files of a run: the summary, a row a request, a row an interval, and what is needed to get
 * the same bytes again.
 */
import { writeFileSync } from "node:fs";
import packageJson from "../../../package.json" with { type: "json" };
import {
  type Probe,
  type Replications,
  RequestTable,
  type Result,
  type Simulation,
  type Summary,
  Timeline,
  type Why,
} from "../../index.ts";
import type { OutFolder } from "../files/out-folder.ts";
import { writeChunks } from "../files/output-file.ts";
import { inJson } from "../text/json.ts";
import type { OpenedScenario } from "./open-scenario.ts";
import { replicationsCsv } from "./replications-csv.ts";

/** The summary as files and `--json` have it. */
export interface RunSummary extends Summary {
  /** Which limit binds, proved; null where nobody asked. */
  why: Why | null;
  /** The same with other seeds; null where nobody asked. */
  replications: Replications | null;
}

/** What a run has come to, why included. */
export interface ToldResult extends Result {
  summary: RunSummary;
}

/** Watches a run for the tables of its files. */
export interface RunFiles {
  probes: Probe[];
  write(simulation: Simulation, result: ToldResult, folder: OutFolder): void;
}

export function createRunFiles({ scenario, recorded }: OpenedScenario): RunFiles {
  const requests = new RequestTable(scenario.slo);
  const timeline = new Timeline();
  return {
    probes: [requests, timeline],
    write(simulation, { summary, digest, status }, folder) {
      writeJson(folder.path("summary.json"), summary);
      if (summary.replications !== null)
        writeChunks(folder.path("replications.csv"), replicationsCsv(summary.replications));
      writeChunks(folder.path("requests.csv"), requests.csv());
      writeChunks(folder.path("timeline.csv"), timeline.csv(simulation.engines, simulation.now));
      writeJson(folder.path("meta.json"), {
        rooflight: packageJson.version,
        status,
        seed: scenario.seed,
        digest,
        timeline_interval_s: timeline.interval,
        timeline_max_rows: timeline.maxRows,
        recorded: recorded.map(({ name, sha256 }) => ({ name, sha256 })),
        scenario,
      });
    },
  };
}

const writeJson = (path: string, value: unknown): void => writeFileSync(path, inJson(value));
