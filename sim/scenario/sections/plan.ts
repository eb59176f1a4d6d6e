/**
 * The plan's section: what `rooflight plan` looks for, under which objectives, for which traffic
 * and among which candidates. A run leaves it alone.
 */
import { z } from "zod";
import { choice, count, duration, MOST, number, refuse, share } from "../fields.ts";
import { type Slo, sloSchema } from "./slo.ts";

export const planObjectives = ["min-cost", "min-gpus", "max-rate"] as const;
export type PlanObjective = (typeof planObjectives)[number];

/** Latencies of which a request has one, and the percentiles that may be asked of them. */
export const plannedMetrics = ["ttft", "tpot", "e2el"] as const;
export const plannedPercentiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, "p99.9": 0.999 };

const names = {
  ttft: "time to first token",
  tpot: "mean time between output tokens",
  e2el: "end-to-end latency",
};

export type PercentileKey = `${keyof typeof plannedPercentiles}_${(typeof plannedMetrics)[number]}`;

/** `p99_ttft` and the like: that percentile of all requests, refused ones counted as too late. */
const percentiles = Object.fromEntries(
  Object.keys(plannedPercentiles).flatMap((percentile) =>
    plannedMetrics.map((metric) => [
      `${percentile}_${metric}`,
      duration(`Highest ${percentile} of the ${names[metric]}, over all requests.`, {
        usual: [0.005, 100],
        log: true,
        above: 0,
      }).exactOptional(),
    ]),
  ),
) as Record<PercentileKey, z.ZodExactOptional<ReturnType<typeof duration>>>;

const planSlo = z
  .strictObject({ ...sloSchema.shape, ...percentiles })
  .superRefine(({ share: _, ...objectives }, context) => {
    if (Object.keys(objectives).length === 0)
      refuse(
        context,
        [],
        "states no objective: give ttft, tpot, itl, e2el or p99_ttft and the like",
      );
  })
  .meta({
    description:
      "Objectives in the place of the scenario's: bounds that a share of requests must meet, " +
      "percentiles, or both.",
  });

/** Objectives of a plan, times in seconds. */
export type PlanSlo = Slo & { [K in PercentileKey]?: number };

const enginesSchema = z
  .strictObject({
    pool: count("The pool, from 0, of which engines are counted.", {
      usual: [0, 3],
      min: 0,
    }).default(0),
    min: count("Fewest engines.", { unit: "engines", usual: [1, 64], max: MOST.engines }).default(
      1,
    ),
    max: count("Most engines.", { unit: "engines", usual: [1, 256], max: MOST.engines }).default(
      256,
    ),
  })
  .superRefine(({ min, max }, context) => {
    if (min > max) refuse(context, ["min"], `is more than max, ${max}`, min);
  })
  .meta({ description: "How many engines a fleet may have; as many as needed are found." });

const candidatesSchema = z
  .record(z.string(), z.array(z.unknown()).min(1))
  .superRefine((candidates, context) => {
    for (const path of Object.keys(candidates)) {
      const [first = ""] = path.split(".");
      if (path.split(".").some((step) => step.trim() === ""))
        refuse(context, [path], "is no path such as cluster.pools.0.gpu");
      else if (first !== "cluster")
        refuse(context, [path], "is no setting of the cluster, such as cluster.pools.0.gpu");
    }
  })
  .meta({
    description:
      "Values to choose from, by the path of the setting: cluster.pools.0.gpu: [L40S, " +
      "H100-SXM-80GB]. Every combination is a candidate.",
  });

export const planSchema = z
  .strictObject({
    objective: choice(
      "What is looked for: the cheapest fleet, the one with the fewest GPUs, or the highest rate " +
        "that a fleet holds. --for goes before it.",
      planObjectives,
    ).default("min-cost"),
    slo: planSlo.exactOptional(),
    request_rate: number("Arrivals to plan for, of all classes, in the place of the scenario's.", {
      unit: "requests/s",
      usual: [0.1, 1000],
      log: true,
      above: 0,
      max: MOST.rate,
    }).exactOptional(),
    rate_scale: number("How much faster than in the scenario requests come.", {
      unit: "times",
      usual: [0.1, 10],
      log: true,
      above: 0,
      max: MOST.factor,
    }).exactOptional(),
    candidates: candidatesSchema.default({}),
    engines: enginesSchema.prefault({}),
    fleets: choice(
      "Whether one fleet serves all classes, or whichever is the cheaper: one for all, or one " +
        "for each.",
      ["one", "cheaper"],
    ).default("one"),
    prices: z
      .record(z.string(), z.number().min(0).max(MOST.factor))
      .meta({ description: "USD for one GPU for an hour, by its name, before list prices." })
      .default({}),
    confidence: share("How sure each verdict is: one in twenty at 0.95 may be wrong.", {
      usual: [0.9, 0.99],
      min: 0.5,
      max: 0.9999,
    }).default(0.95),
    tolerance: number("How closely a highest rate is found, relative to it.", {
      usual: [0.01, 0.1],
      log: true,
      min: 0.001,
      max: 0.5,
    }).default(0.02),
  })
  .superRefine(({ request_rate, rate_scale }, context) => {
    if (request_rate !== undefined && rate_scale !== undefined)
      refuse(context, ["rate_scale"], "stands beside request_rate: keep one", rate_scale);
  })
  .meta({ description: "What `rooflight plan` looks for; a run leaves it alone." });

export type PlanSpec = z.output<typeof planSchema>;
