/**
 * A workload of a few numbers that is like a recorded trace.
 *
 * Lengths become kinds of request (see `fit-kinds.ts`); arrivals become Poisson, at the mean rate
 * or at a rate in steps. What a fit loses is stated beside it, as distances.
 */
import type { Random } from "../../kernel/random.ts";
import type { Seconds } from "../../units.ts";
import { expectedIn } from "../../workload/piecewise.ts";
import type {
  JointMixtureSpec,
  LognormalByMedian,
  PiecewiseSpec,
  PoissonSpec,
} from "../../workload/spec.ts";
import type { LengthColumns, Trace } from "../../workload/trace.ts";
import {
  type Cumulative,
  distance,
  lognormalCumulative,
  meanOf,
  mixtureCumulative,
  percentileOf,
  recordedCumulative,
} from "./distribution.ts";
import { fitKinds, type LogNormal } from "./fit-kinds.ts";

/** A joint mixture whose parts are lognormals, as a fit gives it. */
export interface FittedLengths extends JointMixtureSpec {
  components: {
    weight: number;
    prompt_tokens: LognormalByMedian;
    output_tokens: LognormalByMedian;
  }[];
}

/** Kinds of request with rounded figures; no request is longer than the longest recorded. */
export function fitLengths(lengths: LengthColumns, kinds: number, random: Random): FittedLengths {
  const longest = { prompt: longestOf(lengths.prompt), output: longestOf(lengths.output) };
  const components = fitKinds(lengths, kinds, random).kinds.map((kind) => ({
    weight: rounded(kind.weight, 3),
    prompt_tokens: lognormalSpec(kind.prompt, longest.prompt),
    output_tokens: lognormalSpec(kind.output, longest.output),
  }));
  return { distribution: "mixture", components };
}

const lognormalSpec = ({ mu, sigma }: LogNormal, max: number): LognormalByMedian => ({
  distribution: "lognormal",
  median: Math.round(Math.exp(mu)),
  sigma: rounded(sigma, 3),
  max,
});

/** Poisson at the mean rate: the likeliest, if the rate is held. */
export const fitPoisson = ({ arrival }: Trace): PoissonSpec => ({
  process: "poisson",
  request_rate: rounded(arrival.length / arrival[arrival.length - 1]!, 2),
});

/** Poisson in steps of this width, each at the rate of its own arrivals. */
export function fitSteps({ arrival }: Trace, width: Seconds): PiecewiseSpec {
  const end = arrival[arrival.length - 1]!;
  const counts = new Array<number>(Math.floor(end / width) + 1).fill(0);
  for (const at of arrival) counts[Math.floor(at / width)]! += 1;
  const segments = counts.map((count, step) => {
    const duration = rounded(Math.min(width, end - step * width), 1);
    return { duration, request_rate: rounded(count / duration, 2) };
  });
  return { process: "piecewise", segments, repeat: false };
}

/** What matters of one length, recorded and fitted. */
export interface Likeness {
  /** Kolmogorov and Smirnov's D. */
  distance: number;
  recorded: LengthFigures;
  fitted: LengthFigures;
}

export interface LengthFigures {
  mean: number;
  p50: number;
  p90: number;
  p99: number;
}

/** How like the recorded lengths the fitted ones are, on one side. */
export function likeness(
  lengths: LengthColumns,
  fit: FittedLengths,
  side: "prompt" | "output",
): Likeness {
  const longest = longestOf(lengths[side]);
  const recorded = recordedCumulative(lengths[side]);
  const fitted = mixtureCumulative(
    fit.components.map((component) => ({
      weight: component.weight,
      of: lognormalCumulative(component[`${side}_tokens`]),
    })),
  );
  return {
    distance: distance(recorded, fitted, longest),
    recorded: figures(recorded, longest),
    fitted: figures(fitted, longest),
  };
}

const figures = (cumulative: Cumulative, longest: number): LengthFigures => ({
  mean: meanOf(cumulative, longest),
  p50: percentileOf(cumulative, 0.5),
  p90: percentileOf(cumulative, 0.9),
  p99: percentileOf(cumulative, 0.99),
});

/**
 * How far gaps are from a Poisson process of this rate: under it, the requests expected between
 * one arrival and the next are exponential with mean 1 (the time-rescaling theorem). D again.
 */
export function gapDistance({ arrival }: Trace, spec: PoissonSpec | PiecewiseSpec): number {
  const expected = expectedBy(spec);
  const gaps = arrival.slice(1).map((at, row) => expected(at) - expected(arrival[row]!));
  gaps.sort();
  let most = 0;
  gaps.forEach((gap, rank) => {
    const cumulative = 1 - Math.exp(-gap);
    const above = (rank + 1) / gaps.length - cumulative;
    most = Math.max(most, above, cumulative - rank / gaps.length);
  });
  return most;
}

/** Requests expected up to an instant. */
function expectedBy(spec: PoissonSpec | PiecewiseSpec): (at: Seconds) => number {
  if (spec.process === "poisson") return (at) => at * spec.request_rate;
  return (at) => {
    let left = at;
    let count = 0;
    for (const segment of spec.segments) {
      const duration = Math.min(left, segment.duration);
      count += expectedIn({ duration, request_rate: segment.request_rate });
      left -= duration;
    }
    return count;
  };
}

/** Pearson's correlation of prompt and output. */
export function correlation({ prompt, output }: LengthColumns): number {
  const meanPrompt = average(prompt);
  const meanOutput = average(output);
  let both = 0;
  let prompts = 0;
  let outputs = 0;
  for (let row = 0; row < prompt.length; row++) {
    const x = prompt[row]! - meanPrompt;
    const y = output[row]! - meanOutput;
    both += x * y;
    prompts += x * x;
    outputs += y * y;
  }
  return both / Math.sqrt(prompts * outputs);
}

const average = (column: Int32Array): number => {
  let sum = 0;
  for (const value of column) sum += value;
  return sum / column.length;
};

const longestOf = (column: Int32Array): number => {
  let longest = 0;
  for (const value of column) longest = Math.max(longest, value);
  return longest;
};

/** The nearest number with so many decimals. */
const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));
