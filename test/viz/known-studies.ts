/** Small studies for tests of the page: a sweep that is really run, and a plan made by hand. */
import {
  executeHere,
  loadScenario,
  type Plan,
  planSweep,
  pointsOf,
  type SavedStudy,
  type SweepResult,
  type SweepRun,
} from "../../sim/index.ts";
import { knownRun, knownScenario, knownYaml } from "./known-run.ts";

export const sweepYaml = `${knownYaml}sweep:
  replications: 2
  grid:
    cluster.pools.0.engine.max_num_batched_tokens: [256, 512]
    workload.arrivals.request_rate: [5, 20, 80]
`;

/** Six points: two budgets of tokens under three loads. */
export async function knownSweep(): Promise<SavedStudy> {
  const { scenario, vary } = loadScenario(sweepYaml, { file: "sweep.yaml" });
  const expansion = pointsOf(scenario);
  const runs = new Map<string, SweepRun>();
  const sweep = planSweep({
    expansion,
    scenarios: expansion.points.map(({ changes }) => vary(changes).scenario),
    replications: 2,
    executor: executeHere(),
    store: { get: (key) => runs.get(key), put: (key, run) => runs.set(key, run) },
    keyTerms: () => ({ version: "test" }),
  });
  const result: SweepResult = await sweep.finish();
  return {
    kind: "sweep",
    result,
    scenario,
    text: sweepYaml,
    files: {},
    runs: [],
  };
}

const fleet = (engines: number, price: number) => ({
  engines: [engines],
  gpus: engines,
  cost: engines * price,
});

const nothing = {
  rate_too_high: null,
  load: null,
  criterion: null,
  share: null,
  share_low: null,
  share_high: null,
};

const setting = (value: string) => [{ path: "cluster.pools.0.gpu", value }];

const trial = (candidate: number, label: string, engines: number) => ({
  ...{ round: 1, stage: "search" as const, candidate, label, engines, gpus: engines, rate: 20 },
  ...{ runs: 4, requests: 2000, simulated: 8000, criterion: null, share: null },
  ...{ share_low: null, share_high: null, asked: 0.9, why: "99 % met it" },
});

const point = (candidate: number, label: string, [x, y]: readonly [number, number]) => ({
  ...{ candidate, label, engines: 1, gpus: 1, rate: null, clients: 4, holds: null },
  output_tokens_per_s_per_user: x,
  output_tokens_per_s_per_gpu: y,
  on_front: false,
});

/** Two H100s hold; two L40S do not, three are not cheaper. */
export const knownPlan: Plan = {
  apart: null,
  objective: "min-cost",
  criteria: ["ttft ≤ 500 ms for 90 % of requests"],
  rate: 20,
  confidence: 0.95,
  answer: {
    objective: "min-cost",
    ...{ candidate: 2, label: "H100", engines: 2, gpus: 2, rate: 20, too_high: null },
    ...{ cost_per_hour: 6, cost_per_month: 4383 },
    head_room: { holds: 26, too_high: 26.5, times: 1.3 },
    one_less: { engines: 1, verdict: "fails" },
    n_plus_1: { engines: 3, gpus: 3, cost_per_hour: 9, cost_per_month: 6574.5 },
    next_best: null,
    binding: null,
  },
  candidates: [
    {
      ...{ rank: 1, candidate: 2, label: "H100", settings: setting("H100-SXM-80GB") },
      ...{ status: "holds", why: "99 % met it", fleet: fleet(2, 3), rate: 20 },
      ...{ ...nothing, share: 0.9912 },
    },
    {
      ...{ rank: null, candidate: 1, label: "L40S", settings: setting("L40S") },
      ...{ status: "ruled-out", why: "at least 4 engines: above", fleet: fleet(4, 2), rate: null },
      ...nothing,
    },
  ],
  trail: [
    { ...trial(1, "L40S", 2), verdict: "unstable" },
    { ...trial(2, "H100", 1), verdict: "fails" },
    { ...trial(2, "H100", 2), verdict: "holds" },
    { ...trial(1, "L40S", 3), verdict: "undecided" },
  ],
  pareto: [
    { ...point(1, "L40S", [40, 400]) },
    { ...point(1, "L40S", [20, 900]) },
    { ...point(2, "H100", [100, 800]), on_front: true },
    { ...point(2, "H100", [60, 2000]), on_front: true, engines: 2, clients: null, rate: 20 },
  ].map((each) => ({ ...each, holds: each.rate === 20 ? true : null })),
  notes: ['Each "holds" is wrong with a chance of at most 5 %.'],
  complete: true,
  simulated: { runs: 16, requests: 32_000 },
};

export const savedPlan: SavedStudy = {
  kind: "plan",
  result: knownPlan,
  scenario: knownScenario(),
  text: knownYaml,
  files: {},
  runs: [],
};

/** The known run as A, with more memory as B. */
export const moreMemory = knownYaml.replace("override: 60", "override: 90");

const change = (mean: number, by: number, better: boolean | null, relative: number | null) => ({
  ...{ mean, low: mean - by, high: mean + by, better },
  relative:
    relative === null ? null : { mean: relative, low: relative - 0.1, high: relative + 0.1 },
});

export const savedComparison: SavedStudy = {
  kind: "comparison",
  result: {
    contenders: [
      { name: "as it is", figures: { share: 0.5, mean_e2el_ms: 2000, p99_ttft_ms: 900 } },
      { name: "more memory", figures: { share: 0.75, mean_e2el_ms: 1000, p99_ttft_ms: 880 } },
    ],
    differences: [
      {
        figures: {
          share: change(0.25, 0.05, true, null),
          mean_e2el_ms: change(-1000, 200, true, -0.5),
          p99_ttft_ms: change(-20, 90, null, -0.02),
        },
      },
    ],
    n: 8,
    verdict: { sentences: ["more memory: mean E2E 50 % lower (40 … 60 %)."] },
    notes: ["A note."],
  },
  scenario: knownScenario(),
  text: knownYaml,
  files: {},
  runs: [knownYaml, moreMemory].map((yaml, at) => ({
    name: ["as it is", "more memory"][at]!,
    saved: { record: knownRun(yaml), files: {}, fixed: null },
  })),
};
