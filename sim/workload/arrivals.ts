/**
 * When requests arrive, whatever makes them.
 *
 * Times are exact here; the source puts them on the grid. A rate of `Infinity` needs no case of
 * its own: every gap is 0, so all arrive at once.
 */
import type { Stream } from "../kernel/random.ts";
import type { Seconds } from "../units.ts";
import { ClosedLoop } from "./closed-loop.ts";
import { createPiecewise } from "./piecewise.ts";
import type { ArrivalsSpec, ConstantSpec, GammaSpec, PoissonSpec, TraceSpec } from "./spec.ts";

export interface Arrivals {
  /** The next arrival, never before the one returned before; undefined when none is known. */
  next(): Seconds | undefined;
  /** A request ended at `now`. Open loops do not care. */
  ended?(now: Seconds): void;
}

/** All but a trace, which comes with its lengths: see `replay.ts`. */
export type MadeArrivalsSpec = Exclude<ArrivalsSpec, TraceSpec>;
type Process = MadeArrivalsSpec["process"];
type SpecOf<P extends Process> = Extract<MadeArrivalsSpec, { process: P }>;

const builders: { [P in Process]: (spec: SpecOf<P>, stream: Stream) => Arrivals } = {
  constant: createConstant,
  poisson: createPoisson,
  gamma: createGamma,
  piecewise: createPiecewise,
  closed: (spec) => new ClosedLoop(spec),
};

export function createArrivals<P extends Process>(spec: SpecOf<P>, stream: Stream): Arrivals {
  const build: (spec: SpecOf<P>, stream: Stream) => Arrivals = builders[spec.process as P];
  return build(spec, stream);
}

/** k / rate: multiplied, not summed, so that a long run does not drift. */
function createConstant({ request_rate }: ConstantSpec): Arrivals {
  let count = 0;
  return { next: () => count++ / request_rate };
}

/** Exponential gaps. Another rate stretches the same draws. */
function createPoisson({ request_rate }: PoissonSpec, stream: Stream): Arrivals {
  let at: Seconds = 0;
  return {
    next() {
      at += stream.exponential() / request_rate;
      return at;
    },
  };
}

/** Gamma gaps of shape `burstiness` and mean 1 / rate, as `vllm bench serve` has them. */
function createGamma(spec: GammaSpec, stream: Stream): Arrivals {
  const { burstiness, request_rate } = spec;
  const scale: Seconds = 1 / (request_rate * burstiness);
  let at: Seconds = 0;
  return {
    next() {
      at += stream.gamma(burstiness) * scale;
      return at;
    },
  };
}
