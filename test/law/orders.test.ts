/**
 * Laws of orders, over loads drawn at random: what each promises of a single server, what VTC
 * promises of any engine, and what all of them keep.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { OrderBuilder } from "../../sim/engine/order/order.ts";
import { orders } from "../../sim/engine/order/registry.ts";
import { Vtc } from "../../sim/engine/order/vtc.ts";
import { Audit } from "../../sim/observe/audit.ts";
import { Digest } from "../../sim/observe/digest.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { checkEngine } from "../../sim/scenario/check.ts";
import type { EngineSettings } from "../../sim/scenario/schema.ts";
import type { Request } from "../../sim/workload/request.ts";
import type { Tenant } from "../../sim/workload/request-class.ts";
import { type Asked, anyRequests, linearCost, type WorldOptions, world } from "../engine/world.ts";
import { tries } from "../soak.ts";

type Name = EngineSettings["order"];
const names = Object.keys(orders) as Name[];
/** Those that go with static batching too, since they preempt nobody for one that waits. */
const sortingOrders = names.filter((order) => checkEngine({ batching: "static", order }).engine);

/** One place and steps of 1 s: a single server, on which a lost cache costs nothing. */
const alone = (order: Name, asked: readonly Asked[], more: Partial<EngineSettings> = {}) =>
  world(asked, {
    slo: { ttft: 20, share: 0.9 },
    settings: { order, max_num_seqs: 1, service_quantum: 4, ...more },
  }).run().requests;

const mean = (requests: readonly Request[]): number =>
  requests.reduce((sum, { e2el }) => sum + e2el, 0) / requests.length;

test("on a single server no order has a lower mean latency than srpt", () => {
  const free = { input_token_weight: 0 };
  let lower = 0;
  fc.assert(
    fc.property(anyRequests(20), (asked) => {
      const least = mean(alone("srpt", asked, free));
      for (const name of names) expect(mean(alone(name, asked))).toBeGreaterThanOrEqual(least);
      if (least < mean(alone("fcfs", asked))) lower += 1;
    }),
    { numRuns: tries(60) },
  );
  expect(lower).toBeGreaterThan(20);
});

test("of those who wait together, shortest-first has the lowest mean latency", () => {
  const output = { order: "shortest-first", predicted_length: "output" } as const;
  fc.assert(
    fc.property(anyRequests(20), (drawn) => {
      const asked = drawn.map((it) => ({ ...it, at: 0 }));
      const least = mean(alone("shortest-first", asked, output));
      for (const name of sortingOrders)
        expect(mean(alone(name, asked))).toBeGreaterThanOrEqual(least);
    }),
    { numRuns: tries(40) },
  );
});

test("of answers of one token, deadline has the smallest greatest lateness", () => {
  const allowed = fc.integer({ min: 1, max: 40 });
  const one = fc.record({ at: fc.integer({ min: 0, max: 80 }), allowed });
  fc.assert(
    fc.property(fc.array(one, { minLength: 2, maxLength: 30, size: "max" }), (drawn) => {
      const asked = drawn.map(({ at, allowed: ttft }) => ({
        at: at / 8,
        prompt: 8,
        output: 1,
        slo: { ttft, share: 0.9 },
      }));
      const lateness = (name: Name) =>
        Math.max(...alone(name, asked).map(({ ttft, class: { slo } }) => ttft - slo!.ttft!));
      const least = lateness("deadline");
      for (const name of names) expect(lateness(name)).toBeGreaterThanOrEqual(least);
    }),
    { numRuns: tries(60) },
  );
});

test("least-attained takes a place at most once a quantum", () => {
  let preemptions = 0;
  fc.assert(
    fc.property(anyRequests(20), fc.integer({ min: 1, max: 16 }), (asked, service_quantum) => {
      const { requests } = world(asked, {
        settings: { order: "least-attained", service_quantum, max_num_seqs: 2 },
      }).run();
      for (const request of requests) {
        const most = Math.floor((request.output - 1) / service_quantum);
        expect(request.preemptions).toBeLessThanOrEqual(most);
        preemptions += request.preemptions;
      }
    }),
    { numRuns: tries(60) },
  );
  expect(preemptions).toBeGreaterThan(100);
});

/** What tenants were served, read off their requests: a prompt once let in, tokens as made. */
class Services {
  readonly #all: Request[] = [];
  readonly #letIn = new Set<Request>();
  /** Of two tenants, the least and the greatest lead of one since both have been waiting. */
  readonly #leads = new Map<string, [number, number]>();
  /** The most that one got ahead of another while both were waiting. */
  widest = 0;

  readonly probe: Probe = {
    ...blind,
    requestSubmitted: (request) => {
      this.#all.push(request);
    },
    stepScheduled: ({ admitted }) => {
      for (const request of admitted) this.#letIn.add(request);
      this.#compare();
    },
  };

  /** Input counts 1 and output 2, as by default. */
  of(tenant: Tenant | undefined): number {
    return this.#all
      .filter((request) => request.tenant === tenant)
      .reduce((sum, it) => sum + 2 * it.produced + (this.#letIn.has(it) ? it.prompt : 0), 0);
  }

  get tenants(): (Tenant | undefined)[] {
    return [...new Set(this.#all.map(({ tenant }) => tenant))];
  }

  #compare(): void {
    const waits = new Set(
      this.#all
        .filter(({ place, produced, output }) => place < 0 && produced < output)
        .map(({ tenant }) => tenant),
    );
    const { tenants } = this;
    for (const [at, one] of tenants.entries()) {
      for (const other of tenants.slice(at + 1)) {
        const pair = `${one?.name}/${other?.name}`;
        if (!waits.has(one) || !waits.has(other)) this.#leads.delete(pair);
        else this.#note(pair, this.of(one) - this.of(other));
      }
    }
  }

  #note(pair: string, lead: number): void {
    const [least, most] = this.#leads.get(pair) ?? [lead, lead];
    const now: [number, number] = [Math.min(least, lead), Math.max(most, lead)];
    this.#leads.set(pair, now);
    this.widest = Math.max(this.widest, now[1] - now[0]);
  }
}

const LONGEST_PROMPT = 90;

/** How far one tenant got ahead, and how far VTC lets it: a batch holds what the cache holds. */
function gap(asked: readonly Asked[], order: Name, { blocks = 0, settings }: WorldOptions) {
  const services = new Services();
  const options = { blocks, settings: { ...settings, order }, form: "each" as const };
  world(asked, { ...options, probes: [services.probe] }).run();
  const most = 2 * Math.max(LONGEST_PROMPT, 2 * 16 * blocks);
  return { widest: services.widest, most };
}

test("under vtc the gap between two who wait stays within the bound, whoever floods", () => {
  let widest = 0;
  const engines = fc.record({
    max_num_seqs: fc.constantFrom(2, 16),
    max_num_batched_tokens: fc.constantFrom(16, 128),
  });
  const blocks = fc.integer({ min: 10, max: 40 });
  fc.assert(
    fc.property(anyRequests(60), blocks, engines, (asked, blocks, settings) => {
      const found = gap(asked, "vtc", { blocks, settings });
      expect(found.widest).toBeLessThanOrEqual(found.most);
      widest = Math.max(widest, found.widest);
    }),
    { numRuns: tries(60) },
  );
  expect(widest).toBeGreaterThan(100);
});

test("first come, first served, a flood goes far beyond that bound", () => {
  const [ann, bob] = ["ann", "bob"].map((name, index) => ({ index, name }));
  const flood = Array.from({ length: 80 }, () => ({ prompt: 60, output: 40, tenant: ann }));
  const few = Array.from({ length: 20 }, () => ({ prompt: 60, output: 40, tenant: bob }));
  const asked = [...flood, ...few].map((it) => ({ ...it, at: 0 }));
  const options = { blocks: 20, settings: { max_num_seqs: 4 } };
  const fcfs = gap(asked, "fcfs", options);
  expect(fcfs.widest).toBeGreaterThan(5 * fcfs.most);
  const vtc = gap(asked, "vtc", options);
  expect(vtc.widest).toBeLessThanOrEqual(vtc.most);
});

test("vtc counts what is served, in steps of any kind, where nobody has to be lifted", () => {
  const narrow = { max_num_seqs: 16, max_num_batched_tokens: 16 };
  const ways = fc.constantFrom<WorldOptions>(
    { form: "sums" },
    { form: "each" },
    // Prompts of others use a step up, and decodes come late.
    { form: "each", settings: { ...narrow, long_prefill_token_threshold: 8 } },
    { settings: { async_scheduling: true } },
    { settings: { batching: "static", max_batch_size: 4 } },
  );
  let preemptions = 0;
  const holds = (asked: readonly Asked[], options: WorldOptions) => {
    const services = new Services();
    let counters: Vtc | undefined;
    const order: OrderBuilder = (parts) => {
      counters = new Vtc(parts);
      return counters;
    };
    const { requests } = world(asked, { ...options, order, probes: [services.probe] }).run();
    for (const request of requests) preemptions += request.preemptions;
    for (const tenant of services.tenants)
      expect(counters!.counter(tenant)).toBe(services.of(tenant));
  };
  fc.assert(
    fc.property(anyRequests(40), ways, (drawn, way) => {
      // Nobody joins late, and nobody is thrown back; or there is one tenant alone.
      const together = drawn.map((it) => ({ ...it, at: 0 }));
      const alone = drawn.map((it) => ({ ...it, tenant: undefined }));
      holds(together, way);
      holds(alone, { ...way, blocks: 12 });
    }),
    { numRuns: tries(60) },
  );
  expect(preemptions).toBeGreaterThan(50);
});

test("every order lets everybody finish once, the same each time, and watched or not", () => {
  const engines = fc.oneof(
    fc.record({
      order: fc.constantFrom(...names),
      max_num_seqs: fc.constantFrom(1, 4, 16),
      max_num_batched_tokens: fc.constantFrom(16, 64),
      async_scheduling: fc.boolean(),
      long_prefill_token_threshold: fc.constantFrom(0, 8),
      service_quantum: fc.constantFrom(1, 6),
      kv_layout: fc.constantFrom("paged" as const, "contiguous" as const),
      reserve: fc.constant("oracle" as const),
    }),
    fc.record({
      order: fc.constantFrom(...sortingOrders),
      batching: fc.constant("static" as const),
      max_batch_size: fc.constantFrom(1, 4),
      max_queue_delay: fc.constantFrom(0, 3),
    }),
  );
  const ended = ["stop", "kv_too_small"];
  let yielded = 0;
  fc.assert(
    fc.property(
      anyRequests(40),
      engines,
      fc.integer({ min: 10, max: 30 }),
      (asked, drawn, blocks) => {
        const settings = drawn as Partial<EngineSettings>;
        const run = (probes: Probe[], form: "sums" | "each") => {
          const digest = new Digest();
          const finished: number[] = [];
          const count: Probe = { ...blind, requestFinished: ({ id }) => finished.push(id) };
          const { engine, requests } = world(asked, {
            settings,
            blocks,
            form,
            cost: linearCost(1, 1 / 64, 0.125),
            slo: { ttft: 5, share: 0.9 },
            probes: [digest, count, ...probes],
          }).run();
          expect([engine.outstanding, engine.kvBlocksHeld]).toEqual([0, 0]);
          const accepted = requests.filter(({ finishReason }) => finishReason === "stop");
          expect(finished.toSorted((a, b) => a - b)).toEqual(accepted.map(({ id }) => id));
          expect(requests.every(({ finishReason }) => ended.includes(finishReason))).toBe(true);
          for (const { preemptions } of requests) yielded += preemptions;
          return digest.value;
        };
        const exactBlocks = settings.batching !== "static" && settings.kv_layout === "paged";
        const audit = new Audit({ exactBlocks });
        const watched = run([audit], "sums");
        expect(audit.checks).toBeGreaterThan(0);
        expect(run([], "sums")).toBe(watched);
        expect(run([], "each")).toBe(watched);
      },
    ),
    { numRuns: tries(150) },
  );
  expect(yielded).toBeGreaterThan(200);
});
