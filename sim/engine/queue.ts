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

/** Sorted by an order; who comes back takes its place in it, or goes ahead of all. */
class SortedQueue implements WaitingQueue {
  readonly #returned = new Fifo<Request>();
  readonly #sorted: TinyQueue<Request>;
  readonly #backToHead: boolean;

  constructor(order: (a: Request, b: Request) => number, backToHead: boolean) {
    this.#sorted = new TinyQueue<Request>([], order);
    this.#backToHead = backToHead;
  }

  get length(): number {
    return this.#returned.length + this.#sorted.length;
  }

  push(request: Request): void {
    this.#sorted.push(request);
  }

  putBack(request: Request): void {
    if (this.#backToHead) this.#returned.unshift(request);
    else this.#sorted.push(request);
  }

  peek(): Request | undefined {
    return this.#returned.peek() ?? this.#sorted.peek();
  }

  shift(): Request | undefined {
    return this.#returned.shift() ?? this.#sorted.pop();
  }
}

/** Urgency: lower priority numbers first, then earlier arrival (vLLM's priority policy). */
export const byPriority = (a: Request, b: Request): number =>
  a.priority - b.priority || a.arrival - b.arrival || a.id - b.id;

/** Shortest prompt first: the part of a request's length that is known when it arrives. */
const byPrompt = (a: Request, b: Request): number => a.prompt - b.prompt || a.id - b.id;

const queues: { [K in Order]: () => WaitingQueue } = {
  fcfs: () => new ArrivalQueue(),
  priority: () => new SortedQueue(byPriority, false),
  "shortest-first": () => new SortedQueue(byPrompt, true),
};

export const createQueue = (order: Order): WaitingQueue => queues[order]();
