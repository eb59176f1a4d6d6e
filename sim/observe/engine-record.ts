/**
 * What the recorder keeps of one engine: counts, and its levels integrated over time.
 *
 * Of the levels only those are integrated from which the others follow; a level holds from one
 * event to the next, so the integrals are exact when it is read after each.
 */
import type { EngineView } from "../engine/view.ts";
import type { Seconds, Tokens } from "../units.ts";
import { Demand } from "../workload/demand.ts";

export class EngineRecord {
  computedTokens: Tokens = 0;
  paddingTokens: Tokens = 0;
  preemptions = 0;
  /** Of the seconds of its steps, those in which it waited for slower ranks. */
  idleInSteps: Seconds = 0;
  /** Steps (a count) scheduled and not returned. */
  inFlight = 0;
  /** The most blocks ever held. */
  peakBlocks = 0;
  /** What its complete requests asked for. */
  readonly demand: Demand;
  /** ∫ level dt since the start. */
  readonly integrals = { running: 0, waiting: 0, blocks: 0, used: 0, reserved: 0, external: 0 };

  #since: Seconds = 0;
  // What has held since then.
  /** Requests (a count) in its queue. */
  waiting = 0;
  #running = 0;
  #blocks = 0;
  #used: Tokens = 0;
  #reserved: Tokens = 0;
  #external: Tokens = 0;

  constructor({ reach }: Pick<EngineView, "reach">) {
    this.demand = new Demand(reach);
  }

  /** Something happened `now`: what held until then is counted, and what holds is read. */
  observe(engine: EngineView, now: Seconds): void {
    this.accrue(now);
    const use = engine.kvUse();
    this.#running = engine.running;
    this.waiting = engine.waiting;
    this.#blocks = engine.kvBlocksHeld;
    this.#used = use.used;
    this.#reserved = use.reserved;
    this.#external = use.external;
    if (this.#blocks > this.peakBlocks) this.peakBlocks = this.#blocks;
  }

  /** Brings the integrals up to `now`. */
  accrue(now: Seconds): void {
    const elapsed = now - this.#since;
    if (elapsed === 0) return;
    this.#since = now;
    const { integrals } = this;
    integrals.running += this.#running * elapsed;
    integrals.waiting += this.waiting * elapsed;
    integrals.blocks += this.#blocks * elapsed;
    integrals.used += this.#used * elapsed;
    integrals.reserved += this.#reserved * elapsed;
    integrals.external += this.#external * elapsed;
  }
}
