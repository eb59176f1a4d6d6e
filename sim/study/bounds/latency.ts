/**
 * Latency without a run: requests that miss their objectives even alone on an idle engine.
 *
 * A prompt has to be computed and every token has to read the weights, however few others there
 * are. Where that alone takes longer than an objective allows, no number of engines helps.
 */
import { drawBlueprints, type PoolBlueprint } from "../../cluster/blueprint.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { formatPercent, formatSeconds } from "../../units.ts";
import type { Objectives } from "../../workload/class-spec.ts";
import { Demand } from "../../workload/demand.ts";
import { type AskedRequest, askedOf } from "./asked.ts";
import type { BoundOptions } from "./capacity.ts";
import { latencyOf, leastLatency, missedBy, type Objective, objectives } from "./least-latency.ts";

export interface LatencyBound {
  /** Share of the requests under objectives that must miss some; null where none has any. */
  miss: number | null;
  /** Of the same requests, the share that must miss this one. */
  misses: Record<Objective, number>;
  /** Whether some objectives cannot be met by the share of requests that they ask for. */
  impossible: boolean;
  /** Why, in a sentence; null where nothing is ruled out. */
  sentence: string | null;
}

/**
 * The requests of a scenario that no schedule of its engines serves in time: a lower bound of the
 * share that misses, with kernels as measured and nothing between them. Over several pools each
 * objective is held against the pool that is best for it.
 *
 * @throws ScenarioProblems where the machine does not allow what the scenario asks; TraceError,
 *   WorkloadError: see `askedOf`.
 */
export function latencyBound(scenario: Scenario, options: BoundOptions = {}): LatencyBound {
  const pools = drawBlueprints(scenario.cluster);
  const asked = options.asked ?? askedOf(scenario, options.files);
  const groups = groupsOf(asked?.requests ?? []).map((group) => judged(group, pools));
  const sum = (of: (group: Judged) => number): number =>
    groups.reduce((total, group) => total + of(group), 0);
  const requests = sum((group) => group.requests);
  const share = (count: number): number => (requests > 0 ? count / requests : 0);
  const lost = groups.filter(({ missed, requests: all, slo }) => (all - missed) / all < slo.share);
  return {
    miss: requests > 0 ? share(sum(({ missed }) => missed)) : null,
    misses: tableOf((objective) => share(sum(({ missedBy: counts }) => counts[objective]))),
    impossible: lost.length > 0,
    sentence: lost[0] === undefined ? null : inWords(lost[0]),
  };
}

/** Requests under the same objectives. */
interface Group {
  slo: Objectives;
  requests: readonly AskedRequest[];
}

/** Requests (counts) under the same objectives that must miss some, and each. */
interface Judged {
  slo: Objectives;
  requests: number;
  missed: number;
  missedBy: Record<Objective, number>;
}

function groupsOf(requests: readonly AskedRequest[]): Group[] {
  const groups = new Map<Objectives, AskedRequest[]>();
  for (const request of requests) {
    if (request.slo === undefined) continue;
    const group = groups.get(request.slo);
    if (group === undefined) groups.set(request.slo, [request]);
    else group.push(request);
  }
  return [...groups].map(([slo, together]) => ({ slo, requests: together }));
}

function judged({ slo, requests }: Group, pools: readonly PoolBlueprint[]): Judged {
  const counts = tableOf(() => 0);
  const judgement = { slo, requests: requests.length, missed: 0, missedBy: counts };
  if (allCould({ slo, requests }, pools)) return judgement;
  for (const request of requests) {
    const missed = missedBy(leastLatency(pools, request), slo);
    if (missed.length > 0) judgement.missed += 1;
    for (const objective of missed) counts[objective] += 1;
  }
  return judgement;
}

/** Whether even the longest prompt with the longest output would be in time: a quick look. */
function allCould({ slo, requests }: Group, pools: readonly PoolBlueprint[]): boolean {
  let [prompt, output] = [0, 0];
  for (const request of requests) {
    prompt = Math.max(prompt, request.prompt);
    output = Math.max(output, request.output);
  }
  const longest = new Demand().add(prompt, output);
  return pools.some(
    (pool) =>
      prompt < pool.engine.maxModelLen && missedBy(latencyOf(pool, longest), slo).length === 0,
  );
}

const tableOf = (value: (objective: Objective) => number): Record<Objective, number> => ({
  ttft: value("ttft"),
  tpot: value("tpot"),
  itl: value("itl"),
  e2el: value("e2el"),
});

/** "37 % of requests must miss ttft ≤ 50 ms even alone on an idle engine; 99 % were asked for." */
function inWords({ slo, requests, missed, missedBy: counts }: Judged): string {
  const stated = objectives.filter((objective) => counts[objective] > 0);
  const limits = stated.map((objective) => `${objective} ≤ ${formatSeconds(slo[objective]!)}`);
  const which =
    missed === requests ? "Every request" : `${formatPercent(missed / requests)} of requests`;
  return (
    `${which} must miss ${limits.join(" or ")} even alone on an idle engine; ` +
    `${formatPercent(slo.share)} were asked to meet it.`
  );
}
