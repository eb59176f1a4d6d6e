/**
 * A small world: one engine whose steps cost what the test says, and requests at given instants.
 */
import fc from "fast-check";
import { assembleEngine, type BatchForm } from "../../sim/cluster/assemble.ts";
import { CAUSE, type Cost, type StepShape } from "../../sim/cost/cost.ts";
import type { Engine } from "../../sim/engine/engine.ts";
import type { Frontend } from "../../sim/engine/engine-parts.ts";
import type { OrderBuilder } from "../../sim/engine/order/order.ts";
import { Agenda, PHASE } from "../../sim/kernel/agenda.ts";
import { createRandom } from "../../sim/kernel/random.ts";
import type { Reach } from "../../sim/kernel/reach.ts";
import { onGrid } from "../../sim/kernel/time.ts";
import type { BlockNeed } from "../../sim/machine/kv-blocks.ts";
import { blind, type Probe, tee } from "../../sim/observe/probe.ts";
import type { EngineSettings } from "../../sim/scenario/schema.ts";
import { engineSchema } from "../../sim/scenario/sections/engine.ts";
import type { Objectives } from "../../sim/workload/class-spec.ts";
import { Request } from "../../sim/workload/request.ts";
import { DEFAULT_CLASS, type Tenant } from "../../sim/workload/request-class.ts";

/** Every step takes the same time, all of it matrix work, and the host takes none. */
export const fixedCost = (seconds: number): Cost => ({
  gpu(_shape, byCause) {
    byCause.fill(0);
    byCause[CAUSE.matrix] = onGrid(seconds);
    return onGrid(seconds);
  },
  prepare: () => 0,
  launch: () => 0,
});

/** A step of `base` seconds, and `perToken` more for each new token; powers of two stay exact. */
export const linearCost = (base: number, perToken: number, host = 0): Cost => ({
  gpu(shape: StepShape, byCause) {
    byCause.fill(0);
    byCause[CAUSE.weights] = onGrid(base);
    byCause[CAUSE.matrix] = onGrid(perToken * shape.tokens);
    return byCause[CAUSE.weights]! + byCause[CAUSE.matrix]!;
  },
  prepare: () => onGrid(host),
  launch: () => 0,
});

/**
 * A pipeline whose stages cost what each is given, with `sending` seconds between two of them; the
 * engine's process takes `host` seconds a step, and so does each worker.
 */
export const pipelineCost = (stages: readonly Cost[], sending = 0, host = 0): Cost => ({
  gpu() {
    throw new Error("asked of each stage");
  },
  prepare: () => onGrid(host),
  work: () => onGrid(host),
  launch: () => 0,
  stages: stages.map(({ gpu }, index) => ({
    gpu,
    receive: () => (index === 0 ? 0 : onGrid(sending)),
    launch: () => onGrid(host / 2),
  })),
});

/** As that, and what is seen of contexts and pairs costs, so that a wrong sum is a wrong time. */
export const attentiveCost = (base: number, perToken: number, host = 0): Cost => {
  const { gpu, ...rest } = linearCost(base, perToken, host);
  return {
    ...rest,
    gpu(shape, byCause) {
      const seen =
        shape.decodeContext -
        shape.decodeUnseen +
        (shape.prefillContext - shape.prefillUnseen) +
        (shape.prefillPairs - shape.pairsUnseen);
      const linear = gpu(shape, byCause);
      byCause[CAUSE.kv] = onGrid(seen / 1024);
      return linear + byCause[CAUSE.kv]!;
    },
  };
};

export interface Asked {
  at?: number;
  prompt: number;
  output: number;
  priority?: number;
  tenant?: Tenant | undefined;
  slo?: Objectives | undefined;
}

const TENANTS: readonly Tenant[] = ["ann", "bob", "cid"].map((name, index) => ({ index, name }));
const OBJECTIVES = [{ ttft: 2, share: 0.9 }, { e2el: 30, share: 0.9 }, undefined];

/** Requests from few to many, at any time within 25 s: `most` of them at most. */
export const anyRequests = (most: number): fc.Arbitrary<Asked[]> =>
  fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 200 }).map((tick) => tick / 8),
      prompt: fc.integer({ min: 1, max: 90 }),
      output: fc.integer({ min: 1, max: 60 }),
      priority: fc.integer({ min: 0, max: 2 }),
      tenant: fc.constantFrom(...TENANTS, undefined),
      slo: fc.constantFrom(...OBJECTIVES),
    }),
    { minLength: 1, maxLength: most, size: "max" },
  );

export interface WorldOptions {
  cost?: Cost;
  settings?: Partial<EngineSettings>;
  blocks?: number;
  maxModelLen?: number;
  reach?: Reach;
  blockNeed?: BlockNeed;
  frontend?: Frontend;
  form?: BatchForm;
  /** Instead of the order of the settings. */
  order?: OrderBuilder;
  /** Of requests that have none of their own. */
  slo?: Objectives;
  seed?: number;
  probes?: Probe[];
}

export interface World {
  engine: Engine;
  agenda: Agenda;
  requests: Request[];
  /** The parts of each finished request's latency, by id. */
  ledgers: Map<number, Float64Array>;
  run(): World;
}

export function world(asked: readonly Asked[], options: WorldOptions = {}): World {
  const { cost = fixedCost(1), blocks = 1000, maxModelLen = 8192, form = "sums" } = options;
  const { order, slo, seed = 1, reach, blockNeed } = options;
  const frontend = options.frontend ?? { in: 0, out: 0, wake: 0 };
  const settings = engineSchema.parse({ async_scheduling: false, ...options.settings });
  const agenda = new Agenda();
  const ledgers = new Map<number, Float64Array>();
  const keeper: Probe = {
    ...blind,
    requestFinished: (request, _engine, ledger) => ledgers.set(request.id, ledger.slice()),
  };
  const engine = assembleEngine(
    { settings, blocks, maxModelLen, cost, reach, ...(blockNeed && { blockNeed }) },
    {
      name: "mixed-0",
      index: 0,
      agenda,
      frontend,
      probe: tee([keeper, ...(options.probes ?? [])]),
      ended: () => {},
      form,
      order,
      slo,
      random: createRandom(seed),
    },
  );
  const requests = asked.map(
    ({ at = 0, prompt, output, priority = 0, tenant, slo: own }, id) =>
      new Request({
        id,
        arrival: onGrid(at),
        prompt,
        output,
        priority,
        class: { ...DEFAULT_CLASS, slo: own },
        tenant,
      }),
  );
  for (const request of requests) {
    agenda.at(
      request.arrival + frontend.in,
      PHASE.world,
      (it: Request) => engine.submit(it),
      request,
    );
  }
  return {
    engine,
    agenda,
    requests,
    ledgers,
    run() {
      while (agenda.runNext());
      return this;
    },
  };
}
