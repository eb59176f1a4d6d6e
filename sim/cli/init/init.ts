/**
 * `rooflight init`, from its options to the file: a scenario that loads and runs, or a refusal.
 */
import { dirname, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  checkScenario,
  type Problem,
  ScenarioProblems,
  Simulation,
  type Start,
  starter,
  starterText,
} from "../../index.ts";
import { askedGpu, askedModel, refusal } from "../ask/parts.ts";
import type { InitOptions } from "../commands/init.ts";
import { readModelFiles } from "../files/model-files.ts";
import { writeNewFile } from "../files/new-file.ts";
import { packageFolder } from "../files/package-folder.ts";
import { inJson } from "../text/json.ts";

export function writeStarter({ file, model, gpu, print, json }: InitOptions): void {
  const folder = dirname(file);
  const isPath = model.endsWith(".json");
  const start: Start = {
    model: askedModel(model),
    named: isPath ? slashed(relative(folder, model)) : model,
    gpu: askedGpu(gpu),
  };
  refuseWhatCannotRun(start, folder);
  const text = `${opening(file, folder)}\n${starterText(start)}\n`;
  if (print) {
    process.stdout.write(text);
    return;
  }
  writeNewFile(file, text);
  const next = `npx rooflight run ${/\s/.test(file) ? `"${file}"` : file}`;
  process.stdout.write(json ? inJson({ file, next }) : `${file} written. Next:\n  ${next}\n`);
}

/** A model without a price, or too large for the GPU, is told before anything is written. */
function refuseWhatCannotRun(start: Start, folder: string): void {
  const refuse = (problems: readonly Problem[]): never => {
    throw refusal(
      ...problems.map((problem) => ({ ...problem, path: [`--${problem.path.at(-1)}`] })),
    );
  };
  const { scenario, problems } = checkScenario(starter(start));
  if (scenario === undefined) throw refuse(problems);
  readModelFiles(scenario, folder, (problem) => refuse([problem]));
  try {
    new Simulation(scenario);
  } catch (error) {
    if (!(error instanceof ScenarioProblems)) throw error;
    refuse(error.problems);
  }
}

/** Where the schema is, for editors, and what can be done with the file. */
const opening = (file: string, folder: string): string =>
  [
    `# yaml-language-server: $schema=${schemaFrom(folder)}`,
    "#",
    `# Try:  npx rooflight run ${file}`,
    `#       npx rooflight run ${file} --set cluster.pools.0.engines=2`,
    "# What may stand here:  npx rooflight list models|gpus|policies",
    "",
  ].join("\n");

/** The schema in the package as a path from the file, or as an address where that has blanks. */
function schemaFrom(folder: string): string {
  const home = packageFolder();
  if (home === undefined) return "scenario.schema.json";
  const schema = resolve(home, "scenarios/scenario.schema.json");
  const path = slashed(relative(folder, schema));
  return /\s|^[A-Za-z]:/.test(path) ? pathToFileURL(schema).href : path;
}

const slashed = (path: string): string => path.replaceAll("\\", "/");
