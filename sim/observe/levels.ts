/**
 * Levels of an engine: figures that hold from one event to the next, so that their time average is
 * exact when they are read after each.
 */
import type { EngineView } from "../engine/view.ts";
import { positions } from "../kernel/positions.ts";
import type { Seconds } from "../units.ts";

/** Requests, blocks, and then where KV memory is, in tokens. */
export const levels = [
  "running",
  "waiting",
  "kv_blocks",
  "kv_used",
  "kv_reserved",
  "kv_internal",
  "kv_external",
  "kv_free",
] as const;
export type Level = (typeof levels)[number];

/** Index of each level in a vector of levels. */
export const LEVEL = positions(levels);

export class Levels {
  /** What has held since `since`, in the order of `levels`. */
  readonly current = new Float64Array(levels.length);
  since: Seconds = 0;

  /** An engine begins empty. */
  constructor(engine: EngineView) {
    this.current[LEVEL.kv_free] = engine.kvUse().capacity;
  }

  /** What holds from `now` on. */
  read(engine: EngineView, now: Seconds): void {
    const { current } = this;
    const use = engine.kvUse();
    this.since = now;
    current[LEVEL.running] = engine.running;
    current[LEVEL.waiting] = engine.waiting;
    current[LEVEL.kv_blocks] = engine.kvBlocksHeld;
    current[LEVEL.kv_used] = use.used;
    current[LEVEL.kv_reserved] = use.reserved;
    current[LEVEL.kv_internal] = use.internal;
    current[LEVEL.kv_external] = use.external;
    current[LEVEL.kv_free] = use.free;
  }
}
