/** The engine that did most: what a view of one engine shows while all are looked at together. */
import type { RunRecord } from "../../sim/index.ts";
import { engineOf } from "../engine.ts";
import type { State } from "../state.ts";

const known = new WeakMap<RunRecord, number>();

/** The one with the most tokens; of equal ones the first. */
export function busiestEngine(record: RunRecord): number {
  let engine = known.get(record);
  if (engine === undefined) {
    engine = mostTokens(record);
    known.set(record, engine);
  }
  return engine;
}

function mostTokens({ engines, requests }: RunRecord): number {
  const tokens = new Float64Array(Math.max(1, engines.length));
  for (let row = 0; row < requests.count; row++)
    tokens[requests.engine[row]!]! += requests.prompt[row]! + requests.output[row]!;
  return tokens.indexOf(Math.max(...tokens));
}

/** The chosen engine, or else the busiest one. */
export const oneEngineOf = (state: Pick<State, "run" | "engine">): number =>
  engineOf(state) ?? (state.run === undefined ? 0 : busiestEngine(state.run));
