/**
 * What a workload is made of, in words: when requests arrive, how many, and how long they are.
 *
 * The keys are those of a scenario file; quantities are SI here. An absent key may also be
 * `undefined`, so that what a schema validated fits without copying.
 */
import type { Seconds, Tokens } from "../units.ts";
import type { ClassSpec } from "./class-spec.ts";

export interface WorkloadSpec {
  /** Absent only where every class has its own. */
  arrivals?: ArrivalsSpec | undefined;
  /** Ends after this many requests. */
  num_prompts?: number | undefined;
  /** Nothing arrives at or after this instant. With `num_prompts`, what comes first ends it. */
  duration?: Seconds | undefined;
  /** At the end of arrivals: finish what is in flight, or cut it and count it as unfinished. */
  drain: "finish" | "cut";
  /** Of each prompt; replaces the column of a trace. */
  prompt_tokens?: LengthSpec | undefined;
  /** Of each output; replaces the column of a trace. */
  output_tokens?: LengthSpec | undefined;
  /** Prompt and output drawn together; stands instead of the two above. */
  lengths?: JointLengthsSpec | undefined;
  /** Absent: all requests are alike, or the trace says what they are. */
  classes?: readonly ClassSpec[] | undefined;
}

export type ArrivalsSpec =
  | ConstantSpec
  | PoissonSpec
  | GammaSpec
  | PiecewiseSpec
  | ClosedSpec
  | TraceSpec;

/** Evenly spaced, the first at 0. */
export interface ConstantSpec {
  process: "constant";
  /** Requests a second; `Infinity`: all at once, at 0. */
  request_rate: number;
}

/** Independent of one another: exponential gaps. */
export interface PoissonSpec {
  process: "poisson";
  /** Requests a second; `Infinity`: all at once, at 0. */
  request_rate: number;
}

/** Gamma gaps, as `vllm bench serve` draws them. */
export interface GammaSpec {
  process: "gamma";
  /** Requests a second; `Infinity`: all at once, at 0. */
  request_rate: number;
  /** The gamma's shape: 1 is Poisson, below it bursts, above it regularity. */
  burstiness: number;
}

/** Poisson with a rate that changes over time. */
export interface PiecewiseSpec {
  process: "piecewise";
  /** One after another, from 0. */
  segments: readonly RateSegment[];
  /** Starts again after the last segment (a day, say); otherwise arrivals end there. */
  repeat: boolean;
}

export interface RateSegment {
  duration: Seconds;
  /** Requests a second at the start of the segment; 0 is a pause. */
  request_rate: number;
  /** Requests a second at its end, reached linearly; absent: the rate holds. */
  ramp_to?: number | undefined;
}

/** Clients that wait for their answer, think, and ask again. */
export interface ClosedSpec {
  process: "closed";
  /** Clients; each has at most one request in flight. All ask at 0. */
  max_concurrency: number;
  /** From the end of a request to its client's next. */
  think_time: Seconds;
}

/** Arrivals, and what the workload leaves unsaid of each request, from a recorded file. */
export interface TraceSpec {
  process: "trace";
  file: string;
  /** Absent: told by the header or the first line. */
  format?: TraceFormat | undefined;
  /** 2 replays twice as fast. */
  rate_scale: number;
  /** Begins at this instant of the recording, which becomes 0. */
  start: Seconds;
  /** At most this many rows of the recording. */
  limit?: number | undefined;
  /** Passes over those rows, one mean gap apart: 1 plays them once. */
  repeat: number;
}

/** `plain` reads our own requests.csv too, `mooncake` both objects and compact arrays. */
export type TraceFormat = "plain" | "azure" | "vidur" | "splitwise" | "burstgpt" | "mooncake";

/** Lengths in tokens, whole and at least 1. */
export type LengthSpec = SimpleLengthSpec | MixtureSpec;

export type SimpleLengthSpec = FixedSpec | UniformSpec | NormalSpec | LognormalSpec | ZipfSpec;

export interface FixedSpec {
  distribution: "fixed";
  tokens: Tokens;
}

/** Every whole number from `min` to `max`, both included. */
export interface UniformSpec {
  distribution: "uniform";
  min: Tokens;
  max: Tokens;
}

/** Rounded, then clipped to `min` … `max`. */
export interface NormalSpec {
  distribution: "normal";
  mean: Tokens;
  std: Tokens;
  min?: Tokens | undefined;
  max?: Tokens | undefined;
}

/** exp of a normal, rounded, then clipped to `min` … `max`; given by mean and std or by median. */
export type LognormalSpec = LognormalByMean | LognormalByMedian;

export interface LognormalByMean {
  distribution: "lognormal";
  /** Of the lengths themselves, before rounding and clipping. */
  mean: Tokens;
  std: Tokens;
  min?: Tokens | undefined;
  max?: Tokens | undefined;
}

export interface LognormalByMedian {
  distribution: "lognormal";
  median: Tokens;
  /** Standard deviation of the logarithm. */
  sigma: number;
  min?: Tokens | undefined;
  max?: Tokens | undefined;
}

/** Weight k^−exponent for each k from `min` to `max`. */
export interface ZipfSpec {
  distribution: "zipf";
  exponent: number;
  min: Tokens;
  max: Tokens;
}

/** One of several distributions, each as often as its weight says; they need not sum to 1. */
export interface MixtureSpec {
  distribution: "mixture";
  components: readonly MixtureComponent[];
}

export type MixtureComponent = SimpleLengthSpec & { weight: number };

/** Prompt and output drawn together, which keeps how they depend on one another. */
export type JointLengthsSpec = EmpiricalSpec | JointMixtureSpec;

/** Rows of a file, drawn with replacement. */
export interface EmpiricalSpec {
  distribution: "empirical";
  /** Columns `prompt_tokens,output_tokens`, or any trace (its arrivals are not read). */
  file: string;
  format?: TraceFormat | undefined;
}

/** Kinds of request: a long prompt may go with a short answer. */
export interface JointMixtureSpec {
  distribution: "mixture";
  components: readonly JointComponent[];
}

export interface JointComponent {
  /** Relative to the others; they need not sum to 1. */
  weight: number;
  prompt_tokens: LengthSpec;
  output_tokens: LengthSpec;
}
