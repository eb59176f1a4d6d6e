/**
 * A plan, from the command line to the exit code: open the scenario and its candidates, search on
 * all cores, write the files, print the answer.
 */
import {
  CandidateProblems,
  combinationsOf,
  formatCount,
  makePlan,
  type Plan,
  type PlanQuestion,
  planObjectives,
  planOf,
  ScenarioProblems,
  WhyStudy,
} from "../../index.ts";
import type { PlanOptions } from "../commands/plan.ts";
import { EXIT, type ExitCode, Refusal } from "../exit.ts";
import { openFolderFor } from "../files/out-folder.ts";
import { fileTexts } from "../files/recorded-files.ts";
import { openJobs } from "../jobs/jobs.ts";
import { openPageFor, type StudyPage } from "../page/open-page.ts";
import { drive } from "../run/drive.ts";
import { type OpenedScenario, openScenario } from "../run/open-scenario.ts";
import { createProgress } from "../run/progress.ts";
import { inWords } from "../run/run.ts";
import { inJson } from "../text/json.ts";
import { paintFor } from "../text/paint.ts";
import { planPage } from "./page.ts";
import { planFiles, writePlan } from "./plan-files.ts";

export async function planFleet(options: PlanOptions): Promise<ExitCode> {
  const seed = options.seed === undefined ? [] : [`seed=${options.seed}`];
  const opened = await openScenario({ ...options, set: [...options.set, ...seed] });
  const folder =
    options.out === undefined
      ? undefined
      : openFolderFor(options.out, { of: "plan", files: planFiles });
  let page: StudyPage | undefined;
  try {
    page = await openPageFor(options.report);
    const varied = await openCandidates(opened);
    const plan = await search(opened, varied, {
      objective: objectiveOf(opened, options),
      queue: options.queue,
    });
    if (folder !== undefined) {
      writePlan(plan, opened, folder);
      folder.publish();
    }
    page?.write({ kind: "plan", result: plan }, opened);
    page?.publish();
    const files = [filesIn(options), page?.sentence()].filter((said) => said !== undefined);
    process.stdout.write(
      options.json ? inJson(plan) : planPage(plan, files, paintFor(process.stdout)),
    );
    if (!plan.complete) return EXIT.interrupted;
    return plan.answer === null ? EXIT.brokenPromise : EXIT.ok;
  } finally {
    folder?.discard();
    page?.discard();
  }
}

function objectiveOf({ scenario }: OpenedScenario, options: PlanOptions) {
  const asked = options.for;
  if (asked === undefined) return planOf(scenario).objective;
  const objective = planObjectives.find((name) => name === asked);
  if (objective === undefined)
    throw new Refusal(`--for ${asked}: is not one of ${planObjectives.join(", ")}`);
  return objective;
}

/** A combination of the values that the plan chooses from, and the scenario with them. */
interface Varied {
  settings: PlanQuestion["candidates"][number]["settings"];
  opened: OpenedScenario;
}

/** More candidates than these nobody wants to wait for. */
const MOST_CANDIDATES = 1000;

async function openCandidates(opened: OpenedScenario): Promise<Varied[]> {
  const combinations = combinationsOf(planOf(opened.scenario));
  if (combinations.length > MOST_CANDIDATES)
    throw opened.refusal([
      {
        path: ["plan", "candidates"],
        message: `combine to ${formatCount(combinations.length)}, more than ${MOST_CANDIDATES}`,
      },
    ]);
  const varied: Varied[] = [];
  for (const choices of combinations) {
    const further = choices.map(({ path, value, index }) => ({
      path: path.split("."),
      value,
      from: ["plan", "candidates", path, index],
    }));
    varied.push({
      settings: choices.map(({ path, value }) => ({ path, value })),
      opened: further.length === 0 ? opened : await opened.vary(further),
    });
  }
  return varied;
}

async function search(
  opened: OpenedScenario,
  varied: readonly Varied[],
  { objective, queue }: Pick<PlanQuestion, "objective"> & Pick<PlanOptions, "queue">,
): Promise<Plan> {
  const { recorded, router } = opened;
  let trying = "";
  const jobs = await openJobs({
    recorded,
    routerOf: router && (() => router),
    queue,
    inWords: ({ done }) => `${formatCount(done)} runs; now ${trying}`,
  });
  const files = fileTexts(recorded);
  const question: PlanQuestion = {
    objective,
    spec: planOf(opened.scenario),
    candidates: varied.map(({ settings, opened: { scenario } }) => ({ settings, scenario })),
  };
  return makePlan(question, {
    executor: jobs,
    files,
    progress(words) {
      trying = words;
    },
    async why(scenario) {
      const study = new WhyStudy(scenario, { files, ...(router && { router }) });
      const interrupted = await drive(
        study,
        createProgress(process.stderr, () => "what binds"),
      );
      return interrupted || jobs.interrupted ? undefined : study.result();
    },
  })
    .catch((error) => {
      throw refusalOf(error, opened, varied);
    })
    .finally(jobs.close);
}

/** What is wrong with a candidate stands where its value does. */
function refusalOf(error: unknown, opened: OpenedScenario, varied: readonly Varied[]): unknown {
  if (error instanceof CandidateProblems)
    return varied[error.candidate]!.opened.refusal(error.problems);
  return error instanceof ScenarioProblems
    ? opened.refusal(error.problems)
    : inWords(error, opened.refusal);
}

const filesIn = ({ out }: PlanOptions): string =>
  out === undefined
    ? "All trials and points as files: --out DIR. JSON: --json."
    : `Files in ${out}: ${planFiles.join(", ")}.`;
