/**
 * From a path on the command line to a scenario that can run, with everything that it names: models
 * described in files, recorded traces, a router of the user's own.
 */
import { dirname } from "node:path";
import {
  type Change,
  changedText,
  type FurtherChange,
  type Located,
  loadScenario,
  type Problem,
  type RouterBuilder,
  type Scenario,
  ScenarioError,
  type VariedScenario,
} from "../../index.ts";
import { Refusal } from "../exit.ts";
import { locatedIn, type ModelFile, readModelFiles } from "../files/model-files.ts";
import { reason } from "../files/reason.ts";
import { type RecordedFile, RecordedFiles } from "../files/recorded-files.ts";
import { readText } from "../files/text-file.ts";
import type { Terms } from "./user-router.ts";

/** What the command line says about a scenario. */
export interface ScenarioRequest {
  file: string;
  set: readonly string[];
  allowModules: boolean;
}

export interface OpenedScenario {
  scenario: Scenario;
  recorded: RecordedFile[];
  /** The user's own, if the scenario names one. */
  router: RouterBuilder | undefined;
  /** The scenario as it is run, in YAML: with overrides and models in their places. */
  text(): string;
  /** These problems as a refusal that says where in the file each stands. */
  refusal(problems: readonly Problem[]): Refusal;
  /** The same with further values, and everything that it names then. */
  vary(further: readonly FurtherChange[]): Promise<OpenedScenario>;
}

export async function openScenario(request: ScenarioRequest): Promise<OpenedScenario> {
  const written = readScenarioText(request.file);
  const loaded = inWords(() => loadScenario(written, request));
  const recordedFiles = new RecordedFiles(dirname(request.file));
  const open = async (varied: VariedScenario): Promise<OpenedScenario> => ({
    ...(await withFiles(varied, { written, recordedFiles }, request)),
    vary: (further) => open(inWords(() => loaded.vary(further))),
  });
  return open(loaded);
}

/** Reads whatever else the scenario names. */
async function withFiles(
  { scenario, changes, locate }: VariedScenario,
  { written, recordedFiles }: { written: string; recordedFiles: RecordedFiles },
  { file, allowModules: allowed }: ScenarioRequest,
): Promise<Omit<OpenedScenario, "vary">> {
  const models: ModelFile[] = [];
  const located = (problem: Problem): Located =>
    locatedIn(models, problem) ?? { ...problem, place: locate(problem) };
  const refusal = (problems: readonly Problem[]): Refusal =>
    new Refusal(new ScenarioError(problems.map(located)).message);
  const refuse = (problem: Problem): never => {
    throw refusal([problem]);
  };
  const folder = dirname(file);
  models.push(...readModelFiles(scenario, folder, refuse));
  return {
    scenario,
    recorded: await recordedFiles.read(scenario, refuse),
    text: () => changedText(written, [...changes, ...models.map(inItsPlace)]),
    router: await userRouter(scenario, { folder, allowed, refuse }),
    refusal,
  };
}

const inItsPlace = ({ path, json }: ModelFile): Change => ({ path, value: json.values });

/** The user's own router, if the scenario names one; loaded then, since most name one of ours. */
async function userRouter({ cluster: { router } }: Scenario, terms: Terms) {
  if (!("module" in router)) return undefined;
  const { loadUserRouter } = await import("./user-router.ts");
  return loadUserRouter(router.module, terms);
}

function inWords<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    throw error instanceof ScenarioError ? new Refusal(error.message) : error;
  }
}

function readScenarioText(file: string): string {
  try {
    return readText(file, file).text;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`${file}: ${reason(error)}`);
  }
}
