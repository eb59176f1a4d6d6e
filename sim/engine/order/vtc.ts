/**
 * Fair sharing between tenants: the virtual token counter (VTC; Sheng et al., OSDI 2024).
 *
 * Each tenant has a counter of what it was served: its prompts, when they are let in, and its
 * output tokens, step by step, each by its weight. The tenant with the least counter goes next, its
 * requests in the order of arrival. One that had nobody waiting is lifted to the least counter of
 * those that wait, so that nobody saves up service while away. While two tenants both have requests
 * waiting, neither gets ahead of the other by more than 2 · max(w_in · longest prompt, w_out ·
 * tokens of a full batch), the bound proved there, however much one of them asks.
 *
 * A prompt counts once: computing a lost cache again serves nobody. One that lost its cache goes to
 * the head of its tenant's requests. Requests without a tenant are of one tenant together. Counters
 * are an engine's own, as there.
 */
import { Fifo } from "../../kernel/fifo.ts";
import type { Request } from "../../workload/request.ts";
import type { Tenant } from "../../workload/request-class.ts";
import { byArrival, type Order, type OrderParts, type Served } from "./order.ts";

/** What is kept of a tenant. */
interface Account {
  counter: number;
  readonly waiting: Fifo<Request>;
  /** Requests (a count) that get a token in every turn of a group, group by group. */
  readonly decoding: number[];
}

export class Vtc implements Order {
  readonly #inputWeight: number;
  readonly #outputWeight: number;
  readonly #accounts = new Map<Tenant | undefined, Account>();
  /** Those with decodes in a group: a step costs as many tenants, not as many requests. */
  readonly #decoding: readonly Set<Account>[];
  /** Whose request was let in last. */
  #latest: Account | undefined;
  /** Whose request goes next, if that was asked since something changed. */
  #next: Account | undefined;
  length = 0;

  constructor({ settings, groups = 1 }: Pick<OrderParts, "settings" | "groups">) {
    this.#decoding = Array.from({ length: groups }, () => new Set<Account>());
    this.#inputWeight = settings.input_token_weight;
    this.#outputWeight = settings.output_token_weight;
  }

  push(request: Request): void {
    this.#joining(request).push(request);
  }

  putBack(request: Request): void {
    this.#joining(request).unshift(request);
  }

  peek(): Request | undefined {
    this.#next ??= this.#leastServed();
    return this.#next?.waiting.peek();
  }

  shift(): Request | undefined {
    const request = this.peek();
    const account = this.#next;
    if (request === undefined || account === undefined) return undefined;
    account.waiting.shift();
    if (request.preemptions === 0) account.counter += this.#inputWeight * request.prompt;
    this.length -= 1;
    this.#latest = account;
    this.#next = undefined;
    return request;
  }

  served({ group, stalled, late, yielding, finishing }: Served): void {
    for (const request of stalled) this.#count(request, this.#groupOfLast(request), -1);
    for (const request of late) this.#count(request, group, +1);
    for (const account of this.#decoding[group]!) {
      account.counter += this.#outputWeight * account.decoding[group]!;
    }
    for (const request of yielding) {
      this.#accountOf(request).counter += this.#outputWeight;
      this.#count(request, group, +1);
    }
    for (const request of finishing) this.#count(request, group, -1);
    this.#next = undefined;
  }

  /** What a tenant was served, in weighted tokens, lifts included. */
  counter(tenant: Tenant | undefined): number {
    return this.#accounts.get(tenant)?.counter ?? 0;
  }

  /** Where a request joins, its tenant lifted if it had nobody there. */
  #joining(request: Request): Fifo<Request> {
    const account = this.#accountOf(request);
    if (account.waiting.length === 0) {
      const level = this.length === 0 ? this.#latest : this.#leastServed();
      account.counter = Math.max(account.counter, level?.counter ?? 0);
    }
    this.length += 1;
    this.#next = undefined;
    return account.waiting;
  }

  /** The one with the least counter of those with somebody waiting; of equals, the earlier. */
  #leastServed(): Account | undefined {
    let least: Account | undefined;
    for (const account of this.#accounts.values()) {
      const head = account.waiting.peek();
      if (head === undefined) continue;
      const lead = least === undefined ? -1 : account.counter - least.counter;
      if (lead < 0 || (lead === 0 && byArrival(head, least!.waiting.peek()!) < 0)) least = account;
    }
    return least;
  }

  #count(request: Request, group: number, change: number): void {
    const account = this.#accountOf(request);
    account.decoding[group]! += change;
    if (account.decoding[group] === 0) this.#decoding[group]!.delete(account);
    else this.#decoding[group]!.add(account);
  }

  #groupOfLast({ lastTurn }: Request): number {
    return Math.max(0, lastTurn) % this.#decoding.length;
  }

  #accountOf({ tenant }: Request): Account {
    const known = this.#accounts.get(tenant);
    if (known !== undefined) return known;
    const decoding = this.#decoding.map(() => 0);
    const account = { counter: 0, waiting: new Fifo<Request>(), decoding };
    this.#accounts.set(tenant, account);
    return account;
  }
}

export const vtc = (parts: OrderParts): Order => new Vtc(parts);
