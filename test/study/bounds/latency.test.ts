import { expect, test } from "vitest";
import { type Scenario, scenarioSchema } from "../../../sim/scenario/schema.ts";
import { latencyBound } from "../../../sim/study/bounds/latency.ts";

interface Told {
  slo?: object;
  workload?: object;
  gpus?: string[];
  engine?: object;
}

const llamaOn = ({ slo, workload = {}, gpus = ["H100-SXM-80GB"], engine = {} }: Told): Scenario =>
  scenarioSchema.parse({
    name: "Llama",
    workload: {
      arrivals: { process: "poisson", request_rate: 4 },
      num_prompts: 1000,
      prompt_tokens: { distribution: "uniform", min: 1, max: 4000 },
      output_tokens: { distribution: "fixed", tokens: 101 },
      ...workload,
    },
    cluster: {
      pools: gpus.map((gpu) => ({ model: "meta-llama/Llama-3.1-8B", gpu, engine })),
    },
    ...(slo && { slo }),
  });

test("tokens cannot come faster than the weights are read", () => {
  // 15 GB at 3.35 TB/s are 4.5 ms by the data sheet, and 5.3 ms as kernels attain it.
  const { miss, misses, impossible, sentence } = latencyBound(llamaOn({ slo: { tpot: "5 ms" } }));
  expect(miss).toBe(1);
  expect(misses).toEqual({ ttft: 0, tpot: 1, itl: 0, e2el: 0 });
  expect(impossible).toBe(true);
  expect(sentence).toBe(
    "Every request must miss tpot ≤ 5 ms even alone on an idle engine; " +
      "99 % were asked to meet it.",
  );
  expect(latencyBound(llamaOn({ slo: { tpot: "6 ms" } })).miss).toBe(0);
});

test("long prompts take longer than a tight objective allows, short ones do not", () => {
  // About 24 µs a token: 40 ms are over from some 1,700 of 4,000 tokens on.
  const { miss, impossible, sentence } = latencyBound(llamaOn({ slo: { ttft: "40 ms" } }));
  expect(miss).toBeGreaterThan(0.5);
  expect(miss).toBeLessThan(0.7);
  expect(impossible).toBe(true);
  expect(sentence).toMatch(/^\d\d(\.\d)? % of requests must miss ttft ≤ 40 ms even alone/);
  const lenient = latencyBound(llamaOn({ slo: { ttft: "40 ms", share: 0.3 } }));
  expect([lenient.miss, lenient.impossible, lenient.sentence]).toEqual([miss, false, null]);
});

test("a longest gap is no shorter than the mean one, and all of it is in the whole", () => {
  expect(latencyBound(llamaOn({ slo: { itl: "5 ms" } })).misses.itl).toBe(1);
  // 100 decodes of 5.3 ms and more.
  expect(latencyBound(llamaOn({ slo: { e2el: "530 ms" } })).misses.e2el).toBe(1);
});

test("a request misses only what it would on every pool", () => {
  const slo = { tpot: "5 ms" };
  expect(latencyBound(llamaOn({ slo, gpus: ["H100-SXM-80GB", "H200-SXM-141GB"] })).miss).toBe(0);
  expect(latencyBound(llamaOn({ slo, gpus: ["H100-SXM-80GB", "A100-SXM-80GB"] })).miss).toBe(1);
});

test("a request that is refused misses everything", () => {
  const { miss } = latencyBound(
    llamaOn({ slo: { ttft: "10 s" }, engine: { max_model_len: 2000 } }),
  );
  expect(miss).toBeGreaterThan(0.45);
  expect(miss).toBeLessThan(0.55);
});

test("each class is held against its own objectives", () => {
  const classes = [
    { name: "patient", share: 0.75 },
    { name: "hasty", share: 0.25, slo: { tpot: "5 ms" } },
  ];
  const { miss, impossible } = latencyBound(llamaOn({ workload: { classes } }));
  // The patient have no objectives.
  expect([miss, impossible]).toEqual([1, true]);
  const both = latencyBound(llamaOn({ slo: { tpot: "1 s" }, workload: { classes } }));
  expect(both.miss).toBeGreaterThan(0.2);
  expect(both.miss).toBeLessThan(0.3);
  expect(both.impossible).toBe(true);
});

test("where no objectives are stated, none are missed", () => {
  expect(latencyBound(llamaOn({}))).toEqual({
    miss: null,
    misses: { ttft: 0, tpot: 0, itl: 0, e2el: 0 },
    impossible: false,
    sentence: null,
  });
});
