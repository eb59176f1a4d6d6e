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

export class Lane {
  readonly #parts: LaneParts;
  /** The next arrival, on the grid, once it was looked for; past `LONGEST` it may be no number. */
  #at: Seconds = 0;
  #draws: ClassDraws | undefined;
  #begun = false;
  #over = false;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  /** Whether the end of one of its requests brings a new one. */
  get closed(): boolean {
    return this.#parts.arrivals.ended !== undefined;
  }

  /** Looks for the next arrival, and says whether one is known now. */
  look(): boolean {
    if (this.#draws !== undefined) return true;
    if (this.#over) return false;
    const { arrivals, duration, nextClass } = this.#parts;
    const exact = arrivals.next();
    if (exact === undefined) {
      this.#over = !this.closed;
      return false;
    }
    this.#at = onGrid(exact);
    this.#over = duration !== undefined && this.#at >= duration;
    if (this.#over) return false;
    this.#draws = nextClass();
    return true;
  }

  /** Whether it comes before another lane; at one instant, classes come in their order. */
  precedes(other: Lane): boolean {
    if (this.#at === other.#at) return this.#draws!.class.index < other.#draws!.class.index;
    return this.#at <= LONGEST && !(this.#at > other.#at);
  }

  /** When the next request, of this id, arrives; it must be known. Throws past all time. */
  arrival(id: number): Seconds {
    // Not the same as `>`: rates near 0 lead past infinity, to what is no number.
    if (!(this.#at <= LONGEST)) throw this.#tooLate(id);
    return this.#at;
  }

  /** The next request, likewise. */
  take(id: number): Request {
    const arrival = this.arrival(id);
    const draws = this.#draws!;
    this.#draws = undefined;
    this.#begun = true;
    const { prompt, output } = draws.nextSize();
    const priority = draws.nextPriority();
    const tenant = draws.nextTenant();
    return new Request({ id, arrival, prompt, output, priority, class: draws.class, tenant });
  }

  ended(now: Seconds): void {
    this.#parts.arrivals.ended?.(now);
  }

  #tooLate(id: number): WorkloadError {
    const what = `request ${id} would arrive at ${this.#at} s`;
    const most = `a run lasts ${LONGEST} s (97 days) at most`;
    // A recording may count from 1970, or from months before its own first row.
    const isFar = this.#parts.recorded && !this.#begun;
    const remedy = isFar ? "; begin at its first row by start, an instant that becomes 0" : "";
    return new WorkloadError(this.#parts.path, `${what}; ${most}${remedy}`);
  }
}
