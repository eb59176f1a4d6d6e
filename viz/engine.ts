/** The engine that views are about: the chosen one, or the only one. */
import type { State } from "./state.ts";

/** Its index; undefined where several are looked at together. */
export function engineOf({ run, engine }: Pick<State, "run" | "engine">): number | undefined {
  if (run === undefined) return undefined;
  if (engine !== undefined && engine < run.engines.length) return engine;
  return run.engines.length === 1 ? 0 : undefined;
}
