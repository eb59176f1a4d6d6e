/**
 * Capacity without a run: requests a second that a fleet cannot exceed, whatever its schedule.
 *
 * An engine that is never idle and whose batches are always full serves a request of this workload
 * in the least time of its work (`engine/engine-bounds.ts`). What is asked beyond that waits, and
 * the queue grows for as long as it is asked.
 */
import { drawBlueprints, type PoolBlueprint } from "../../cluster/blueprint.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { Seconds } from "../../units.ts";
import type { Files } from "../../workload/source.ts";
import { type Asked, askedOf } from "./asked.ts";
import { demandOn } from "./demand-on.ts";

/** Requests a second: by the data sheet, and with kernels as measured but nothing between them. */
export interface MostRequests {
  sheet: number;
  attained: number;
}

/** What an engine of a pool, all its ranks together, can serve at most. */
export interface EngineCapacity {
  pool: string;
  engines: number;
  /** Of one of them. */
  most: MostRequests;
  /** US dollars. */
  pricePerHour: number;
}

export interface CapacityBound {
  /** Of all engines together; infinite where nothing can be said. */
  most: MostRequests;
  pools: EngineCapacity[];
  /** Requests a second that come; undefined in closed loops and where all come at once. */
  offered: number | undefined;
  /** `offered` ÷ `most.attained`: above 1 the queue grows for certain. */
  utilisation: number | undefined;
  /** Whether the lengths are those of all requests, and not of the first ones. */
  whole: boolean;
}

export interface BoundOptions {
  /** The text of a file that the scenario names (a trace, say). */
  files?: Files;
  /** What the requests ask for, where it is known: it depends on seed and workload alone. */
  asked?: Asked | undefined;
}

/**
 * The most requests a second that the fleet of a scenario can serve.
 *
 * Over several unlike pools it holds in the long run, since no policy of ours looks at lengths:
 * `round-robin` and `random` give every engine as much, so the slowest limits all. A router of
 * one's own may send each request where it is cheapest, and of that nothing is said.
 *
 * @throws ScenarioProblems where the machine does not allow what the scenario asks; TraceError,
 *   WorkloadError: see `askedOf`.
 */
export function capacityBound(scenario: Scenario, options: BoundOptions = {}): CapacityBound {
  const asked = options.asked ?? askedOf(scenario, options.files);
  const pools = drawBlueprints(scenario.cluster).map((pool) => capacityOf(pool, asked));
  const most = together(pools, scenario.cluster.router);
  const offered = asked?.rate;
  return {
    most,
    pools,
    offered,
    utilisation: offered === undefined ? undefined : offered / most.attained,
    whole: asked?.whole ?? false,
  };
}

/**
 * The fewest engines, of the kinds that the pools have, that are not ruled out at `rate` requests a
 * second. How many the scenario has does not matter. Throws as `capacityBound` does.
 */
export function fewestEngines(
  scenario: Scenario,
  rate: number,
  options: BoundOptions = {},
): number {
  const { pools, most } = capacityBound(scenario, options);
  if (most.attained === Number.POSITIVE_INFINITY) return 1;
  return fewest(rate, Math.max(...pools.map((pool) => pool.most.attained)));
}

/**
 * US dollars an hour that engines of these kinds cost at least at `rate` requests a second. Throws
 * as `capacityBound` does.
 */
export function costBound(scenario: Scenario, rate: number, options: BoundOptions = {}): number {
  const { pools, most } = capacityBound(scenario, options);
  if (most.attained === Number.POSITIVE_INFINITY)
    return Math.min(...pools.map(({ pricePerHour }) => pricePerHour));
  // Of one kind there are whole engines; of several the cheapest mix may be any.
  return Math.min(
    ...pools.map(
      ({ pricePerHour, most: { attained } }) =>
        pricePerHour * (pools.length === 1 ? fewest(rate, attained) : rate / attained),
    ),
  );
}

/** A rounding error must not ask for an engine more. */
const SLACK = 1e-9;

const fewest = (rate: number, perEngine: number): number =>
  Math.max(1, Math.ceil((rate / perEngine) * (1 - SLACK)));

function capacityOf(pool: PoolBlueprint, asked: Asked | undefined): EngineCapacity {
  const { name, engines, ranks, placement } = pool;
  const pricePerHour = ranks.size * placement.gpus * pool.pricePerHour;
  return { pool: name, engines, pricePerHour, most: mostOf(pool, asked) };
}

const UNKNOWN: MostRequests = {
  sheet: Number.POSITIVE_INFINITY,
  attained: Number.POSITIVE_INFINITY,
};

/** Those that are refused are served in no time. Each rank has its share of the others. */
function mostOf(pool: PoolBlueprint, asked: Asked | undefined): MostRequests {
  const { sheet, attained } = pool.bounds.work(demandOn(pool, asked?.requests ?? []));
  const rate = (seconds: Seconds): number =>
    seconds > 0 ? (pool.ranks.size * asked!.requests.length) / seconds : Number.POSITIVE_INFINITY;
  return { sheet: rate(sheet), attained: rate(attained) };
}

function together(
  pools: readonly EngineCapacity[],
  router: Scenario["cluster"]["router"],
): MostRequests {
  if (pools.length > 1 && !("policy" in router)) return UNKNOWN;
  const inTurn = "policy" in router && router.policy !== "least-outstanding";
  const engines = pools.reduce((sum, pool) => sum + pool.engines, 0);
  const all = (roof: keyof MostRequests): number =>
    inTurn
      ? engines * Math.min(...pools.map(({ most }) => most[roof]))
      : pools.reduce((sum, pool) => sum + pool.engines * pool.most[roof], 0);
  return { sheet: all("sheet"), attained: all("attained") };
}
