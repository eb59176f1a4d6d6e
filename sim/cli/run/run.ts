/**
 * A run, from the command line to the exit code: open the scenario, drive it to its end, write the
 * files, print the figures.
 */
import {
  formatCount,
  formatSeconds,
  type Probe,
  type Replica,
  type Result,
  ScenarioProblems,
  Simulation,
  TraceError,
  WorkloadError,
} from "../../index.ts";
import type { RunOptions } from "../commands/run.ts";
import { EXIT, type ExitCode, Refusal } from "../exit.ts";
import { type OutFolder, openOutFolder, outFiles } from "../files/out-folder.ts";
import { fileTexts } from "../files/recorded-files.ts";
import { report } from "../report/report.ts";
import { inJson } from "../text/json.ts";
import { paintFor } from "../text/paint.ts";
import { drive } from "./drive.ts";
import type { Exports } from "./exports.ts";
import { type OpenedScenario, openScenario } from "./open-scenario.ts";
import { createProgress, progressLine } from "./progress.ts";
import type { Asked } from "./replications.ts";
import type { RunSummary } from "./run-files.ts";

export async function runScenario(options: RunOptions): Promise<ExitCode> {
  const seed = options.seed === undefined ? [] : [`seed=${options.seed}`];
  const opened = await openScenario({ ...options, set: [...options.set, ...seed] });
  const folder = options.out === undefined ? undefined : openOutFolder(options.out);
  let exports: Exports | undefined;
  try {
    exports = await forOtherTools(opened, options);
    return await simulateAndTell(opened, { folder, exports }, options);
  } finally {
    folder?.discard();
    exports?.discard();
  }
}

/** Trace, metrics, page, if asked for; loaded then, since most runs do without. */
async function forOtherTools(
  opened: OpenedScenario,
  options: RunOptions,
): Promise<Exports | undefined> {
  if (exportFlags.every((flag) => options[flag] === undefined)) return undefined;
  const { openExports } = await import("./exports.ts");
  return openExports(opened, options);
}

const exportFlags = [
  "trace",
  "traceWindow",
  "metrics",
  "metricsInterval",
  "metricsStart",
  "report",
] as const;

/** Where files go, as far as any were asked for. */
interface Outputs {
  folder: OutFolder | undefined;
  exports: Exports | undefined;
}

async function simulateAndTell(
  opened: OpenedScenario,
  { folder, exports }: Outputs,
  options: RunOptions,
): Promise<ExitCode> {
  const { json, failOnSlo, why } = options;
  // Loaded here: most runs write no files.
  const files = folder && (await import("./run-files.ts")).createRunFiles(opened);
  const watching = [files, exports].flatMap((each) => each?.probes ?? []);
  const simulation = build(opened, watching);
  const progress = createProgress(process.stderr, progressLine);
  const interrupted = await drive(simulation, progress).catch((error) => {
    throw inWords(error, opened.refusal);
  });
  const result = simulation.result();
  exports?.write(simulation);
  exports?.publish();
  const leftOut = exports?.leftOut(simulation) ?? [];
  // What did not come to its end is not begun again.
  const again = result.status === "finished" ? options.replications : undefined;
  const written = [
    ...filesIn({ ...options, replications: again }),
    ...(exports?.files(simulation) ?? []),
    ...leftOut,
  ];
  if (json) for (const sentence of leftOut) process.stderr.write(`${sentence}\n`);
  else process.stdout.write(asText(result, opened, written));
  const first = { result, log: simulation.log };
  // Loaded here: most runs are not asked why.
  const proved = why ? await (await import("./prove.ts")).prove(opened, first) : undefined;
  const replicated =
    again === undefined
      ? undefined
      : await replicate(opened, first, { n: Number(again), queue: options.queue });
  const summary: RunSummary = {
    ...result.summary,
    why: proved?.why ?? null,
    replications: replicated?.replications ?? null,
  };
  if (folder !== undefined) {
    files?.write(simulation, { ...result, summary }, folder);
    folder.publish();
  }
  if (json) process.stdout.write(inJson(summary));
  else
    for (const further of [replicated, proved])
      process.stdout.write(further?.asText(paintFor(process.stdout)) ?? "");
  // What keeps a run from getting on is in no summary.
  if (json && result.status === "livelock")
    process.stderr.write(`${cutShort(result).join("\n")}\n`);
  if (interrupted || proved?.interrupted || replicated?.interrupted) return EXIT.interrupted;
  return keptPromises(summary, failOnSlo) ? EXIT.ok : EXIT.brokenPromise;
}

/** The further runs of `--replications`; loaded here, since most runs stay alone. */
async function replicate(opened: OpenedScenario, first: Replica, asked: Asked) {
  const { replicateRun } = await import("./replications.ts");
  return replicateRun(opened, first, asked);
}

/** What needs the machine (does the model fit?) shows here, and is told like any bad input. */
function build({ scenario, recorded, router, refusal }: OpenedScenario, probes: Probe[]) {
  try {
    return new Simulation(scenario, {
      files: fileTexts(recorded),
      probes,
      ...(router && { router }),
    });
  } catch (error) {
    throw inWords(error, refusal);
  }
}

/** Bad input that shows only when requests are drawn or machines built, told like any other. */
export function inWords(error: unknown, refusal: OpenedScenario["refusal"]): unknown {
  if (error instanceof ScenarioProblems) return refusal(error.problems);
  if (error instanceof WorkloadError) return refusal([error.problem]);
  return error instanceof TraceError ? new Refusal(error.message) : error;
}

/** Of replications, objectives are missed where most runs miss them. */
function keptPromises({ status, verdict, replications }: RunSummary, failOnSlo: boolean): boolean {
  const runs = replications?.runs ?? [{ status, met: verdict.met }];
  if (runs.some((run) => run.status === "livelock")) return false;
  return !failOnSlo || 2 * runs.filter(({ met }) => met === false).length <= runs.length;
}

const asText = (result: Result, { scenario }: OpenedScenario, files: readonly string[]): string =>
  report(
    { summary: result.summary, scenario, cut: cutShort(result), files },
    paintFor(process.stdout),
  );

function filesIn({ out, why, replications }: RunOptions): string[] {
  if (out === undefined) {
    const proved = why ? "" : " What binds, proved: --why.";
    return [`All requests as files: --out DIR. JSON: --json.${proved}`];
  }
  const files = [...outFiles, ...(replications === undefined ? [] : ["replications.csv"])];
  return [`Files in ${out}: ${files.join(", ")}.`];
}

/** Why a run has not come to its end, if it has not. */
function cutShort({ status, summary, stuck }: Result): string[] {
  const open = `${formatCount(summary.unfinished)} requests are still open`;
  switch (status) {
    case "finished":
      return [];
    case "partial":
      return [`Interrupted after ${formatSeconds(summary.duration)}: ${open}.`];
    case "livelock":
      return [`Livelock: ${open}, and nothing is left that could happen.`, ...stuck];
  }
}
