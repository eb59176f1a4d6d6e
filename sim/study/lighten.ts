/**
 * A tenth less load: the same requests in the same order, further apart.
 *
 * In an open loop every arrival is stretched by 1/0.9, with the same draws, and so is the end of
 * arrivals; in a closed loop a tenth of the clients, at least one, stays away.
 */
import { onGrid } from "../kernel/time.ts";
import type { Scenario } from "../scenario/schema.ts";

type Workload = Scenario["workload"];
type Arrivals = Workload["arrivals"];
type Process = Arrivals["process"];
type ArrivalsOf<P extends Process> = Extract<Arrivals, { process: P }>;

/** Of the load: what is left of it. */
const LESS = 0.9;

/** The workload under less load, and how in words; or why there cannot be less. */
export function lightened(
  workload: Workload,
): { workload: Workload; change: string } | { reason: string } {
  const { arrivals, duration } = workload;
  if (arrivals.process === "closed") {
    const clients = arrivals.max_concurrency;
    if (clients === 1) return { reason: "one client cannot ask less" };
    const fewer = Math.floor((clients * 9) / 10);
    return {
      workload: { ...workload, arrivals: { ...arrivals, max_concurrency: fewer } },
      change: `clients ${clients} → ${fewer}`,
    };
  }
  if ("request_rate" in arrivals && arrivals.request_rate === Number.POSITIVE_INFINITY)
    return { reason: "requests that come all at once cannot come later" };
  return {
    workload: {
      ...workload,
      arrivals: stretched(arrivals),
      // On the grid, as arrivals are: one that came just at the end must not slip in.
      ...(duration !== undefined && { duration: onGrid(duration / LESS) }),
    },
    change: "load −10 %",
  };
}

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
  closed: (arrivals) => arrivals,
  trace: (arrivals) => ({ ...arrivals, rate_scale: LESS * arrivals.rate_scale }),
};
