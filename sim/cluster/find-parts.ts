/**
 * The GPU and the model that a pool names, held against each other: what cannot serve, or has no
 * price, comes back as problems of the scenario.
 */
import { choicesInWords, unevenIn } from "../machine/division.ts";
import { placeEngine } from "../machine/engine-placement.ts";
import { findGpu } from "../machine/find-gpu.ts";
import { findModel } from "../machine/find-model.ts";
import { lacksForWeights, servedFormat } from "../machine/formats.ts";
import type { Gpu } from "../machine/gpu.ts";
import type { Model } from "../machine/model.ts";
import { PartError } from "../machine/part-error.ts";
import { readModel } from "../machine/read-model.ts";
import type { Path, Problem } from "../scenario/problem.ts";
import type { PoolSpec } from "../scenario/schema.ts";
import { ScenarioProblems } from "./scenario-problems.ts";

/** What a pool is made of. */
export interface Parts {
  gpu: Gpu;
  model: Model;
}

/** The parts of the pool at `path`. Throws `ScenarioProblems`, all of them at once. */
export function findParts(pool: PoolSpec, path: Path): Parts {
  const problems: Problem[] = [];
  const found = <T>(find: () => T): T | undefined => {
    try {
      return find();
    } catch (error) {
      if (!(error instanceof PartError)) throw error;
      problems.push(problemOf(error, [...path, ...pathOf(error, pool)]));
      return undefined;
    }
  };
  const gpu = found(() => findGpu(pool.gpu));
  const model = found(() =>
    typeof pool.model === "string" ? findModel(pool.model) : readModel(pool.model),
  );
  if (gpu !== undefined && model !== undefined) {
    problems.push(...misfits({ gpu, model }, pool, path));
    if (problems.length === 0) return { gpu, model };
  }
  throw new ScenarioProblems(problems);
}

/** What of a model its GPU cannot multiply, and how its GPUs cannot share it. */
function misfits({ gpu, model }: Parts, pool: PoolSpec, path: Path): Problem[] {
  const { engine } = pool;
  const problems: Problem[] = [];
  const lacking = lacksForWeights(gpu, model);
  if (lacking !== undefined)
    problems.push({ path: [...path, "gpu"], message: lacking, value: gpu.name });
  try {
    servedFormat(gpu, model, engine.dtype);
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    const message = `cannot be: ${error.message}`;
    problems.push({ path: [...path, "engine", "dtype"], message, value: engine.dtype });
  }
  if (model.experts !== undefined && pool.data_parallel_size > 1)
    problems.push(...apart(pool, path));
  return [...problems, ...misplaced({ gpu, model }, pool, path)];
}

/** What ranks that share experts cannot be, since they step together. */
function apart({ pipeline_parallel_size: stages, engine }: PoolSpec, path: Path): Problem[] {
  const why = "ranks that share experts (data_parallel_size) step together";
  const pipelined = {
    path: [...path, "pipeline_parallel_size"],
    message: `is not modelled yet where ${why}`,
    value: stages,
  };
  const batched = {
    path: [...path, "engine", "batching"],
    message: `cannot be where ${why}: it is in-flight there`,
    value: engine.batching,
  };
  return [...(stages > 1 ? [pipelined] : []), ...(engine.batching === "static" ? [batched] : [])];
}

/** Why the GPUs of an engine cannot share the model, or stand as they would. */
function misplaced({ gpu, model }: Parts, pool: PoolSpec, path: Path): Problem[] {
  const uneven = unevenIn(model, pool);
  if (uneven !== undefined) {
    const message = `${uneven.why} of ${model.name}${choicesInWords(uneven)}`;
    return [{ path: [...path, uneven.path], message, value: uneven.value }];
  }
  try {
    placeEngine(gpu, model, pool);
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    const message = error.message.replace(/^\S+ \S+ /, "");
    return [{ path: [...path, error.path], message, value: error.value }];
  }
  return [];
}

function problemOf(error: PartError, path: Path): Problem {
  const { message, value, choices, suggestion } = error;
  if (choices === undefined) return { path, message: withoutPath(message, error.path) };
  return {
    path,
    message: `is not one of ${choices.join(", ")}`,
    value,
    choices,
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** A key of an inline config.json stands under `model`; a name is the key itself. */
const pathOf = (error: PartError, pool: PoolSpec): string[] =>
  error.path === "gpu" || typeof pool.model === "string"
    ? [error.path === "gpu" ? "gpu" : "model"]
    : ["model", ...error.path.split(".").filter((step) => step !== "")];

/** `hidden_size: 0 is not …` of a part is told under its path in the scenario. */
const withoutPath = (message: string, path: string): string =>
  message.startsWith(`${path}: `) || message.startsWith(`${path} `)
    ? message.slice(path.length).replace(/^:? /, "")
    : message;
