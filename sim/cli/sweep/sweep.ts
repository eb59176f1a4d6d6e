/**
 * `rooflight sweep FILE`, from the command line to the table and the files.
 */
import packageJson from "../../../package.json" with { type: "json" };
import {
  describe,
  type Expansion,
  type FurtherAxis,
  planSweep,
  pointsOf,
  type RunStore,
  readVary,
  ScenarioProblems,
  type SweepResult,
  type SweepRun,
} from "../../index.ts";
import { askedCount } from "../ask/settings.ts";
import type { SweepOptions } from "../commands/sweep.ts";
import { EXIT, type ExitCode, Refusal } from "../exit.ts";
import { buildVersion } from "../files/build-version.ts";
import { openJobs, runsInWords } from "../jobs/jobs.ts";
import { openPageFor, type StudyPage } from "../page/open-page.ts";
import { type OpenedScenario, openScenario } from "../run/open-scenario.ts";
import { inWords } from "../run/run.ts";
import { inJson } from "../text/json.ts";
import { paintFor } from "../text/paint.ts";
import { type OpenedPoints, openPoints } from "./open-points.ts";
import { pointsCsv, runsCsv } from "./sweep-csv.ts";
import { openSweepFolder, type SweepFolder, sweepFiles } from "./sweep-folder.ts";
import { sweepReport } from "./sweep-report.ts";

export async function sweepScenario(options: SweepOptions): Promise<ExitCode> {
  const seed = options.seed === undefined ? [] : [`seed=${options.seed}`];
  const opened = await openScenario({ ...options, set: [...options.set, ...seed] });
  const asked = askedCount("replications", options.replications);
  const replications = asked ?? opened.scenario.sweep?.replications ?? 1;
  const expansion = expanded(opened, options);
  const points = await openPoints(opened, expansion.points, options.file);
  const page = await openPageFor(options.report);
  try {
    return await sweepAndTell(
      { expansion, replications, opened, points, queue: options.queue },
      options,
      page,
    );
  } finally {
    page?.discard();
  }
}

async function sweepAndTell(
  planned: Planned,
  options: SweepOptions,
  page: StudyPage | undefined,
): Promise<ExitCode> {
  const { opened, replications } = planned;
  const folder = options.out === undefined ? undefined : openSweepFolder(options.out);
  const { there, runs, result } = await simulated(planned, folder);
  page?.write({ kind: "sweep", result: withoutRuns(result) }, opened);
  page?.publish();
  folder?.write("runs.csv", runsCsv(result));
  folder?.write("points.csv", pointsCsv(result));
  const interrupted = result.missing > 0;
  const said = [
    ...(interrupted ? [interruption(result, options)] : []),
    ...(folder ? [`Files in ${options.out}: ${sweepFiles.join(", ")}.`] : []),
    ...(page ? [page.sentence()] : []),
    ...(there > 0
      ? [`${there} of ${runs} ${replications > 1 ? "runs" : "points"} were there.`]
      : []),
  ];
  if (options.json) {
    process.stdout.write(inJson({ name: opened.scenario.name, ...result }));
    if (interrupted) process.stderr.write(`${said[0]}\n`);
  } else process.stdout.write(sweepReport(result, said, paintFor(process.stdout)));
  return interrupted ? EXIT.interrupted : EXIT.ok;
}

/** The page shows points: runs by themselves are in the files. */
const withoutRuns = ({ points, ...result }: SweepResult): SweepResult => ({
  ...result,
  points: points.map((point) => ({ ...point, runs: [] })),
});

interface Planned {
  expansion: Expansion;
  replications: number;
  opened: OpenedScenario;
  points: OpenedPoints;
  queue: string | undefined;
}

async function simulated(
  { expansion, replications, opened, points, queue }: Planned,
  folder: SweepFolder | undefined,
) {
  const version = buildVersion();
  const { scenarios, files, recorded, routerOf } = points;
  const { axes, skipped } = expansion;
  folder?.begin(
    inJson({
      rooflight: packageJson.version,
      sweep: { axes, points: scenarios.length, skipped, replications },
      recorded: recorded.map(({ name, sha256 }) => ({ name, sha256 })),
      settings: expansion.points.map(({ settings }) => settings),
      scenario: opened.scenario,
    }),
  );
  const jobs = await openJobs({ recorded, routerOf, queue, inWords: runsInWords });
  try {
    const sweep = planSweep({
      expansion,
      scenarios,
      replications,
      executor: jobs,
      store: folder ?? inMemory(),
      keyTerms: (point) => ({ version, files: files[point]! }),
    });
    return { ...sweep, result: await sweep.finish() };
  } catch (error) {
    throw inWords(error, opened.refusal);
  } finally {
    await jobs.close();
  }
}

function inMemory(): RunStore {
  const runs = new Map<string, SweepRun>();
  return { get: (key) => runs.get(key), put: (key, run) => runs.set(key, run) };
}

/** The points of the scenario's own sweep and of `--vary`. */
function expanded({ scenario, refusal }: OpenedScenario, { vary }: SweepOptions): Expansion {
  try {
    const expansion = pointsOf(scenario, furtherAxes(vary));
    if (expansion.axes.length === 0)
      throw new Refusal("nothing varies: give the scenario a sweep section, or --vary path=a,b,c");
    if (expansion.points.length === 0)
      throw new Refusal(`no point is left: sweep.skip leaves out all ${expansion.skipped}`);
    return expansion;
  } catch (error) {
    throw error instanceof ScenarioProblems ? refusal(error.problems) : error;
  }
}

function furtherAxes(vary: readonly string[]): FurtherAxis[] {
  const axes = vary.map((written): FurtherAxis => {
    const from = `--vary ${written}`;
    const read = readVary(written);
    if ("message" in read) throw new Refusal(`${from}  ${describe(read)}`);
    return { ...read, from };
  });
  for (const [at, { path, from }] of axes.entries())
    if (axes.findIndex((axis) => axis.path === path) < at)
      throw new Refusal(`${from}  ${path} is varied twice`);
  return axes;
}

function interruption({ points, missing }: SweepResult, { out }: SweepOptions): string {
  const done = `Interrupted: ${points.length - missing} of ${points.length} points are done`;
  return out === undefined
    ? `${done}; with --out they would be kept.`
    : `${done}, and the tables hold no others; the same command goes on from there.`;
}
