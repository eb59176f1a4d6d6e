/**
 * Models described in a file: a pool may name a Hugging Face `config.json`, relative to the
 * scenario, in the place of a model's name.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Problem, Scenario } from "../../index.ts";
import { reason } from "./reason.ts";

/** Puts the keys of each such file in the place of its path. */
export function readModelFiles(
  scenario: Scenario,
  folder: string,
  refuse: (problem: Problem) => never,
): void {
  for (const [index, pool] of scenario.cluster.pools.entries()) {
    const { model } = pool;
    if (typeof model !== "string" || !model.endsWith(".json")) continue;
    const path = ["cluster", "pools", index, "model"];
    pool.model = readModelFile(resolve(folder, model), (message) =>
      refuse({ path, value: model, message }),
    );
  }
}

/** The keys in the `config.json` at `path`. */
export function readModelFile(
  path: string,
  refuse: (message: string) => never,
): Record<string, unknown> {
  const keys = readJson(path, refuse);
  if (typeof keys !== "object" || keys === null || Array.isArray(keys))
    refuse("does not hold the keys of a model");
  return keys as Record<string, unknown>;
}

function readJson(path: string, refuse: (message: string) => never): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return refuse(`cannot be read from ${path}: ${reason(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(`is not JSON: ${(error as Error).message}`);
  }
}
