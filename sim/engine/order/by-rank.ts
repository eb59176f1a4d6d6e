/**
 * Orders by rank: one number a request, the least goes first, of equals the earlier.
 *
 * Those that only sort leave the running alone, and one that lost its cache goes ahead of all, as
 * under vLLM's fcfs. Those that preempt hold the running to the same ranks, and one that lost its
 * cache takes its place among the waiting, as under vLLM's priority.
 */
import TinyQueue from "tinyqueue";
import { Fifo } from "../../kernel/fifo.ts";
import type { Request } from "../../workload/request.ts";
import { byArrival, type Order, type Urgency } from "./order.ts";

/** It must not change while a request waits; it may be infinite. */
export type Rank = (request: Request) => number;

export const sorting = (rank: Rank): Order => new Ranked(rank);

/** @param yields as in `Urgency`; absent: nobody gives way but where memory runs short. */
export const preempting = (rank: Rank, yields?: Urgency["yields"]): Order =>
  new Ranked(rank, {
    compare: (a, b) => compare({ request: a, rank: rank(a) }, { request: b, rank: rank(b) }),
    ...(yields && { yields }),
  });

interface Entry {
  request: Request;
  rank: number;
}

/** Not by a difference: that of two infinities is no number. */
const compare = (a: Entry, b: Entry): number =>
  a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : byArrival(a.request, b.request);

class Ranked implements Order {
  readonly #rank: Rank;
  readonly urgency?: Urgency;
  readonly #returned = new Fifo<Request>();
  readonly #sorted = new TinyQueue<Entry>([], compare);

  constructor(rank: Rank, urgency?: Urgency) {
    this.#rank = rank;
    if (urgency) this.urgency = urgency;
  }

  get length(): number {
    return this.#returned.length + this.#sorted.length;
  }

  push(request: Request): void {
    this.#sorted.push({ request, rank: this.#rank(request) });
  }

  putBack(request: Request): void {
    if (this.urgency) this.push(request);
    else this.#returned.unshift(request);
  }

  peek(): Request | undefined {
    return this.#returned.peek() ?? this.#sorted.peek()?.request;
  }

  shift(): Request | undefined {
    return this.#returned.shift() ?? this.#sorted.pop()?.request;
  }
}
