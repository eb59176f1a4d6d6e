/**
 * The waiting queue and its order: which request is let in next.
 *
 * A preempted request returns to the head (fcfs, shortest-first) or to its place by priority, as in
 * vLLM.
 */
import TinyQueue from "tinyqueue";
import { Fifo } from "../kernel/fifo.ts";
import type { Request } from "../workload/request.ts";

export interface WaitingQueue {
  readonly length: number;
  push(request: Request): void;
  /** A preempted request comes back. */
  putBack(request: Request): void;
  peek(): Request | undefined;
  shift(): Request | undefined;
}

export type Order = "fcfs" | "priority" | "shortest-first";

/** First come, first served. */
class ArrivalQueue implements WaitingQueue {
  readonly #queue = new Fifo<Request>();

  get length(): number {
    return this.#queue.length;
  }

  push(request: Request): void {
    this.#queue.push(request);
  }

  putBack(request: Request): void {
    this.#queue.unshift(request);
  }

  peek(): Request | undefined {
    return this.#queue.peek();
  }

  shift(): Request | undefined {
    return this.#queue.shift();
  }
}

/** Lowest priority number first, then first come (vLLM's priority policy). */
class PriorityQueue implements WaitingQueue {
  readonly #queue = new TinyQueue<Request>([], byPriority);

  get length(): number {
    return this.#queue.length;
  }

  push(request: Request): void {
    this.#queue.push(request);
  }

  putBack(request: Request): void {
    this.#queue.push(request);
  }

  peek(): Request | undefined {
    return this.#queue.peek();
  }

  shift(): Request | undefined {
    return this.#queue.pop();
  }
}

/** Shortest prompt first: the part of a request's length that is known when it arrives. */
class ShortestQueue implements WaitingQueue {
  readonly #returned = new Fifo<Request>();
  readonly #queue = new TinyQueue<Request>([], (a, b) => a.prompt - b.prompt || a.id - b.id);

  get length(): number {
    return this.#returned.length + this.#queue.length;
  }

  push(request: Request): void {
    this.#queue.push(request);
  }

  putBack(request: Request): void {
    this.#returned.unshift(request);
  }

  peek(): Request | undefined {
    return this.#returned.peek() ?? this.#queue.peek();
  }

  shift(): Request | undefined {
    return this.#returned.shift() ?? this.#queue.pop();
  }
}

/** Urgency: lower priority numbers first, then earlier arrival. */
export const byPriority = (a: Request, b: Request): number =>
  a.priority - b.priority || a.arrival - b.arrival || a.id - b.id;

const queues: { [K in Order]: () => WaitingQueue } = {
  fcfs: () => new ArrivalQueue(),
  priority: () => new PriorityQueue(),
  "shortest-first": () => new ShortestQueue(),
};

export const createQueue = (order: Order): WaitingQueue => queues[order]();
