/**
 * Classes apart: a fleet for each class instead of one for all, planned by itself and added up.
 *
 * One fleet needs fewer engines for the peaks of all together; of two each can be what its class
 * needs, and no class waits for another.
 */
import { ScenarioProblems } from "../../cluster/scenario-problems.ts";
import type { Files } from "../../workload/source.ts";
import { costs } from "./answer.ts";
import type { PlanQuestion } from "./entrants.ts";
import type { Plan, PlanOptions } from "./plan.ts";
import { plannedWorkload } from "./plan-traffic.ts";
import { ofClass } from "./traffic.ts";

export interface Apart {
  /** In the order of the scenario. */
  classes: { name: string; plan: Plan }[];
  /** Of all fleets; null where that of some class was not found. */
  gpus: number | null;
  /** US dollars. */
  cost_per_hour: number | null;
  cost_per_month: number | null;
  /** Whether this is better than one fleet for all: cheaper, or with fewer GPUs. */
  better: boolean;
}

/** The question about each class. Throws `ScenarioProblems` where they cannot be told apart. */
export function questionsApart(question: PlanQuestion, files?: Files) {
  const { spec, candidates, objective } = question;
  const refuse = (message: string): never => {
    throw new ScenarioProblems([{ path: ["plan", "fleets"], value: spec.fleets, message }]);
  };
  if (objective === "max-rate") refuse("is about cost or GPUs: max-rate looks at one fleet");
  const [{ scenario }] = candidates as [PlanQuestion["candidates"][number]];
  const workload = plannedWorkload(scenario, spec, files) ?? scenario.workload;
  const { classes = [] } = workload;
  if (classes.length < 2) refuse("needs two classes or more");
  const { request_rate: _, rate_scale: __, ...rest } = spec;
  return classes.map(({ name, slo }, index) => {
    if (slo === undefined && scenario.slo === undefined && spec.slo === undefined)
      refuse(`cannot hold class ${name} to anything: it has no slo`);
    const alone =
      ofClass(workload, index) ??
      refuse(
        `cannot tell class ${name} apart: give it arrivals of its own, or Poisson ones to all`,
      );
    return {
      name,
      question: {
        objective,
        spec: { ...rest, fleets: "one" as const },
        candidates: candidates.map((candidate) => ({
          ...candidate,
          scenario: { ...candidate.scenario, workload: alone },
        })),
      },
    };
  });
}

/** Plans each class by itself. */
export async function planApart(
  question: PlanQuestion,
  together: Pick<Plan, "answer">,
  { options, make }: { options: PlanOptions; make(question: PlanQuestion): Promise<Plan> },
): Promise<Apart> {
  const classes: Apart["classes"] = [];
  for (const { name, question: alone } of questionsApart(question, options.files))
    classes.push({ name, plan: await make(alone) });
  const answers = classes.map(({ plan }) => plan.answer);
  if (answers.some((answer) => answer === null))
    return { classes, gpus: null, cost_per_hour: null, cost_per_month: null, better: false };
  const sum = (key: "gpus" | "cost_per_hour"): number =>
    answers.reduce((total, answer) => total + answer![key], 0);
  const key = question.objective === "min-gpus" ? "gpus" : "cost_per_hour";
  return {
    classes,
    gpus: sum("gpus"),
    ...costs(sum("cost_per_hour")),
    better: together.answer === null || sum(key) < together.answer[key],
  };
}
