/**
 * Rooflight: a discrete-event simulator of LLM serving clusters.
 *
 * The public surface. It runs unchanged in Node, in a worker and in a browser: no clock, no file,
 * no terminal.
 */

import { ScenarioProblems } from "./cluster/scenario-problems.ts";
import { checkScenario } from "./scenario/check.ts";
import type { Scenario, ScenarioInput } from "./scenario/schema.ts";
import { type Result, Simulation, type SimulationOptions } from "./simulation.ts";
import {
  type ReplicateOptions,
  type Replications,
  runReplications,
} from "./study/replications/replicate.ts";
import { askWhy, type WhyOptions } from "./study/why/study.ts";
import type { Why } from "./study/why/why.ts";

/**
 * Runs a scenario to its end.
 *
 * @param scenario as it stands in a file: quantities as numbers in SI or as `"50 ms"`.
 * @throws ScenarioProblems with everything that is wrong with it.
 */
export const simulate = (scenario: ScenarioInput, options: SimulationOptions = {}): Result =>
  new Simulation(right(scenario), options).run().result();

/**
 * Runs a scenario `n` times, each time with other random numbers, and gives its figures with their
 * 95 % intervals.
 *
 * @throws ScenarioProblems with everything that is wrong with it.
 */
export const replicate = async (
  scenario: ScenarioInput,
  n: number,
  options: ReplicateOptions = {},
): Promise<Replications> => runReplications(right(scenario), n, options);

/**
 * Which limit binds: runs a scenario as it is, and again with each limit eased by a tenth.
 *
 * `WhyStudy` does the same a few events at a time.
 *
 * @throws ScenarioProblems with everything that is wrong with it.
 */
export const why = (scenario: ScenarioInput, options: WhyOptions = {}): Why =>
  askWhy(right(scenario), options);

function right(written: ScenarioInput): Scenario {
  const { scenario, problems } = checkScenario(written);
  if (scenario === undefined) throw new ScenarioProblems(problems);
  return scenario;
}

// Scenarios: read, checked, and told what is wrong with them.

export { ScenarioProblems } from "./cluster/scenario-problems.ts";
export { type Change, changedText } from "./scenario/changed-text.ts";
export { checkEngine, checkScenario } from "./scenario/check.ts";
export { type JsonSchema, scenarioJsonSchema } from "./scenario/json-schema.ts";
export { type JsonText, readJson } from "./scenario/json-text.ts";
export {
  type FurtherChange,
  type LoadedScenario,
  type LoadOptions,
  loadScenario,
  type VariedScenario,
} from "./scenario/load.ts";
export {
  describe,
  type Located,
  type Path,
  type Place,
  type Problem,
  ScenarioError,
} from "./scenario/problem.ts";
export {
  type EngineSettings,
  type Scenario,
  type ScenarioInput,
  scenarioSchema,
} from "./scenario/schema.ts";
export { arrivalsIn, jointLengthsIn, type Said } from "./workload/class-spec.ts";
export type { Files } from "./workload/source.ts";
export { TraceError } from "./workload/trace.ts";
export { WorkloadError } from "./workload/workload-error.ts";

// A run: a cluster that goes on event by event, and what it comes to.

export type { ClassFigures, TenantFigures } from "./observe/class-figures.ts";
export type { Usage } from "./observe/figures.ts";
export { isQueueLimit, type Limit } from "./observe/limits.ts";
export type { Gap, LightFigures, SpeedOfLight } from "./observe/speed-of-light.ts";
export type { Stability } from "./observe/stability.ts";
export type { SteadyPart } from "./observe/steady.ts";
export type { Figures, Summary } from "./observe/summary.ts";
export type { Verdict } from "./observe/verdict.ts";
export { type Result, Simulation, type SimulationOptions } from "./simulation.ts";

// Routers of one's own.

export { brokenPromises } from "./cluster/router/contract.ts";
export type {
  Arrival,
  ClusterView,
  Router,
  RouterBuilder,
  RouterParts,
} from "./cluster/router/router.ts";
export type { EngineView } from "./engine/view.ts";

// Probes: what may watch a run, and what such watchers write.

export { type Cause, type Cost, causes, type StepShape } from "./cost/cost.ts";
export { type Part, parts, type Wait, waits } from "./engine/ledger.ts";
export * from "./engine/order/index.ts";
export type { Step } from "./engine/step.ts";
export { Audit } from "./observe/audit.ts";
export { ChromeTrace, type ChromeTraceOptions } from "./observe/chrome-trace/chrome-trace.ts";
export type { Placement } from "./observe/open-metrics/exposition.ts";
export {
  OpenMetrics,
  type OpenMetricsOptions,
  type OpenMetricsText,
} from "./observe/open-metrics/open-metrics.ts";
export { blind, type Probe } from "./observe/probe.ts";
export { RequestTable } from "./observe/request-table.ts";
export { Timeline, type TimelineColumn, timelineColumns } from "./observe/timeline.ts";

// Recordings: a run as columns, and what a replay of it tells.

export * from "./recording/index.ts";

// Studies: many runs, and bounds that need none.

export * from "./study/bounds/index.ts";
export * from "./study/compare/index.ts";
export * from "./study/jobs/index.ts";
export * from "./study/plan/index.ts";
export type { Interval } from "./study/replications/interval.ts";
export {
  type Replica,
  type ReplicateOptions,
  type Replications,
  runReplications,
} from "./study/replications/replicate.ts";
export {
  type ReplicatedFigure,
  replicatedFigures,
} from "./study/replications/replicated-figures.ts";
export * from "./study/sweep/index.ts";
export { type Relaxation, relaxations } from "./study/why/relax.ts";
export {
  type Gains,
  type Outcome,
  type Remedy,
  relativeChange,
} from "./study/why/remedy.ts";
export { type WhyOptions, WhyStudy } from "./study/why/study.ts";
export type { LeftOut, Why } from "./study/why/why.ts";

// Explanations: a step, a GPU's memory, what there is to choose from, a scenario to start from.

export { type EngineMachine, machineOf } from "./cluster/machine-of.ts";
export * from "./explain/index.ts";
export { type Policy, policies } from "./scenario/policies.ts";

// Machines and models.

export * from "./machine/index.ts";

// Quantities.

export * from "./units.ts";
