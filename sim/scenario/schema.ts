/**
 * The scenario: everything that a run depends on, in one document.
 *
 * This schema is the only place that says what may stand in it: the types, the defaults, the
 * descriptions in editors and the sliders of the page all come from here. Each section has its
 * own file.
 */
import { z } from "zod";
import { count, text } from "./fields.ts";
import { clusterSchema } from "./sections/cluster.ts";
import { planSchema } from "./sections/plan.ts";
import { sloSchema } from "./sections/slo.ts";
import { sweepSchema } from "./sections/sweep.ts";
import { variantsSchema } from "./sections/variants.ts";
import { workloadSchema } from "./sections/workload.ts";

export const scenarioSchema = z
  .strictObject({
    name: text("What the scenario is called."),
    description: text("What it shows, in a sentence.").exactOptional(),
    seed: count("Seed of every random draw; the same seed gives the same bytes.", {
      usual: [1, 100],
      min: 0,
    }).default(1),
    workload: workloadSchema,
    cluster: clusterSchema,
    slo: sloSchema.exactOptional(),
    variants: variantsSchema.exactOptional(),
    sweep: sweepSchema.exactOptional(),
    plan: planSchema.exactOptional(),
  })
  .meta({ title: "Rooflight scenario", description: "Everything that a run depends on." });

/** A scenario as the simulator takes it: checked, in SI, defaults filled in. */
export type Scenario = z.output<typeof scenarioSchema>;

/** A scenario as it is written. */
export type ScenarioInput = z.input<typeof scenarioSchema>;

export type { ClusterSpec, PoolSpec, RouterPolicy, RouterSpec } from "./sections/cluster.ts";
export { routerPolicies } from "./sections/cluster.ts";
export type { EngineSettings } from "./sections/engine.ts";
export type {
  PercentileKey,
  PlanObjective,
  PlanSlo,
  PlanSpec,
} from "./sections/plan.ts";
export type { Slo } from "./sections/slo.ts";
export { setsNothing, type VariantSpec } from "./sections/variants.ts";
