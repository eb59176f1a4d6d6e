/**
 * The blueprint of an engine: its machine found by name, its memory divided, its prices compiled.
 *
 * What cannot be built comes back as problems of the scenario, with the arithmetic, so that whoever
 * knows the file can point at the line.
 */
import { calibrationOf } from "../cost/calibration/calibration-of.ts";
import { createCost } from "../cost/create-cost.ts";
import { createEngineBounds, type EngineBounds } from "../engine/engine-bounds.ts";
import { Buddy } from "../engine/kv-cache/buddy.ts";
import { shortReach } from "../machine/attention.ts";
import { type EnginePlacement, placeEngine } from "../machine/engine-placement.ts";
import { gpusOf } from "../machine/fewest-gpus.ts";
import { type Gpu, gpusInWords } from "../machine/gpu.ts";
import { type BlockNeed, blockNeed, longestIn, oneGroup } from "../machine/kv-blocks.ts";
import { type MemoryPlan, planMemory } from "../machine/memory.ts";
import type { Model } from "../machine/model.ts";
import { parallelOf } from "../machine/parallel.ts";
import type { Path, Problem } from "../scenario/problem.ts";
import type { ClusterSpec, EngineSettings, PoolSpec } from "../scenario/schema.ts";
import { formatGib, type Tokens } from "../units.ts";
import { type EngineBlueprint, stepsInFlight } from "./assemble.ts";
import { findParts } from "./find-parts.ts";
import type { Ranks } from "./group/assemble-group.ts";
import { ScenarioProblems } from "./scenario-problems.ts";
import { wayOut } from "./way-out.ts";
import { calibrationUnder, gpuUnder, profileUnder, type WhatIf } from "./what-if.ts";

/** The machine of a pool, and what one engine is built from. */
export interface PoolBlueprint {
  name: string;
  engines: number;
  /** Data-parallel ranks of each engine, which are engines of their own behind one front end. */
  ranks: Ranks;
  gpu: Gpu;
  /** Where the GPUs of each engine stand. */
  placement: EnginePlacement;
  model: Model;
  memory: MemoryPlan;
  /** Of one GPU. */
  pricePerHour: number;
  /** Whether that is the scenario's own price, not a list price. */
  ownPrice: boolean;
  engine: EngineBlueprint;
  bounds: EngineBounds;
}

/** Every pool's blueprint. Throws `ScenarioProblems`, those of all pools at once. */
export function drawBlueprints({ pools }: ClusterSpec, whatIf: WhatIf = {}): PoolBlueprint[] {
  const problems: Problem[] = [];
  const roles = new Map<string, number>();
  const blueprints = pools.flatMap((pool, index) => {
    const same = roles.get(pool.role) ?? 0;
    roles.set(pool.role, same + 1);
    const name = same === 0 ? pool.role : `${pool.role}${same + 1}`;
    try {
      return [drawBlueprint(pool, { name, path: ["cluster", "pools", index], whatIf })];
    } catch (error) {
      if (!(error instanceof ScenarioProblems)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new ScenarioProblems(problems);
  return blueprints;
}

/** Where a pool stands and what it is called, and what is changed about its machine. */
export interface PoolPlace {
  name: string;
  path: Path;
  whatIf?: WhatIf;
}

/** The blueprint of one pool. */
export function drawBlueprint(
  pool: PoolSpec,
  { name, path, whatIf = {} }: PoolPlace,
): PoolBlueprint {
  const { gpu: found, model } = findParts(pool, path);
  const gpu = gpuUnder(whatIf, found);
  const settings = pool.engine;
  const parallel = parallelOf(pool);
  const placement = placeEngine(gpu, model, pool);
  const keepsAll = keepsEveryToken(settings);
  const memorySettings = {
    ...settings,
    ...parallel,
    disable_hybrid_kv_cache_manager: keepsAll,
  };
  const memory = planMemory(model, gpu, memorySettings);
  const refuse = (key: readonly (string | number)[], message: string, value?: unknown): never => {
    throw new ScenarioProblems([{ path: [...path, ...key], message, value }]);
  };
  if (memory.blocks === 0) {
    const missing = formatGib(memory.bytesPerBlock - memory.kvCache);
    refuse(
      ["model"],
      `does not fit ${gpusInWords(gpu, gpusOf(pool))}: nothing is left for a KV cache, ` +
        `${missing} are missing${gpusOf(pool) > 1 ? " on each" : ""}; ` +
        wayOut(model, gpu, memorySettings) +
        inWords(memory),
      model.name,
    );
  }
  const blocks = settings.num_gpu_blocks_override ?? memory.blocks;
  if (blocks > memory.blocks) {
    refuse(
      ["engine", "num_gpu_blocks_override"],
      `is more than the ${memory.blocks} blocks of ${memory.bytesPerBlock} bytes that fit` +
        inWords(memory),
      blocks,
    );
  }
  const need = (longest: Tokens) =>
    keepsAll ? oneGroup : blockNeed(model, longest, memorySettings);
  const maxModelLen = longestRequest({ settings, model, blocks, need }, refuse);
  checkBudget(settings, maxModelLen, refuse);
  const calibration = calibrationUnder(whatIf, calibrationOf(gpu));
  return {
    name,
    engines: pool.engines,
    ranks: ranksOf(pool, model),
    gpu,
    placement,
    model,
    memory,
    pricePerHour: pool.price_per_hour ?? gpu.price.perHour,
    ownPrice: pool.price_per_hour !== undefined,
    engine: {
      settings,
      blocks,
      maxModelLen,
      reach: shortReach(model, maxModelLen),
      blockNeed: need(maxModelLen),
      cost: createCost({
        model,
        gpu,
        settings: { ...priced(settings), ...parallel },
        calibration,
        profile: profileUnder(whatIf),
        network: whatIf.network,
      }),
    },
    bounds: createEngineBounds(
      { model, gpu, calibration, ...settings, ...parallel },
      { settings, blocks, maxModelLen, blockNeed: need(maxModelLen) },
    ),
  };
}

/** Ranks of a model with experts share them. */
const ranksOf = ({ data_parallel_size: size }: PoolSpec, { experts }: Model): Ranks => ({
  size,
  together: size > 1 && experts !== undefined,
});

/** The lines of a memory plan, each on a line of its own. */
const inWords = ({ lines }: MemoryPlan): string =>
  lines
    .map(({ name, bytes, arithmetic }) => `\n    ${name}: ${formatGib(bytes)} (${arithmetic})`)
    .join("");

/** Settings as they are priced: a static batch has its own size and one step in flight. */
export const priced = (settings: EngineSettings): EngineSettings => ({
  ...settings,
  async_scheduling: stepsInFlight(settings) > 1,
  max_num_seqs: settings.batching === "static" ? settings.max_batch_size : settings.max_num_seqs,
});

/** Whether the cache is one of regions, or of a batch that stays whole: no layer forgets there. */
const keepsEveryToken = ({ kv_layout, batching }: EngineSettings): boolean =>
  kv_layout === "contiguous" || batching === "static";

type Refuse = (key: readonly (string | number)[], message: string, value?: unknown) => never;

interface Room {
  settings: EngineSettings;
  model: Model;
  blocks: number;
  /** What the tokens of requests up to a length take of the blocks. */
  need: (longest: Tokens) => BlockNeed;
}

/** `max_model_len`: as asked where model and cache allow it, else the most that they do. */
function longestRequest({ settings, model, blocks, need }: Room, refuse: Refuse): Tokens {
  const asked = settings.max_model_len;
  const key = ["engine", "max_model_len"];
  if (asked !== undefined && asked > model.context) {
    refuse(key, `is more than the ${model.context} positions of ${model.name}`, asked);
  }
  const { block_size: size } = settings;
  const longest = asked ?? model.context;
  const needed = need(longest);
  const held = longestIn(mostBlocks(settings, blocks), longest, { ...needed, size });
  if (asked !== undefined && asked > held) {
    refuse(
      key,
      `is more than the KV cache holds for one request: ${held} tokens ` +
        `(${blocks} blocks of ${size}` +
        `${needed.groups > 1 ? `, in ${needed.groups} groups of layers` : ""})`,
      asked,
    );
  }
  return held;
}

/**
 * As vLLM: without chunks, a step has room for the longest prompt. The schema compares what is
 * written; this is for a `max_model_len` that follows from model and cache.
 */
function checkBudget(settings: EngineSettings, maxModelLen: Tokens, refuse: Refuse): void {
  const { batching, enable_chunked_prefill, max_num_batched_tokens: budget } = settings;
  if (batching !== "in-flight" || enable_chunked_prefill || budget >= maxModelLen) return;
  refuse(
    ["engine", "max_num_batched_tokens"],
    `is below max_model_len, ${maxModelLen} where none is written, and chunked prefill is off`,
    budget,
  );
}

/** The most blocks that one request can have: all, or the largest region of a buddy allocator. */
const mostBlocks = (settings: EngineSettings, blocks: number): number =>
  settings.kv_layout === "paged" ? blocks : new Buddy(blocks).largestArena;
