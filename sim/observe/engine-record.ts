/** What the recorder keeps of one engine: counts, and its levels integrated over time. */
import type { EngineView } from "../engine/view.ts";
import type { Seconds, Tokens } from "../units.ts";
import { LEVEL, Levels, levels } from "./levels.ts";

export class EngineRecord {
  computedTokens: Tokens = 0;
  paddingTokens: Tokens = 0;
  preemptions = 0;
  /** Steps (a count) scheduled and not returned. */
  inFlight = 0;
  /** The most blocks ever held. */
  peakBlocks = 0;
  /** ∫ level dt since the start, in the order of `levels`. */
  readonly integrals = new Float64Array(levels.length);
  readonly #levels: Levels;

  constructor(engine: EngineView) {
    this.#levels = new Levels(engine);
  }

  /** Something happened `now`: what held until then is counted, and what holds is read. */
  observe(engine: EngineView, now: Seconds): void {
    this.accrue(now);
    this.#levels.read(engine, now);
    const held = this.#levels.current[LEVEL.kv_blocks]!;
    if (held > this.peakBlocks) this.peakBlocks = held;
  }

  /** Brings the integrals up to `now`. */
  accrue(now: Seconds): void {
    const { current, since } = this.#levels;
    const elapsed = now - since;
    if (elapsed === 0) return;
    for (let i = 0; i < levels.length; i++) this.integrals[i]! += current[i]! * elapsed;
    this.#levels.since = now;
  }
}
