/**
 * Relaxations: the same scenario with one of its limits eased by a tenth, all else as it is.
 *
 * A scenario's draws depend on its seed and its workload alone, so the k-th request is the same in
 * every relaxation, and what differs is what the limit did to it.
 */
import type { WhatIf } from "../../cluster/what-if.ts";
import type { EngineProfile } from "../../cost/calibration/vllm-0.26.ts";
import { gpusOf } from "../../machine/fewest-gpus.ts";
import type { Gpu } from "../../machine/gpu.ts";
import type { EngineSettings, PoolSpec, Scenario } from "../../scenario/schema.ts";
import { lightened } from "./lighten.ts";
import { quicker } from "./quicker.ts";

/** What is eased, in the order that decides between equals. */
export const relaxations = [
  "compute",
  "bandwidth",
  "interconnect",
  "kv",
  "launch",
  "host",
  "seqs",
  "budget",
  "engines",
  "load",
] as const;

export type Relaxation = (typeof relaxations)[number];

/** Those that ease one limit inside an engine, rather than all of them at once. */
export const isInsideEngine = (limit: Relaxation): boolean =>
  limit !== "engines" && limit !== "load";

/** What is run instead. */
export interface Relaxed {
  scenario: Scenario;
  whatIf: WhatIf;
  /** What was changed, in words, as a table has it. */
  change: string;
}

/** Why a limit cannot be eased, in words. */
export interface NotRelaxed {
  reason: string;
}

const MORE = 1.1;

/** A tenth more, and at least one. */
export const tenthMore = (count: number): number => count + Math.ceil(count / 10);

/** The limits that a scenario can have: engines of one GPU wait for no link. */
export const relaxationsOf = ({ cluster }: Scenario): Relaxation[] => {
  const isSpread = cluster.pools.some((pool) => gpusOf(pool) > 1);
  return relaxations.filter((limit) => limit !== "interconnect" || isSpread);
};

export const relax = (limit: Relaxation, scenario: Scenario): Relaxed | NotRelaxed =>
  builders[limit](scenario);

const builders: { readonly [R in Relaxation]: (scenario: Scenario) => Relaxed | NotRelaxed } = {
  compute: (scenario) => ({
    scenario,
    whatIf: { gpu: (gpu) => ({ ...gpu, peak: faster(gpu.peak) }) },
    change: "compute +10 %",
  }),
  bandwidth: (scenario) => ({
    scenario,
    whatIf: { gpu: (gpu) => ({ ...gpu, bandwidth: MORE * gpu.bandwidth }) },
    change: "HBM bandwidth +10 %",
  }),
  interconnect: (scenario) => ({
    scenario,
    whatIf: { network: (network) => (operation, bytes) => network(operation, bytes) / MORE },
    change: "time on links ÷ 1.1",
  }),
  kv: (scenario) => ({
    scenario: withEngines(scenario, moreBlocks),
    whatIf: { gpu: (gpu) => ({ ...gpu, memory: Math.floor(MORE * gpu.memory) }) },
    change: "HBM size +10 %",
  }),
  launch: (scenario) => ({
    scenario,
    whatIf: { calibration: (calibration) => quicker(calibration, MORE) },
    change: "kernel latency ÷ 1.1",
  }),
  host: (scenario) => ({
    scenario,
    whatIf: { profile: quickerHost },
    change: "host time ÷ 1.1",
  }),
  seqs: (scenario) => ({
    scenario: withEngines(scenario, morePlaces),
    whatIf: {},
    change: told(scenario, places, tenthMore),
  }),
  budget: (scenario) =>
    scenario.cluster.pools.every(({ engine }) => engine.batching === "static")
      ? { reason: "static batches have no token budget" }
      : {
          scenario: withEngines(scenario, moreBudget),
          whatIf: {},
          change: told(scenario, budget, tenthMore),
        },
  engines: (scenario) => ({
    scenario: withPools(scenario, (pool) => ({ ...pool, engines: pool.engines + 1 })),
    whatIf: {},
    change: told(scenario, engines, (count) => count + 1),
  }),
  load: (scenario) => {
    const lighter = lightened(scenario.workload);
    return "reason" in lighter
      ? lighter
      : {
          scenario: { ...scenario, workload: lighter.workload },
          whatIf: {},
          change: lighter.change,
        };
  },
};

const faster = (peak: Gpu["peak"]): Gpu["peak"] =>
  Object.fromEntries(Object.entries(peak).map(([format, rate]) => [format, MORE * rate]));

/** All that the CPU does, front end included. */
const quickerHost = (profile: EngineProfile): EngineProfile => ({
  ...profile,
  frontEnd: { in: profile.frontEnd.in / MORE, out: profile.frontEnd.out / MORE },
  wake: profile.wake / MORE,
  iteration: { async: profile.iteration.async / MORE, sync: profile.iteration.sync / MORE },
  perRequest: profile.perRequest / MORE,
  perPrefill: profile.perPrefill / MORE,
  launchPerLayer: {
    piecewise: profile.launchPerLayer.piecewise / MORE,
    eager: {
      async: profile.launchPerLayer.eager.async / MORE,
      sync: profile.launchPerLayer.eager.sync / MORE,
    },
  },
  workers: {
    schedule: profile.workers.schedule / MORE,
    schedulePerRequest: profile.workers.schedulePerRequest / MORE,
    prepare: profile.workers.prepare / MORE,
    prepareAmidOthers: profile.workers.prepareAmidOthers / MORE,
    perRequest: profile.workers.perRequest / MORE,
    launchPerLayer: {
      piecewise: profile.workers.launchPerLayer.piecewise / MORE,
      eager: profile.workers.launchPerLayer.eager / MORE,
    },
  },
});

function moreBlocks(engine: EngineSettings): EngineSettings {
  const blocks = engine.num_gpu_blocks_override;
  return blocks === undefined ? engine : { ...engine, num_gpu_blocks_override: tenthMore(blocks) };
}

/** Places in a static batch are those of running requests in others. */
function morePlaces(engine: EngineSettings): EngineSettings {
  if (engine.batching === "static")
    return { ...engine, max_batch_size: tenthMore(engine.max_batch_size) };
  const max_num_seqs = tenthMore(engine.max_num_seqs);
  // As vLLM demands: a step has room for a token of each.
  const max_num_batched_tokens = Math.max(engine.max_num_batched_tokens, max_num_seqs);
  return { ...engine, max_num_seqs, max_num_batched_tokens };
}

const moreBudget = (engine: EngineSettings): EngineSettings => ({
  ...engine,
  max_num_batched_tokens: tenthMore(engine.max_num_batched_tokens),
});

const withPools = (scenario: Scenario, change: (pool: PoolSpec) => PoolSpec): Scenario => ({
  ...scenario,
  cluster: { ...scenario.cluster, pools: scenario.cluster.pools.map(change) },
});

const withEngines = (
  scenario: Scenario,
  change: (engine: EngineSettings) => EngineSettings,
): Scenario => withPools(scenario, (pool) => ({ ...pool, engine: change(pool.engine) }));

/** A count of a pool, and what it is called; nothing where the pool has none. */
type Counted = (pool: PoolSpec) => { name: string; count: number } | undefined;

const places: Counted = ({ engine }) =>
  engine.batching === "static"
    ? { name: "max_batch_size", count: engine.max_batch_size }
    : { name: "max_num_seqs", count: engine.max_num_seqs };
const budget: Counted = ({ engine }) =>
  engine.batching === "static"
    ? undefined
    : { name: "token budget", count: engine.max_num_batched_tokens };
const engines: Counted = ({ engines: count }) => ({ name: "engines", count });

/** "engines 8 → 9", and over pools that differ "engines 8 → 9, 2 → 3". */
function told({ cluster }: Scenario, counted: Counted, change: (count: number) => number): string {
  const found = cluster.pools.map(counted).filter((pool) => pool !== undefined);
  const names = [...new Set(found.map(({ name }) => name))];
  const changes = [...new Set(found.map(({ count }) => `${count} → ${change(count)}`))];
  return `${names.join(", ")} ${changes.join(", ")}`;
}
