import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../sim/kernel/random.ts";
import { onGrid } from "../../sim/kernel/time.ts";
import { createSource, type Files, type Source } from "../../sim/workload/source.ts";
import type { ArrivalsSpec, JointComponent, WorkloadSpec } from "../../sim/workload/spec.ts";
import { mean, shareOf } from "./moments.ts";
import { all, arrivals, outputs, prompts } from "./requests.ts";

const noFiles: Files = (name) => {
  throw new Error(`${name} was not to be read`);
};

const sourceOf = (spec: WorkloadSpec, files = noFiles, seed = 1): Source =>
  createSource(spec, createRandom(seed), files);

const chat: WorkloadSpec = {
  arrivals: { process: "poisson", request_rate: 5 },
  num_prompts: 100,
  drain: "finish",
  prompt_tokens: { distribution: "normal", mean: 512, std: 128, min: 2, max: 1024 },
  output_tokens: { distribution: "lognormal", median: 100, sigma: 0.5 },
};

describe("ends", () => {
  test("after num_prompts, and stays ended", () => {
    const source = sourceOf(chat);
    expect(all(source)).toHaveLength(100);
    expect(source.next()).toBeUndefined();
  });

  test("before the duration: 4/s for 10 s are 40 requests, the last at 9.75 s", () => {
    const constant = { process: "constant", request_rate: 4 } as const;
    const requests = all(
      sourceOf({ ...chat, arrivals: constant, num_prompts: undefined, duration: 10 }),
    );
    expect(requests).toHaveLength(40);
    expect(requests.at(-1)!.arrival).toBe(9.75);
  });

  test("with whichever comes first", () => {
    const constant = { process: "constant", request_rate: 4 } as const;
    const count = (num_prompts: number) =>
      all(sourceOf({ ...chat, arrivals: constant, num_prompts, duration: 10 })).length;
    expect(count(39)).toBe(39);
    expect(count(41)).toBe(40);
  });

  test.each([
    { ...chat, num_prompts: undefined },
    {
      ...chat,
      num_prompts: undefined,
      duration: 10,
      arrivals: { process: "poisson", request_rate: Infinity } as const,
    },
  ])("or is refused where it never would", (spec) => {
    expect(() => sourceOf(spec)).toThrow("a workload without end");
  });
});

test("only in a closed loop does the end of a request bring a new one", () => {
  const loop = { process: "closed", max_concurrency: 1, think_time: 0 } as const;
  expect(sourceOf({ ...chat, arrivals: loop }).closed).toBe(true);
  expect(sourceOf(chat).closed).toBe(false);
});

test("a workload without lengths is refused", () => {
  expect(() => sourceOf({ ...chat, output_tokens: undefined })).toThrow(
    "the workload gives no output_tokens",
  );
});

const rate = fc.double({ min: 0.01, max: 1e4, noNaN: true });
const openArrivals: fc.Arbitrary<ArrivalsSpec> = fc.oneof(
  rate.map((request_rate) => ({ process: "constant" as const, request_rate })),
  rate.map((request_rate) => ({ process: "poisson" as const, request_rate })),
  fc
    .tuple(rate, fc.double({ min: 0.1, max: 10, noNaN: true }))
    .map(([request_rate, burstiness]) => ({ process: "gamma" as const, request_rate, burstiness })),
  fc
    .array(fc.record({ duration: rate, request_rate: rate, ramp_to: rate }), { minLength: 1 })
    .map((segments) => ({ process: "piecewise" as const, segments, repeat: true })),
);

test("requests arrive in order, on the grid, with ids from 0, whatever the arrivals", () => {
  fc.assert(
    fc.property(openArrivals, fc.integer(), (arrivals, seed) => {
      let before = 0;
      all(sourceOf({ ...chat, arrivals }, noFiles, seed)).forEach(({ id, arrival }, index) => {
        expect(id).toBe(index);
        expect(arrival).toBe(onGrid(arrival));
        expect(arrival).toBeGreaterThanOrEqual(before);
        before = arrival;
      });
    }),
  );
});

describe("one knob turned leaves all other draws alone", () => {
  const before = all(sourceOf(chat));

  test("other arrivals: the same lengths", () => {
    const gamma = { process: "gamma", request_rate: 9, burstiness: 0.5 } as const;
    const after = all(sourceOf({ ...chat, arrivals: gamma }));
    expect(prompts(after)).toEqual(prompts(before));
    expect(outputs(after)).toEqual(outputs(before));
    expect(arrivals(after)).not.toEqual(arrivals(before));
  });

  test("other prompts: the same arrivals and outputs", () => {
    const uniform = { distribution: "uniform", min: 1, max: 9000 } as const;
    const after = all(sourceOf({ ...chat, prompt_tokens: uniform }));
    expect(arrivals(after)).toEqual(arrivals(before));
    expect(outputs(after)).toEqual(outputs(before));
    expect(prompts(after)).not.toEqual(prompts(before));
  });

  test("other outputs: the same arrivals and prompts", () => {
    const after = all(
      sourceOf({ ...chat, output_tokens: { distribution: "lognormal", median: 100, sigma: 2 } }),
    );
    expect(arrivals(after)).toEqual(arrivals(before));
    expect(prompts(after)).toEqual(prompts(before));
    expect(outputs(after)).not.toEqual(outputs(before));
  });

  test("more requests: the same first hundred", () => {
    expect(all(sourceOf({ ...chat, num_prompts: 300 })).slice(0, 100)).toEqual(before);
  });

  test("a higher rate: the same requests, sooner", () => {
    const poisson = { process: "poisson", request_rate: 10 } as const;
    const after = all(sourceOf({ ...chat, arrivals: poisson }));
    expect(prompts(after)).toEqual(prompts(before));
    for (const [k, at] of arrivals(after).entries()) {
      expect(at).toBeCloseTo(before[k]!.arrival / 2, 8);
    }
  });
});

test("the same seed gives the same requests, another seed others", () => {
  expect(all(sourceOf(chat))).toEqual(all(sourceOf(chat)));
  expect(prompts(all(sourceOf(chat, noFiles, 2)))).not.toEqual(prompts(all(sourceOf(chat))));
});

test("the first requests of seed 1 are these, on every machine", () => {
  const firstThree = all(sourceOf({ ...chat, num_prompts: 3 }));
  expect(firstThree.map(({ arrival }) => arrival * 2 ** 30)).toEqual([
    8833026, 135730229, 263636500,
  ]);
  expect(prompts(firstThree)).toEqual([434, 428, 758]);
  expect(outputs(firstThree)).toEqual([123, 224, 74]);
});

describe("prompt and output drawn together", () => {
  test("keep the pairs of the rows they come from, each as often as another", () => {
    const rows = "prompt_tokens,output_tokens\n10,1\n20,2\n30,3\n";
    const lengths = { distribution: "empirical", file: "rows.csv" } as const;
    const spec = { ...chat, num_prompts: 6000, lengths };
    const requests = all(sourceOf(spec, (name) => (name === "rows.csv" ? rows : "")));
    expect(requests.every(({ prompt, output }) => prompt === 10 * output)).toBe(true);
    for (const prompt of [10, 20, 30]) {
      expect(shareOf(prompt, prompts(requests))).toBeCloseTo(1 / 3, 1);
    }
  });

  test("come from kinds of request, each with its own two distributions", () => {
    const fixed = (tokens: number) => ({ distribution: "fixed", tokens }) as const;
    const spec: WorkloadSpec = {
      ...chat,
      num_prompts: 4000,
      lengths: {
        distribution: "mixture",
        components: [
          { weight: 3, prompt_tokens: fixed(1000), output_tokens: fixed(400) },
          { weight: 1, prompt_tokens: fixed(4000), output_tokens: fixed(50) },
        ],
      },
    };
    const requests = all(sourceOf(spec));
    expect(shareOf(1000, prompts(requests))).toBeCloseTo(0.75, 2);
    expect(requests.every(({ prompt, output }) => (prompt === 1000) === (output === 400))).toBe(
      true,
    );
  });
});

test("other outputs of a kind leave the kinds, and the prompts of all, alone", () => {
  const draw = (median: number) => {
    const kind = (weight: number, prompt: number): JointComponent => ({
      weight,
      prompt_tokens: { distribution: "lognormal", median: prompt, sigma: 0.3 },
      output_tokens: { distribution: "lognormal", median, sigma: 0.3 },
    });
    const components = [kind(1, 100), kind(2, 3000)];
    return all(sourceOf({ ...chat, lengths: { distribution: "mixture", components } }));
  };
  expect(prompts(draw(10))).toEqual(prompts(draw(500)));
  expect(outputs(draw(10))).not.toEqual(outputs(draw(500)));
});

test("within a kind, output does not follow prompt", () => {
  const uniform = { distribution: "uniform", min: 1, max: 1000 } as const;
  const components = [{ weight: 1, prompt_tokens: uniform, output_tokens: uniform }];
  const lengths = { distribution: "mixture", components } as const;
  const requests = all(sourceOf({ ...chat, num_prompts: 10_000, lengths }));
  const agree = requests.filter(({ prompt, output }) => prompt > 500 === output > 500);
  expect(agree.length / 10_000).toBeCloseTo(0.5, 1);
});

test("mean lengths come out as asked for over many requests", () => {
  const requests = all(sourceOf({ ...chat, num_prompts: 50_000 }));
  expect(mean(prompts(requests)) / 512).toBeCloseTo(1, 2);
  expect(mean(outputs(requests)) / (100 * Math.exp(0.125))).toBeCloseTo(1, 2);
});
