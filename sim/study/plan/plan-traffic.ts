/** The traffic that a plan is made for: its requests, its rate, and how long a run of it is. */
import type { PlanSpec, Scenario, Slo } from "../../scenario/schema.ts";
import type { Files } from "../../workload/source.ts";
import { type Asked, askedOf } from "../bounds/asked.ts";
import { type Criterion, percentileObjectives } from "./criteria.ts";
import { atRate, type Course, courseOf, ofLength } from "./traffic.ts";

export interface PlanTraffic {
  course: Course;
  /** Requests a second, of all classes; undefined in closed loops and where all come at once. */
  rate: number | undefined;
  /** What the requests ask for, as far as it can be told without a run. */
  asked: Asked | undefined;
  percentiles: Slo[];
  /** Requests (a count) with which runs begin to be tried. */
  requests: number;
}

/** Requests whose lengths stand for those of all. */
const DRAWN = 20_000;
/** Requests of a run at least, and how many of them may miss where just enough are good. */
const LEAST_REQUESTS = 2000;
const MISSES = 30;

/** A workload at the rate that a plan asks for. Undefined where it has no rate to change. */
export function plannedWorkload(
  scenario: Scenario,
  { request_rate, rate_scale }: Pick<PlanSpec, "request_rate" | "rate_scale">,
  files?: Files,
): Scenario["workload"] | undefined {
  const { workload } = scenario;
  if (request_rate === undefined && rate_scale === undefined) return workload;
  const from = rateOf(scenario, files);
  if (from === undefined) return undefined;
  return atRate(workload, { from, to: request_rate ?? from * rate_scale! });
}

const rateOf = (scenario: Scenario, files?: Files): number | undefined =>
  courseOf(scenario.workload) === "closed" ? undefined : askedOf(scenario, files)?.rate;

/** @param scenario at the rate to plan for, under the plan's objectives */
export function trafficOf(
  scenario: Scenario,
  { slo, criteria, files }: { slo: PlanSpec["slo"]; criteria: readonly Criterion[]; files?: Files },
): PlanTraffic {
  const course = courseOf(scenario.workload);
  const workload = course === "episode" ? scenario.workload : ofLength(scenario.workload, DRAWN);
  const asked = askedOf({ ...scenario, workload }, files);
  const rarest = Math.min(...criteria.map((it) => 1 - it.asked).filter((misses) => misses > 0), 1);
  return {
    course,
    rate: course === "closed" ? undefined : asked?.rate,
    asked,
    percentiles: percentileObjectives(slo),
    requests: Math.max(LEAST_REQUESTS, Math.ceil(MISSES / rarest)),
  };
}
