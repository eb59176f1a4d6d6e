import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findData } from "../../../sim/cli/files/data.ts";
import { createRandom } from "../../../sim/kernel/random.ts";
import {
  distance,
  lognormalCumulative,
  meanOf,
  mixtureCumulative,
  normalCumulative,
  percentileOf,
  recordedCumulative,
} from "../../../sim/study/workload/distribution.ts";
import {
  correlation,
  type FittedLengths,
  fitLengths,
  fitPoisson,
  fitSteps,
  gapDistance,
  likeness,
} from "../../../sim/study/workload/fit-workload.ts";
import { createSource } from "../../../sim/workload/source.ts";
import type { WorkloadSpec } from "../../../sim/workload/spec.ts";
import { type LengthColumns, readTrace, type Trace } from "../../../sim/workload/trace.ts";
import { asItWent, lengths as azureLengths, steady } from "./azure-conversation-2023.ts";

/** What a workload sends, as if it had been recorded. */
function record(spec: WorkloadSpec): Trace {
  const source = createSource(spec, createRandom(7), () => "");
  const [arrival, prompt, output]: [number[], number[], number[]] = [[], [], []];
  for (let next = source.next(); next; next = source.next()) {
    arrival.push(next.arrival);
    prompt.push(next.prompt);
    output.push(next.output);
  }
  return {
    arrival: Float64Array.from(arrival),
    prompt: Int32Array.from(prompt),
    output: Int32Array.from(output),
    priority: new Int32Array(arrival.length),
    remarks: [],
  };
}

const lognormal = (median: number, sigma: number) =>
  ({ distribution: "lognormal", median, sigma, max: 9000 }) as const;

/** Two kinds, far apart: a long prompt with a short answer, and the reverse. */
const twoKinds: FittedLengths = {
  distribution: "mixture",
  components: [
    { weight: 0.7, prompt_tokens: lognormal(2000, 0.1), output_tokens: lognormal(50, 0.3) },
    { weight: 0.3, prompt_tokens: lognormal(200, 0.5), output_tokens: lognormal(400, 0.2) },
  ],
};

describe("distributions", () => {
  test("the normal: a half at 0, 97.5 % at 1.96, 0.135 % three deviations below", () => {
    expect(normalCumulative(0)).toBeCloseTo(0.5, 6);
    expect(normalCumulative(1.959964)).toBeCloseTo(0.975, 6);
    expect(normalCumulative(-3)).toBeCloseTo(0.00135, 5);
  });

  test("a lognormal of median 10.5 has a half at 10, since 10.5 is rounded up", () => {
    const cumulative = lognormalCumulative({ distribution: "lognormal", median: 10.5, sigma: 1 });
    expect(cumulative(10)).toBeCloseTo(0.5, 6);
  });

  test("clipping leaves nothing below min and nothing above max", () => {
    const spec = { distribution: "lognormal", median: 10, sigma: 1, min: 5, max: 20 } as const;
    const cumulative = lognormalCumulative(spec);
    expect([cumulative(4), cumulative(20)]).toEqual([0, 1]);
    expect(cumulative(19)).toBeLessThan(0.9);
  });

  test("recorded lengths 1, 2, 2, 4 have mean 2.25, median 2 and a nine-tenths of 4", () => {
    const cumulative = recordedCumulative(Int32Array.of(2, 4, 1, 2));
    expect([0, 1, 2, 3, 4].map(cumulative)).toEqual([0, 0.25, 0.75, 0.75, 1]);
    expect(meanOf(cumulative, 4)).toBe(2.25);
    expect(percentileOf(cumulative, 0.5)).toBe(2);
    expect(percentileOf(cumulative, 0.9)).toBe(4);
  });

  test("they are a quarter from 1, 2, 3, 4, at 2", () => {
    const a = recordedCumulative(Int32Array.of(1, 2, 2, 4));
    const b = recordedCumulative(Int32Array.of(1, 2, 3, 4));
    expect(distance(a, b, 4)).toBe(0.25);
  });

  test("a mixture of weights 3 and 1 is three quarters of the first", () => {
    const ofOne = recordedCumulative(Int32Array.of(1));
    const ofNine = recordedCumulative(Int32Array.of(9));
    const parts = [
      { weight: 3, of: ofOne },
      { weight: 1, of: ofNine },
    ];
    expect(mixtureCumulative(parts)(5)).toBe(0.75);
  });

  test("two columns that fall as the other rises correlate by −1", () => {
    const prompt = Int32Array.of(1, 2, 3);
    expect(correlation({ prompt, output: Int32Array.of(30, 20, 10) })).toBeCloseTo(-1, 12);
    expect(correlation({ prompt, output: Int32Array.of(10, 30, 10) })).toBeCloseTo(0, 12);
  });
});

describe("a fit of what a known workload sent", () => {
  const known = record({
    arrivals: {
      process: "piecewise",
      repeat: false,
      segments: [
        { duration: 1000, request_rate: 2 },
        { duration: 1000, request_rate: 8 },
      ],
    },
    drain: "finish",
    lengths: twoKinds,
  });

  test("finds its two kinds of request again", () => {
    const { components } = fitLengths(known, 2, createRandom(1));
    for (const [kind, found] of components.entries()) {
      const { weight, prompt_tokens, output_tokens } = twoKinds.components[kind]!;
      expect(found.weight).toBeCloseTo(weight, 1);
      expect(found.prompt_tokens.median / prompt_tokens.median).toBeCloseTo(1, 1);
      expect(found.output_tokens.median / output_tokens.median).toBeCloseTo(1, 1);
      expect(found.prompt_tokens.sigma / prompt_tokens.sigma).toBeCloseTo(1, 1);
      expect(found.output_tokens.sigma / output_tokens.sigma).toBeCloseTo(1, 1);
    }
  });

  test("is near it, and one kind alone is far", () => {
    const apart = (kinds: number) =>
      likeness(known, fitLengths(known, kinds, createRandom(1)), "prompt").distance;
    expect(apart(2)).toBeLessThan(0.02);
    expect(apart(1)).toBeGreaterThan(0.2);
  });

  test("counts the arrivals of each step, and holds the mean over all", () => {
    const { segments } = fitSteps(known, 1000);
    expect(segments.map(({ duration }) => duration)).toEqual([1000, expect.closeTo(1000, -1)]);
    expect(segments[0]!.request_rate / 2).toBeCloseTo(1, 1);
    expect(segments[1]!.request_rate / 8).toBeCloseTo(1, 1);
    expect(fitPoisson(known).request_rate / 5).toBeCloseTo(1, 1);
  });

  test("has gaps like Poisson's once the rate is in steps, and not before", () => {
    expect(gapDistance(known, fitSteps(known, 1000))).toBeLessThan(0.02);
    // 0.2 · exp(−0.4 x) + 0.8 · exp(−1.6 x) is at most 0.085 from exp(−x), at x = 0.6.
    expect(gapDistance(known, fitPoisson(known))).toBeCloseTo(0.085, 2);
  });
});

const path = findData("traces/azure_llm_2023_conv.csv");

describe.skipIf(!path)("the numbers for traces/azure_llm_2023_conv.csv", () => {
  const trace = path ? readTrace(readFileSync(path, "utf8"), path) : nothing();

  test("are found again by the fit", { timeout: 60_000 }, () => {
    expect(fitLengths(trace, 5, createRandom(1))).toEqual(azureLengths);
    expect(fitPoisson(trace)).toEqual(steady);
    expect(fitSteps(trace, 600)).toEqual(asItWent);
  });

  test("give prompts at D = 0.038 from those recorded, where one lognormal is at 0.159", () => {
    const like = likeness(trace, azureLengths, "prompt");
    expect(like.distance).toBeCloseTo(0.038, 3);
    expect(like.recorded).toEqual({
      mean: expect.closeTo(1154.7, 1),
      p50: 1020,
      p90: 2735,
      p99: 4142,
    });
    expect(like.fitted).toEqual({ mean: expect.closeTo(1161, 0), p50: 1007, p90: 2886, p99: 4160 });
    expect(likeness(trace, oneKind(trace), "prompt").distance).toBeCloseTo(0.159, 3);
  });

  test("give outputs at D = 0.032 from those recorded, where one lognormal is at 0.182", () => {
    const like = likeness(trace, azureLengths, "output");
    expect(like.distance).toBeCloseTo(0.032, 3);
    expect(like.recorded).toEqual({ mean: expect.closeTo(211.1, 1), p50: 129, p90: 424, p99: 601 });
    expect(like.fitted).toEqual({ mean: expect.closeTo(212, 0), p50: 123, p90: 430, p99: 588 });
    expect(likeness(trace, oneKind(trace), "output").distance).toBeCloseTo(0.182, 3);
  });

  test("keep how outputs go with prompts: −0.14 for the −0.11 recorded", () => {
    const arrivals = { process: "constant", request_rate: 100 } as const;
    const sent = record({ arrivals, num_prompts: 100_000, drain: "finish", lengths: azureLengths });
    expect(correlation(trace)).toBeCloseTo(-0.112, 3);
    expect(correlation(sent)).toBeCloseTo(-0.14, 2);
  });

  test("have gaps at D = 0.022 from Poisson's at the mean rate, 0.016 in steps", () => {
    expect(gapDistance(trace, steady)).toBeCloseTo(0.022, 3);
    expect(gapDistance(trace, asItWent)).toBeCloseTo(0.016, 3);
  });
});

const oneKind = (lengths: LengthColumns) => fitLengths(lengths, 1, createRandom(1));

/** Stands for a trace that is not here. */
function nothing(): Trace {
  const none = new Int32Array();
  return { arrival: new Float64Array(), prompt: none, output: none, priority: none, remarks: [] };
}
