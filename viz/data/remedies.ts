/** Remedies as the page offers them: what to change, what it brought when it was run, and where. */
import type { Remedy, Scenario, Why } from "../../sim/index.ts";
import { inOne, percent } from "../format.ts";

export interface Offer {
  change: string;
  /** What it brought. */
  effect: string;
  /** What to write into the scenario for it; none where it is not the scenario's to say. */
  edits: readonly Edit[];
}

export interface Edit {
  path: readonly (string | number)[];
  value: number;
}

const MOST = 3;

/** Those that help, the best first. */
export const offers = (why: Why, scenario: Scenario): Offer[] =>
  why.remedies
    .flatMap((remedy) => {
      const effect = effectOf(remedy);
      if (effect === undefined) return [];
      return [{ change: remedy.change, effect, edits: editsFor(remedy.limit, scenario) }];
    })
    .slice(0, MOST);

/** In the order in which gains count; a loss that comes first is no help. */
function effectOf({ gains, share }: Remedy): string | undefined {
  if (gains.share !== 0)
    return gains.share > 0 ? `SLO met by ${inOne(percent(share ?? 0))}` : undefined;
  if (gains.throughput !== 0) return byHowMuch(gains.throughput, "+", "requests a second");
  return byHowMuch(gains.latency, "−", "end-to-end latency");
}

const byHowMuch = (gain: number, sign: string, what: string): string | undefined =>
  gain > 0 ? `${sign}${inOne(percent(gain))} ${what}` : undefined;

/** As the study changes them; of what it does to machines a scenario says nothing. */
function editsFor(limit: Remedy["limit"], { cluster, workload }: Scenario): Edit[] {
  const [pool, ...others] = cluster.pools;
  if (limit === "load") return lighter(workload.arrivals);
  if (pool === undefined || others.length > 0) return [];
  const ofPool = ["cluster", "pools", 0];
  const { engine } = pool;
  if (limit === "engines") return [{ path: [...ofPool, "engines"], value: pool.engines + 1 }];
  const inEngine = (key: string, value: number): Edit => ({
    path: [...ofPool, "engine", key],
    value,
  });
  if (engine.batching === "static")
    return limit === "seqs" ? [inEngine("max_batch_size", tenthMore(engine.max_batch_size))] : [];
  const budget = engine.max_num_batched_tokens;
  if (limit === "budget") return [inEngine("max_num_batched_tokens", tenthMore(budget))];
  if (limit !== "seqs") return [];
  const seqs = tenthMore(engine.max_num_seqs);
  const edit = inEngine("max_num_seqs", seqs);
  return seqs > budget ? [edit, inEngine("max_num_batched_tokens", seqs)] : [edit];
}

const tenthMore = (count: number): number => count + Math.ceil(count / 10);

function lighter(arrivals: Scenario["workload"]["arrivals"]): Edit[] {
  const path = ["workload", "arrivals"];
  if (arrivals === undefined) return [];
  if ("request_rate" in arrivals)
    return [{ path: [...path, "request_rate"], value: rounded(0.9 * arrivals.request_rate) }];
  if (arrivals.process !== "closed") return [];
  const clients = Math.max(1, Math.floor((arrivals.max_concurrency * 9) / 10));
  return [{ path: [...path, "max_concurrency"], value: clients }];
}

/** Without the digits that binary fractions bring along. */
const rounded = (rate: number): number => Number(rate.toPrecision(12));
