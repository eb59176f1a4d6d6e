/**
 * Traffic: the same requests at another rate, more of them, or one after another.
 *
 * Lengths and the shape of arrivals stay what they are, so that settings are tried under the same
 * requests whatever the rate.
 */
import type { Scenario } from "../../scenario/schema.ts";
import { arrivalsIn } from "../../workload/class-spec.ts";

type Workload = Scenario["workload"];
type Arrivals = NonNullable<Workload["arrivals"]>;

/**
 * `steady`: at a rate that stays, so a run may be as long as it is needed; `closed`: clients that
 * wait for their answers; `episode`: a course of events with a beginning and an end.
 */
export type Course = "steady" | "closed" | "episode";

export function courseOf(workload: Workload): Course {
  const all = arrivalsIn(workload).map(({ spec }) => spec);
  if (all.some(({ process }) => process === "closed")) return "closed";
  const steady = all.every(
    (spec) => "request_rate" in spec && spec.request_rate < Number.POSITIVE_INFINITY,
  );
  return steady ? "steady" : "episode";
}

/** The workload as much faster as `to` is than `from`; closed loops have no rate to change. */
export function atRate(workload: Workload, { from, to }: { from: number; to: number }): Workload {
  if (from === to) return workload;
  const quickened = (arrivals: Arrivals): Arrivals => {
    if ("request_rate" in arrivals) {
      const rate = arrivals.request_rate;
      return { ...arrivals, request_rate: rate === from ? to : rate * (to / from) };
    }
    return timesFaster(arrivals, to / from);
  };
  const { arrivals, classes } = workload;
  return {
    ...workload,
    ...(arrivals && { arrivals: quickened(arrivals) }),
    ...(classes && {
      classes: classes.map((kind) =>
        kind.arrivals ? { ...kind, arrivals: quickened(kind.arrivals) } : kind,
      ),
    }),
  };
}

function timesFaster(arrivals: Arrivals, factor: number): Arrivals {
  if (arrivals.process === "trace")
    return { ...arrivals, rate_scale: arrivals.rate_scale * factor };
  if (arrivals.process !== "piecewise") return arrivals;
  // A busier day is as long as any other.
  const segments = arrivals.segments.map(({ duration, request_rate, ramp_to }) => ({
    duration,
    request_rate: request_rate * factor,
    ...(ramp_to !== undefined && { ramp_to: ramp_to * factor }),
  }));
  return { ...arrivals, segments };
}

/** The workload with so many requests, whatever ended it before. */
export function ofLength(workload: Workload, requests: number): Workload {
  const { duration: _, ...rest } = workload;
  return { ...rest, num_prompts: requests, drain: "finish" };
}

/**
 * The same requests from so many clients, each of which asks again at once. Undefined where lengths
 * or the mix of classes are in a recording, or depend on how fast requests are answered.
 */
export function fromClients(workload: Workload, clients: number): Workload | undefined {
  const all = arrivalsIn(workload).map(({ spec }) => spec);
  const { arrivals, classes } = workload;
  if (all.some(({ process }) => process === "trace")) return undefined;
  const closed: Arrivals = { process: "closed", max_concurrency: clients, think_time: 0 };
  if (classes === undefined || all.every((spec) => spec === arrivals))
    return { ...workload, arrivals: closed };
  const rates = classes.map((kind) => meanRate(kind.arrivals ?? arrivals) * (kind.share ?? 1));
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  if (!Number.isFinite(total)) return undefined;
  return {
    ...workload,
    arrivals: closed,
    classes: classes.map(({ arrivals: _, ...kind }, index) => ({
      ...kind,
      share: rates[index]! / total,
    })),
  };
}

/** Requests a second; NaN where that is not said. */
const meanRate = (arrivals: Arrivals | undefined): number =>
  arrivals && "request_rate" in arrivals ? arrivals.request_rate : Number.NaN;

/**
 * The workload of one class alone. Undefined where its requests cannot be told from those of
 * others without a run: of arrivals that are shared, only independent ones stay what they are when
 * some are taken away.
 */
export function ofClass(workload: Workload, index: number): Workload | undefined {
  const { arrivals, classes = [], ...rest } = workload;
  const { share, ...kind } = classes[index]!;
  if (kind.arrivals !== undefined) return { ...rest, classes: [kind] };
  if (arrivals?.process !== "poisson" || share === undefined) return undefined;
  const thinned = { ...arrivals, request_rate: arrivals.request_rate * share };
  return { ...rest, arrivals: thinned, classes: [{ ...kind, share: 1 }] };
}
