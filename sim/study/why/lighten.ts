/**
 * A tenth less load: the same requests in the same order, further apart.
 *
 * In an open loop every arrival is stretched by 1/0.9, with the same draws, and so is the end of
 * arrivals; in a closed loop a tenth of the clients, at least one, stays away.
 */
import { onGrid } from "../../kernel/time.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { arrivalsIn } from "../../workload/class-spec.ts";

type Workload = Scenario["workload"];
type Arrivals = NonNullable<Workload["arrivals"]>;
type Process = Arrivals["process"];
type ArrivalsOf<P extends Process> = Extract<Arrivals, { process: P }>;

/** Of the load: what is left of it. */
const LESS = 0.9;

/** The workload under less load, and how in words; or why there cannot be less. */
export function lightened(
  workload: Workload,
): { workload: Workload; change: string } | { reason: string } {
  const all = arrivalsIn(workload).map(({ spec }) => spec as Arrivals);
  const clients = all.flatMap((spec) => (spec.process === "closed" ? spec.max_concurrency : []));
  const isClosed = clients.length === all.length;
  if (isClosed && clients.every((count) => count === 1))
    return {
      reason:
        clients.length === 1 ? "one client cannot ask less" : "single clients cannot ask less",
    };
  if (all.some((spec) => "request_rate" in spec && spec.request_rate === Number.POSITIVE_INFINITY))
    return { reason: "requests that come all at once cannot come later" };
  const { arrivals, classes, duration } = workload;
  return {
    workload: {
      ...workload,
      ...(arrivals && { arrivals: stretched(arrivals) }),
      ...(classes && {
        classes: classes.map((kind) => ({
          ...kind,
          ...(kind.arrivals && { arrivals: stretched(kind.arrivals) }),
        })),
      }),
      // On the grid, as arrivals are: one that came just at the end must not slip in.
      ...(duration !== undefined && !isClosed && { duration: onGrid(duration / LESS) }),
    },
    change: isClosed ? `clients ${sum(clients)} → ${sum(clients.map(fewer))}` : "load −10 %",
  };
}

/** A tenth of the clients less, and at least one; the last one stays. */
const fewer = (clients: number): number => Math.max(1, Math.floor((clients * 9) / 10));

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count);

const stretched = <P extends Process>(arrivals: ArrivalsOf<P>): Arrivals => {
  const stretch: (arrivals: ArrivalsOf<P>) => Arrivals = stretches[arrivals.process as P];
  return stretch(arrivals);
};

const slower = <A extends { request_rate: number }>(arrivals: A): A => ({
  ...arrivals,
  request_rate: LESS * arrivals.request_rate,
});

const stretches: { readonly [P in Process]: (arrivals: ArrivalsOf<P>) => Arrivals } = {
  constant: slower,
  poisson: slower,
  gamma: slower,
  piecewise: (arrivals) => ({
    ...arrivals,
    segments: arrivals.segments.map(({ duration, request_rate, ramp_to }) => ({
      duration: duration / LESS,
      request_rate: LESS * request_rate,
      ...(ramp_to !== undefined && { ramp_to: LESS * ramp_to }),
    })),
  }),
  closed: (arrivals) => ({ ...arrivals, max_concurrency: fewer(arrivals.max_concurrency) }),
  trace: (arrivals) => ({ ...arrivals, rate_scale: LESS * arrivals.rate_scale }),
};
