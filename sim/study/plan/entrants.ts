/** The entrants of a plan: its candidates under its traffic, with what is known without a run. */
import { ScenarioProblems } from "../../cluster/scenario-problems.ts";
import type { Problem } from "../../scenario/problem.ts";
import type { PlanObjective, PlanSpec, Scenario } from "../../scenario/schema.ts";
import type { Files } from "../../workload/source.ts";
import { type Candidate, Contender } from "./contender.ts";
import { type Criterion, criteriaOf, underObjectives } from "./criteria.ts";
import { type PlanTraffic, plannedWorkload, trafficOf } from "./plan-traffic.ts";
import type { Entrant } from "./ranked.ts";
import { Track } from "./track.ts";

export interface PlanQuestion {
  objective: PlanObjective;
  spec: PlanSpec;
  /** The scenario with each combination of the values that the plan chooses from. */
  candidates: readonly Candidate[];
}

export interface Prepared {
  criteria: readonly Criterion[];
  traffic: PlanTraffic;
  entrants: Entrant[];
}

/** What is wrong with a candidate, the names in it above all. */
export class CandidateProblems extends ScenarioProblems {
  /** From 0, in the order of the question. */
  readonly candidate: number;

  constructor(problems: readonly Problem[], candidate: number) {
    super(problems);
    this.candidate = candidate;
  }
}

/** Throws `ScenarioProblems` where the question makes no sense. */
export function prepare(question: PlanQuestion, files?: Files): Prepared {
  const { spec, candidates } = question;
  const { plan: _, ...plain } = candidates[0]!.scenario;
  const workload = workloadOf(plain, spec, files);
  const planned = underObjectives({ ...plain, workload }, spec.slo);
  const criteria = criteriaOf(planned, spec.slo);
  const traffic = trafficOf(planned, { slo: spec.slo, criteria, ...(files && { files }) });
  refuseIf(problemsOf(question, { criteria, traffic }));
  const entrants = candidates.map(({ settings, scenario: { cluster } }, index) => ({
    candidate: index + 1,
    label: labelOf(question, index),
    settings,
    ...attempt(index, () =>
      trackOf(question, { criteria, traffic }, { settings, scenario: { ...planned, cluster } }),
    ),
  }));
  refuseIf(unpricedIn(question, entrants));
  return { criteria, traffic, entrants };
}

type Surroundings = Omit<Prepared, "entrants">;
type Found = Pick<Entrant, "track" | "ruledOut">;

function trackOf(
  { spec, objective }: PlanQuestion,
  { criteria, traffic }: Surroundings,
  candidate: Candidate,
): Found {
  const { engines, prices, tolerance } = spec;
  const contender = new Contender(candidate, { traffic, criteria, pool: engines.pool, prices });
  if (contender.impossible !== null) return { ruledOut: contender.impossible };
  const { rate, requests, course } = traffic;
  const lasting = course === "steady";
  const terms = { objective, rate, engines, tolerance, requests, lasting };
  return { track: new Track(contender, terms) };
}

/** A machine that does not allow something rules its candidate out; a wrong name is a mistake. */
function attempt(index: number, make: () => Found): Found {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ScenarioProblems)) throw error;
    const { problems } = error;
    if (problems.some(({ choices }) => choices !== undefined))
      throw new CandidateProblems(problems, index);
    const { path, message } = problems[0]!;
    return { ruledOut: `${path.at(-1)} ${message.split("\n")[0]}` };
  }
}

/** Its GPU, and its values where candidates differ. */
function labelOf({ candidates, spec }: PlanQuestion, index: number): string {
  const { settings, scenario } = candidates[index]!;
  const differing = settings.filter(({ path, value }) =>
    candidates.some((other) =>
      other.settings.some((its) => its.path === path && its.value !== value),
    ),
  );
  const gpu = `cluster.pools.${spec.engines.pool}.gpu`;
  const told = differing.map(({ path, value }) => {
    const key = path.split(".").at(-1)!;
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    return path === gpu || key === "model" ? text : `${key} ${text}`;
  });
  const isTold = differing.some(({ path }) => path === gpu);
  return [...(isTold ? [] : [scenario.cluster.pools[spec.engines.pool]!.gpu]), ...told].join(", ");
}

function problemsOf(
  { objective, spec, candidates }: PlanQuestion,
  { criteria, traffic }: Surroundings,
): Problem[] {
  const { pools } = candidates[0]!.scenario.cluster;
  const { pool } = spec.engines;
  const problems: Problem[] = [];
  if (criteria.length === 0)
    problems.push({ path: ["plan", "slo"], message: "is missing, and the scenario has no slo" });
  if (pool >= pools.length)
    problems.push({
      path: ["plan", "engines", "pool"],
      value: pool,
      message: `is no pool: there are ${pools.length}, from 0`,
    });
  if (objective === "max-rate" && traffic.rate === undefined)
    problems.push({
      path: ["workload"],
      message: "has no rate that could be raised: max-rate needs open arrivals",
    });
  return problems;
}

function unpricedIn({ objective }: PlanQuestion, entrants: readonly Entrant[]): Problem[] {
  if (objective !== "min-cost") return [];
  const names = new Set(entrants.flatMap(({ track }) => track?.contender.unpriced ?? []));
  if (names.size === 0) return [];
  const message = `lacks a price for ${[...names].join(", ")}: give one, or look for min-gpus`;
  return [{ path: ["plan", "prices"], message }];
}

/** The workload to plan for. Throws `ScenarioProblems` where it has no rate to change. */
function workloadOf(scenario: Scenario, spec: PlanSpec, files?: Files): Scenario["workload"] {
  const workload = plannedWorkload(scenario, spec, files);
  if (workload !== undefined) return workload;
  const key = spec.request_rate === undefined ? "rate_scale" : "request_rate";
  const message = "cannot be set: the workload has no rate (a closed loop, or all at once)";
  throw new ScenarioProblems([{ path: ["plan", key], value: spec[key], message }]);
}

function refuseIf(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ScenarioProblems(problems);
}
