/**
 * Waves: ranks that share experts step together, those with nothing to do by a dummy batch.
 *
 * Each rank keeps its own scheduler and cache. One decision fills a step for every rank that has
 * something to compute, and one event takes them all in. Dummies are counted, not made: a rank's
 * time is idle while it computes for nobody.
 *
 * Read in vLLM 0.26 (`DPEngineCoreProc`): ranks go on with dummies until they find, every 32 steps,
 * that none has a request left. A rank enters its next dummy as soon as the last one is launched,
 * so a request that comes to it later has to wait for a wave more.
 */
import type { Cost } from "../cost/cost.ts";
import { type Agenda, PHASE } from "../kernel/agenda.ts";
import { Fifo } from "../kernel/fifo.ts";
import type { Seconds } from "../units.ts";
import type { Pace, Stepping } from "./pace.ts";
import type { Step } from "./step.ts";
import { WaveClock } from "./wave-clock.ts";

export interface WaveParts {
  agenda: Agenda;
  cost: Cost;
  /** Ranks (a count). */
  ranks: number;
  /** Waves in flight at once: 1 when synchronous, 2 with asynchronous scheduling. */
  depth: number;
  /** From an arrival at ranks that rest to the first wave. */
  wake: Seconds;
  /** Told when the counts of requests may have changed, with the number of the wave. */
  counted: (wave: number, now: Seconds) => void;
}

/** Steps between which ranks do not ask whether all are done. Source: vLLM 0.26, as above. */
const BETWEEN_CHECKS = 32;

/** The steps of one wave, and the rank of each. */
class WaveSteps {
  readonly steps: Step[] = [];
  readonly ranks: number[] = [];

  clear(): void {
    this.steps.length = 0;
    this.ranks.length = 0;
  }
}

export class Wave {
  readonly #parts: WaveParts;
  readonly #agenda: Agenda;
  readonly #clock: WaveClock;
  readonly #ranks: Stepping[] = [];
  readonly #inFlight = new Fifo<WaveSteps>();
  readonly #spare: WaveSteps[] = [];
  #nextLook: Seconds = Number.POSITIVE_INFINITY;
  /** Waves that have returned, those of dummies alone included. */
  #finished = 0;
  /** Waves since the ranks rested last. */
  #sinceRest = 0;
  /** Whether each rank had a step in the last wave, and when a request came to it without any. */
  readonly #hadStep: boolean[] = [];
  readonly #calledAt: Seconds[] = [];
  /** Nobody has anything to do since `lastEnd`: dummies of this length follow, up to the rest. */
  #isIdle = true;
  #restAt: Seconds = 0;
  #dummy: Seconds | undefined;

  constructor(parts: WaveParts) {
    this.#parts = parts;
    this.#agenda = parts.agenda;
    this.#clock = new WaveClock(parts.cost, parts.ranks);
  }

  /** A rank joins, before anything happens. */
  join(engine: Stepping): Pace {
    const rank = this.#ranks.length;
    this.#ranks.push(engine);
    this.#hadStep.push(false);
    this.#calledAt.push(0);
    return {
      called: (now) => this.#called(rank, now),
      look: (time) => this.#look(time),
      rest: () => {},
      passed: (own) => this.#finished - own,
    };
  }

  /** A request has come to a rank `now`. */
  #called(rank: number, now: Seconds): void {
    if (this.#ranks[rank]!.outstanding === 1) this.#calledAt[rank] = now;
    if (this.#inFlight.length >= this.#parts.depth || this.#nextLook < Number.POSITIVE_INFINITY)
      return;
    if (this.#isIdle) this.#goOn(now);
    else this.#look(now);
  }

  #look(time: Seconds): void {
    if (time >= this.#nextLook) return;
    this.#nextLook = time;
    this.#agenda.at(time, PHASE.decide, this.#decide, time);
  }

  readonly #decide = (asked: Seconds): void => {
    if (asked !== this.#nextLook) return;
    this.#nextLook = Number.POSITIVE_INFINITY;
    if (this.#inFlight.length >= this.#parts.depth) return;
    const { hostFreeAt } = this.#clock;
    if (asked < hostFreeAt) this.#look(hostFreeAt);
    else this.#start(asked);
  };

  #start(now: Seconds): void {
    const number = this.#finished + this.#inFlight.length;
    this.#parts.counted(number, now);
    const wave = this.#spare.pop() ?? new WaveSteps();
    const isOneBehind = this.#fill(wave, now);
    if (wave.steps.length === 0) {
      this.#spare.push(wave);
      if (this.#inFlight.length > 0 || this.#nextLook === now) return;
      this.#idle();
      if (isOneBehind) this.#goOn(now);
      return;
    }
    this.#isIdle = false;
    this.#sinceRest += 1;
    const end = this.#clock.lay(wave.steps, wave.ranks, now);
    this.#inFlight.push(wave);
    for (let i = 0; i < wave.steps.length; i++) this.#ranks[wave.ranks[i]!]!.launch(wave.steps[i]!);
    this.#agenda.at(end, PHASE.work, this.#finish, wave);
    if (this.#inFlight.length < this.#parts.depth) this.#look(this.#clock.hostFreeAt);
  }

  /** A step for each rank that can compute something. Returns whether one is in a dummy already. */
  #fill(wave: WaveSteps, now: Seconds): boolean {
    const ranks = this.#ranks;
    let isOneBehind = false;
    for (let rank = 0; rank < ranks.length; rank++) {
      const hadStep = this.#hadStep[rank]!;
      this.#hadStep[rank] = false;
      if (ranks[rank]!.outstanding === 0) continue;
      if (!hadStep && !this.#isIdle && this.#calledAt[rank]! > this.#clock.launchedAt) {
        isOneBehind = true;
        continue;
      }
      const step = ranks[rank]!.fill(now);
      if (step === undefined) continue;
      this.#hadStep[rank] = true;
      wave.steps.push(step);
      wave.ranks.push(rank);
    }
    return isOneBehind;
  }

  /** All ranks are done with a wave. */
  readonly #finish = (wave: WaveSteps): void => {
    const { now } = this.#agenda;
    // Filling the pipe goes before taking outputs in.
    if (this.#nextLook === now) {
      this.#agenda.at(now, PHASE.decide, this.#finish, wave);
      return;
    }
    this.#inFlight.shift();
    this.#finished += 1;
    for (let i = 0; i < wave.steps.length; i++) this.#ranks[wave.ranks[i]!]!.takeIn(wave.steps[i]!);
    wave.clear();
    this.#spare.push(wave);
    this.#parts.counted(this.#finished + this.#inFlight.length - 1, now);
    if (this.#agenda.quiet) {
      this.#nextLook = now;
      this.#decide(now);
    } else this.#look(now);
  };

  /** No rank has anything to compute: dummies follow, until it is asked whether all are done. */
  #idle(): void {
    this.#isIdle = true;
    this.#dummy ??= this.#clock.dummyWave();
    const since = this.#sinceRest % BETWEEN_CHECKS;
    // With another step in flight beside it, a step returns when its check has passed.
    const isOver = this.#clock.resting || (since === 0 && this.#parts.depth === 1);
    this.#restAt = this.#clock.lastEnd + (isOver ? 0 : BETWEEN_CHECKS - since) * this.#dummy;
  }

  /** Somebody has something to do again: after the dummy under way, or once all are awake. */
  #goOn(now: Seconds): void {
    const clock = this.#clock;
    if (clock.resting || now >= this.#restAt) {
      this.#count(Math.round((this.#restAt - clock.lastEnd) / (this.#dummy ?? 1)));
      this.#sinceRest = 0;
      clock.resting = true;
      this.#look(now + this.#parts.wake);
      return;
    }
    const dummies = Math.floor((now - clock.lastEnd) / this.#dummy!) + 1;
    this.#count(dummies);
    clock.lastEnd += dummies * this.#dummy!;
    this.#look(clock.lastEnd);
  }

  #count(dummies: number): void {
    this.#finished += dummies;
    this.#sinceRest += dummies;
  }
}
