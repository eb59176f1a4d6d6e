import type { EngineView } from "../../engine/view.ts";

/** The engine with this index; throws, in words, where there is none. */
export function engineAt(engines: readonly EngineView[], index: number): EngineView {
  const engine = engines[index];
  if (engine !== undefined) return engine;
  throw new Error(`There is no engine ${index}: this run has ${engines.length}, counted from 0.`);
}
