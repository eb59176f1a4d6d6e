/**
 * An order: who of the waiting is let in next, and who of the running gives way.
 *
 * Most orders are one verb, a request's rank (`by-rank.ts`); one that must know more is told what
 * was served.
 */
import type { Random } from "../../kernel/random.ts";
import type { EngineSettings } from "../../scenario/schema.ts";
import type { Objectives } from "../../workload/class-spec.ts";
import type { Request } from "../../workload/request.ts";
import type { Step } from "../step.ts";

export interface Order {
  /** Requests that wait. */
  readonly length: number;
  /** A request arrives. */
  push(request: Request): void;
  /** A preempted request comes back. */
  putBack(request: Request): void;
  /** Who goes next. A question: it changes nothing. */
  peek(): Request | undefined;
  /** Lets in whom `peek` names. */
  shift(): Request | undefined;
  /** Who of the running gives way; absent: the youngest where memory runs short, else nobody. */
  readonly urgency?: Urgency;
  /** Told of each step once it is full, those whom it let in included. */
  served?(step: Served): void;
}

export interface Urgency {
  /** Negative where `a` is more urgent than `b`. Where memory runs short the last gives way. */
  compare(a: Request, b: Request): number;
  /** Whether one that runs gives place and cache to one that waits, which is more urgent. */
  yields?(running: Request, waiting: Request): boolean;
}

/** What a step says of the tokens that it gives: whose turn it is, and its lists of requests. */
export type Served = Pick<Step, "group" | "stalled" | "late" | "yielding" | "finishing">;

/** What an order is built from. */
export interface OrderParts {
  /** Of the engine. */
  settings: EngineSettings;
  /** Objectives of requests whose class has none of its own. */
  slo: Objectives | undefined;
  /** Streams that depend on the seed alone. */
  random: Random;
  /** Groups of requests (a count) that take turns in a pipeline; 1 unless given. */
  groups?: number;
}

export type OrderBuilder = (parts: OrderParts) => Order;

/** Earlier arrivals first, and of those at one instant the one that was asked first. */
export const byArrival = (a: Request, b: Request): number => a.arrival - b.arrival || a.id - b.id;
