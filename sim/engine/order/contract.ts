/**
 * What every order must keep.
 *
 * The checks run an order under a made-up engine of three places, which now and then takes one
 * away, hold what it does against a plain set, and return what it broke, in words.
 */
import { createRandom, type Stream } from "../../kernel/random.ts";
import { Request } from "../../workload/request.ts";
import { DEFAULT_CLASS } from "../../workload/request-class.ts";
import type { Order, Served } from "./order.ts";

const REQUESTS = 80;
const PLACES = 3;

/** Promises that this order breaks, one sentence each; empty when it keeps them all. */
export function brokenOrderPromises(build: () => Order): string[] {
  const broken = new Set<string>();
  for (const seed of [1, 2, 3]) {
    const [first, second] = [1, 2].map(() => letIn(build, seed, broken));
    if (first!.join() !== second!.join()) {
      broken.add("built twice it chose differently: draw from the streams it is given");
    }
  }
  return [...broken];
}

/** Who is let in, one after the other. */
function letIn(build: () => Order, seed: number, broken: Set<string>): number[] {
  try {
    return new MadeUpEngine(build(), createRandom(seed).stream("contract"), broken).run();
  } catch (error) {
    broken.add(`it threw: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

class MadeUpEngine {
  readonly #order: Order;
  readonly #stream: Stream;
  readonly #broken: Set<string>;
  readonly #waiting = new Set<Request>();
  readonly #letIn: number[] = [];
  #running: Request[] = [];
  #arrived = 0;
  #ended = 0;

  constructor(order: Order, stream: Stream, broken: Set<string>) {
    this.#order = order;
    this.#stream = stream;
    this.#broken = broken;
  }

  run(): number[] {
    this.#ask("before the first arrival");
    // In each round the running get on by a token, and at most one of them is thrown back.
    for (let round = 0; round < 40 * REQUESTS && this.#ended < REQUESTS; round++) {
      for (let come = this.#stream.below(3); come > 0; come--) this.#arrive(round);
      const stalled = this.#stream.uniform() < 0.2 ? this.#takeAway() : [];
      const joining = this.#fill();
      this.#step(joining, stalled);
    }
    if (this.#ended < REQUESTS) this.#breach("it did not let everybody in, though there was room");
    this.#ask("after the last one had ended");
    return this.#letIn;
  }

  #arrive(round: number): void {
    if (this.#arrived === REQUESTS) return;
    const request = arrival(this.#arrived++, round, this.#stream);
    this.#hand("push", request);
  }

  /** As when memory runs short. */
  #takeAway(): Request[] {
    const { urgency } = this.#order;
    this.#judgeUrgency();
    const running = urgency ? this.#running.toSorted(urgency.compare) : this.#running;
    const last = running[running.length - 1];
    if (last === undefined) return [];
    this.#running = this.#running.filter((request) => request !== last);
    last.preemptions += 1;
    last.computed = 0;
    this.#hand("putBack", last);
    return [last];
  }

  #hand(verb: "push" | "putBack", request: Request): void {
    const before = snapshot(request);
    this.#order[verb](request);
    this.#waiting.add(request);
    if (snapshot(request) !== before) this.#breach(`its ${verb} changed a request`);
    this.#ask(`after ${verb}`);
  }

  /** Lets in as many as there are places. */
  #fill(): Request[] {
    const joining: Request[] = [];
    while (this.#running.length < PLACES) {
      const next = this.#ask("before shift");
      const request = this.#order.shift();
      if (request !== next) this.#breach("shift let in another than peek had named");
      if (request === undefined) break;
      if (!this.#waiting.delete(request)) this.#breach("it let in one that was not waiting");
      request.producedBefore = request.produced;
      this.#running.push(request);
      this.#letIn.push(request.id);
      joining.push(request);
      this.#ask("after shift");
    }
    return joining;
  }

  /** Each that runs has a token. */
  #step(yielding: Request[], stalled: Request[]): void {
    for (const request of this.#running) request.produced += 1;
    const finishing = this.#running.filter(({ produced, output }) => produced === output);
    const served: Served = { group: 0, stalled, late: [], yielding, finishing };
    this.#order.served?.(served);
    this.#running = this.#running.filter((request) => !finishing.includes(request));
    this.#ended += finishing.length;
    this.#ask("after a step");
  }

  /** Asks twice who is next: the answer must not change, and be one that waits if anybody does. */
  #ask(when: string): Request | undefined {
    const [first, second] = [this.#order.peek(), this.#order.peek()];
    const due = this.#waiting.size;
    if (first !== second) this.#breach("peek named one, and then another");
    if (first === undefined ? due > 0 : !this.#waiting.has(first)) {
      this.#breach(`${when} peek named nobody that waits, and ${due > 0 ? "some do" : "none do"}`);
    }
    if (this.#order.length !== due) {
      this.#breach(`${when} it counted ${this.#order.length} waiting, and ${due} were`);
    }
    return first;
  }

  /** Urgency is a strict order of all, and only the less urgent yield. */
  #judgeUrgency(): void {
    const { urgency } = this.#order;
    if (urgency === undefined) return;
    const all = [...this.#running, ...this.#waiting];
    const sorted = all.toSorted(urgency.compare);
    for (const [at, a] of sorted.entries()) {
      for (const b of sorted.slice(at + 1)) {
        if (!(urgency.compare(a, b) < 0 && urgency.compare(b, a) > 0)) {
          this.#breach("its urgency is no order: of two requests one must be the more urgent");
        }
      }
    }
    for (const running of this.#running) {
      for (const waiting of this.#waiting) {
        if (urgency.yields?.(running, waiting) && urgency.compare(running, waiting) < 0) {
          this.#breach("a running request yields to one that is less urgent");
        }
      }
    }
  }

  #breach(promise: string): void {
    this.#broken.add(promise);
  }
}

const TENANTS = ["ann", "bob", "cid"].map((name, index) => ({ index, name }));
const CLASSES = [0.5, 4, undefined].map((ttft, index) => ({
  ...DEFAULT_CLASS,
  index,
  name: `class ${index}`,
  slo: ttft === undefined ? undefined : { ttft, share: 0.9 },
}));

const arrival = (id: number, at: number, stream: Stream): Request =>
  new Request({
    id,
    arrival: at,
    prompt: 1 + stream.below(500),
    output: 1 + stream.below(stream.uniform() < 0.1 ? 60 : 8),
    priority: stream.below(3),
    class: CLASSES[stream.below(3)]!,
    // One in four asks on nobody's behalf.
    tenant: TENANTS[stream.below(4)],
  });

const snapshot = (request: Request): string => JSON.stringify(request);
