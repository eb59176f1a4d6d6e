/**
 * Models described in a file: a pool may name a Hugging Face `config.json`, relative to the
 * scenario, in the place of a model's name.
 */
import { resolve } from "node:path";
import {
  type JsonText,
  type Located,
  type Path,
  type Problem,
  readJson,
  type Scenario,
  ScenarioError,
} from "../../index.ts";
import { shortened } from "../../printable.ts";
import { Refusal } from "../exit.ts";
import { reason } from "./reason.ts";
import { readText } from "./text-file.ts";

/** A model's file, and the place in the scenario that names it. */
export interface ModelFile {
  path: Path;
  json: JsonText;
}

/** Puts the keys of each such file in the place of its path. */
export function readModelFiles(
  scenario: Scenario,
  folder: string,
  refuse: (problem: Problem) => never,
): ModelFile[] {
  return [...scenario.cluster.pools.entries()].flatMap(([index, pool]) => {
    const { model } = pool;
    if (typeof model !== "string" || !model.endsWith(".json")) return [];
    const path = ["cluster", "pools", index, "model"];
    const json = readModelFile(resolve(folder, model), model, (message) =>
      refuse({ path, value: model, message }),
    );
    pool.model = json.values;
    return [{ path, json }];
  });
}

/**
 * The `config.json` at `path`.
 *
 * @param name by which messages speak of it
 */
export function readModelFile(
  path: string,
  name: string,
  refuse: (message: string) => never,
): JsonText {
  try {
    return readJson(readText(path, name).text, name);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof ScenarioError) throw new Refusal(error.message);
    return refuse(`cannot be read from ${shortened(path, 300)}: ${reason(error)}`);
  }
}

/** A problem with what a model's file holds, at its place there. */
export function locatedIn(files: readonly ModelFile[], problem: Problem): Located | undefined {
  const file = files.find(
    ({ path }) =>
      problem.path.length > path.length && path.every((step, at) => step === problem.path[at]),
  );
  if (file === undefined) return undefined;
  const path = problem.path.slice(file.path.length);
  return { ...problem, path, place: file.json.placeOf(path) };
}
