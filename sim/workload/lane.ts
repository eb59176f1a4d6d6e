/**
 * A lane: one stream of arrivals, and for each arrival the class whose request it is.
 *
 * It looks one arrival ahead and no further. What a request is like is drawn when it is taken, so
 * draws depend on the requests of its class alone, never on what other lanes do.
 */
import { LONGEST, onGrid } from "../kernel/time.ts";
import type { Seconds } from "../units.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Said } from "./class-spec.ts";
import { Request } from "./request.ts";
import type { RequestClass, Tenant } from "./request-class.ts";
import type { NextSize } from "./sizes.ts";
import { WorkloadError } from "./workload-error.ts";

/** What the requests of a class are like, one after another. */
export interface ClassDraws {
  class: RequestClass;
  nextSize: NextSize;
  nextPriority: () => number;
  nextTenant: () => Tenant | undefined;
}

export interface LaneParts {
  /** Where the scenario says it, for errors. */
  path: Said<unknown>["path"];
  arrivals: Arrivals;
  /** Whether they are those of a trace. */
  recorded: boolean;
  /** Whose the next arrival is. */
  nextClass: () => ClassDraws;
  /** Nothing arrives at or after this instant. */
  duration: Seconds | undefined;
}

interface NextArrival {
  /** On the grid; beyond `LONGEST` it may be no number. */
  at: Seconds;
  draws: ClassDraws;
}

export class Lane {
  readonly #parts: LaneParts;
  #next: NextArrival | undefined;
  #begun = false;
  #over = false;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  /** Whether it comes before another lane; at one instant, classes come in their order. */
  precedes(other: Lane): boolean {
    const [mine, its] = [this.peek(), other.peek()];
    if (mine === undefined || its === undefined) return its === undefined && mine !== undefined;
    if (mine.at !== its.at) return !(mine.at > its.at) && mine.at <= LONGEST;
    return mine.draws.class.index < its.draws.class.index;
  }

  /** Whether the end of one of its requests brings a new one. */
  get closed(): boolean {
    return this.#parts.arrivals.ended !== undefined;
  }

  /** Looks for the next arrival; undefined when none is known now. */
  peek(): NextArrival | undefined {
    if (this.#next !== undefined || this.#over) return this.#next;
    const { arrivals, duration, nextClass } = this.#parts;
    const exact = arrivals.next();
    if (exact === undefined) {
      this.#over = !this.closed;
      return undefined;
    }
    const at = onGrid(exact);
    if (duration !== undefined && at >= duration) {
      this.#over = true;
      return undefined;
    }
    this.#next = { at, draws: nextClass() };
    return this.#next;
  }

  /** When the next request, of this id, arrives; it must be known. Throws past all time. */
  arrival(id: number): Seconds {
    const { at } = this.peek()!;
    // Not the same as `>`: rates near 0 lead past infinity, to what is no number.
    if (!(at <= LONGEST)) throw this.#tooLate(id, at);
    return at;
  }

  /** The next request, likewise. */
  take(id: number): Request {
    const arrival = this.arrival(id);
    const { draws } = this.peek()!;
    this.#next = undefined;
    this.#begun = true;
    const { prompt, output } = draws.nextSize();
    return new Request({
      id,
      arrival,
      prompt,
      output,
      priority: draws.nextPriority(),
      class: draws.class,
      tenant: draws.nextTenant(),
    });
  }

  ended(now: Seconds): void {
    this.#parts.arrivals.ended?.(now);
  }

  #tooLate(id: number, at: Seconds): WorkloadError {
    const what = `request ${id} would arrive at ${at} s`;
    const most = `a run lasts ${LONGEST} s (97 days) at most`;
    // A recording may count from 1970, or from months before its own first row.
    const isFar = this.#parts.recorded && !this.#begun;
    const remedy = isFar ? "; begin at its first row by start, an instant that becomes 0" : "";
    return new WorkloadError(this.#parts.path, `${what}; ${most}${remedy}`);
  }
}
