/**
 * A contender: a candidate with what is known of it without a run, as fleet after fleet of it is
 * tried.
 */
import { drawBlueprints } from "../../cluster/blueprint.ts";
import type { PoolSpec, Scenario } from "../../scenario/schema.ts";
import type { Asked } from "../bounds/asked.ts";
import { capacityBound } from "../bounds/capacity.ts";
import { latencyBound } from "../bounds/latency.ts";
import type { Criterion, percentileObjectives } from "./criteria.ts";
import type { PlanTraffic } from "./plan-traffic.ts";
import { atRate } from "./traffic.ts";
import type { Setting } from "./trial.ts";

/** One combination of the values that a plan chooses from. */
export interface Candidate {
  settings: readonly CandidateSetting[];
  /** The plan's scenario with these settings. */
  scenario: Scenario;
}

export interface CandidateSetting {
  /** Of the setting, such as `cluster.pools.0.gpu`. */
  path: string;
  value: unknown;
}

/** What a fleet of some engines consists of, and costs. */
export interface Fleet {
  /** Engines (counts) of each pool. */
  engines: number[];
  gpus: number;
  /** US dollars an hour. */
  cost: number;
}

/** Engines of a pool, GPUs under one of them, US dollars of one GPU for an hour. */
interface PoolCost {
  engines: number;
  gpus: number;
  price: number;
}

export interface ContenderTerms {
  traffic: PlanTraffic;
  criteria: readonly Criterion[];
  /** The pool of which engines are counted. */
  pool: number;
  /** US dollars for one GPU for an hour, by its name. */
  prices: Readonly<Record<string, number>>;
}

export class Contender {
  readonly candidate: Candidate;
  readonly #terms: ContenderTerms;
  readonly #pools: readonly PoolCost[];
  /** Requests a second that one engine of the pool that is counted can serve at most. */
  readonly capacity: number;
  /** That the engines of the other pools can. */
  readonly #others: number;
  /** GPUs for which no price is known but that of another one. */
  readonly unpriced: readonly string[];
  /** Why no number of engines helps, in a sentence; null where one may. */
  readonly impossible: string | null;

  /** Throws `ScenarioProblems` where the machine does not allow what the candidate asks. */
  constructor(candidate: Candidate, terms: ContenderTerms) {
    const { scenario } = candidate;
    const { traffic, pool: counted, prices } = terms;
    this.candidate = candidate;
    this.#terms = terms;
    const blueprints = drawBlueprints(scenario.cluster);
    this.#pools = blueprints.map(({ engines, gpu, pricePerHour, ownPrice }, index) => ({
      engines,
      gpus: gpusOf(scenario.cluster.pools[index]!),
      price: ownPrice ? pricePerHour : (prices[gpu.name] ?? pricePerHour),
    }));
    this.unpriced = blueprints
      .filter(({ gpu, ownPrice }) => gpu.price.standsIn && !ownPrice && !(gpu.name in prices))
      .map(({ gpu }) => gpu.name);
    const { pools, most } = capacityBound(scenario, { asked: traffic.asked });
    const unbounded = most.attained === Number.POSITIVE_INFINITY;
    this.capacity = unbounded ? Number.POSITIVE_INFINITY : pools[counted]!.most.attained;
    this.#others = pools
      .filter((_, index) => index !== counted)
      .reduce((sum, { engines, most: each }) => sum + engines * each.attained, 0);
    this.impossible = impossibleFor(scenario, traffic.asked, traffic.percentiles);
  }

  /** Engines of the pool that is counted, as the candidate has them. */
  get engines(): number {
    return this.#pools[this.#terms.pool]!.engines;
  }

  fleet(engines: number): Fleet {
    const counts = this.#pools.map((pool, index) =>
      index === this.#terms.pool ? engines : pool.engines,
    );
    const sum = (of: (pool: PoolCost) => number): number =>
      this.#pools.reduce((total, pool, index) => total + counts[index]! * of(pool), 0);
    return {
      engines: counts,
      gpus: sum(({ gpus }) => gpus),
      cost: sum(({ gpus, price }) => gpus * price),
    };
  }

  /** Requests a second that so many engines can serve at most. */
  mostRate(engines: number): number {
    return engines * this.capacity + this.#others;
  }

  /** The fewest engines that could serve so many requests a second; at least 1. */
  fewest(rate: number): number {
    return Math.max(1, Math.ceil(((rate - this.#others) / this.capacity) * (1 - SLACK)));
  }

  /** The scenario with so many engines at a rate; at its own where none is given. */
  setting(engines: number, rate: number | undefined, requests: number): Setting {
    const { traffic, criteria, pool: counted } = this.#terms;
    const { cluster, ...rest } = this.candidate.scenario;
    const from = traffic.rate;
    const scenario: Scenario = {
      ...rest,
      workload:
        rate === undefined || from === undefined
          ? rest.workload
          : atRate(rest.workload, { from, to: rate }),
      cluster: {
        ...cluster,
        pools: cluster.pools.map((pool, index) =>
          index === counted ? { ...pool, engines } : pool,
        ),
      },
    };
    return { scenario, criteria, course: traffic.course, requests };
  }
}

/** A rounding error must not ask for an engine more. */
const SLACK = 1e-9;

/** GPUs under one engine of a pool. */
const gpusOf = (pool: PoolSpec): number =>
  pool.tensor_parallel_size * pool.pipeline_parallel_size * pool.data_parallel_size;

/** Objectives that not even an idle engine meets, of those that the plan asks for. */
function impossibleFor(
  scenario: Scenario,
  asked: Asked | undefined,
  percentiles: ReturnType<typeof percentileObjectives>,
): string | null {
  const { slo: _, ...rest } = scenario;
  const { sentence } = latencyBound(scenario, { asked });
  if (sentence !== null) return sentence;
  for (const slo of percentiles) {
    const requests = asked?.requests.map((request) => ({ ...request, slo }));
    const bound = latencyBound(
      { ...rest, slo },
      { asked: asked && { ...asked, requests: requests ?? [] } },
    );
    if (bound.sentence !== null) return bound.sentence;
  }
  return null;
}
