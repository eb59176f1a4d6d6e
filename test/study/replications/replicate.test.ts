import { expect, test } from "vitest";
import { replicate } from "../../../sim/index.ts";
import { Simulation } from "../../../sim/simulation.ts";
import { perform } from "../../../sim/study/jobs/perform.ts";
import { runReplications, seedsOf } from "../../../sim/study/replications/replicate.ts";
import { singleServer, stepCost } from "../../law/single-server.ts";

const slo = { ttft: "250 ms", share: 0.9 };

test("the first seed is the scenario's own, and fewer seeds are the first of more", () => {
  const seeds = seedsOf(7, 20);
  expect(seeds[0]).toBe(7);
  expect(new Set(seeds).size).toBe(20);
  expect(seedsOf(7, 5)).toEqual(seeds.slice(0, 5));
  expect(seedsOf(8, 5).slice(1)).not.toEqual(seeds.slice(1, 5));
});

test("replications are the runs of their seeds, and intervals lie about them", async () => {
  const scenario = singleServer({ load: 0.5, requests: 400, slo });
  const told = await runReplications(scenario, 6, { cost: stepCost });
  expect(told).toMatchObject({ n: 6, asked: 6, part: "steady", confidence: 0.95 });
  const third = { ...scenario, seed: told.seeds[2]! };
  expect(told.runs[2]).toMatchObject({
    seed: told.seeds[2],
    digest: new Simulation(third, { cost: stepCost }).run().result().digest,
  });
  for (const interval of Object.values(told.intervals)) {
    expect(interval!.low ?? 0).toBeLessThanOrEqual(interval!.mean);
    expect(interval!.high ?? Infinity).toBeGreaterThanOrEqual(interval!.mean);
  }
  const means = told.runs.map(({ mean_ttft_ms }) => mean_ttft_ms!);
  expect(told.intervals.mean_ttft_ms!.mean).toBeCloseTo(means.reduce((a, b) => a + b) / 6, 9);
  expect(told.intervals.share!.high).toBeLessThanOrEqual(1);
  expect(await runReplications(scenario, 6, { cost: stepCost })).toEqual(told);
});

test("who executes them is handed in, and what is interrupted is left out", async () => {
  const scenario = singleServer({ load: 0.5, requests: 400 });
  const asked: number[] = [];
  const told = await runReplications(scenario, 5, {
    executor: {
      width: 2,
      async execute(job) {
        asked.push(job.scenario.seed);
        return asked.length === 4 ? undefined : perform(job, { cost: stepCost });
      },
    },
  });
  expect(asked).toEqual(seedsOf(1, 5));
  const seeds = seedsOf(1, 5).filter((_, index) => index !== 3);
  expect(told).toMatchObject({ n: 4, asked: 5, seeds });
  expect(told.notes[0]).toBe("Interrupted: 4 of 5 runs came to their end.");
  expect(told.intervals.share).toBeNull();
  expect(told.intervals.mean_ttft_ms).not.toBeNull();
});

test("of queues that grow, intervals are those of whole runs, and that is said first", async () => {
  const scenario = singleServer({ load: 1.5, requests: 500 });
  const told = await runReplications(scenario, 4, { cost: stepCost });
  expect(told).toMatchObject({ part: "whole", left_out: 0 });
  expect(told.notes.slice(0, 2)).toEqual([
    "The queue still grows at the end of 4 of 4 runs.",
    "Intervals are of whole runs of this length: there is no steady part, since the queue still " +
      "grows.",
  ]);
});

test("runs too short to be worth many requests are said to be", async () => {
  const scenario = singleServer({ load: 0.9, requests: 300 });
  const told = await runReplications(scenario, 8, { cost: stepCost });
  expect(told.notes.join(" ")).toMatch(/tells no more than \d+ independent requests/);
});

test("the library takes a scenario as it is written", async () => {
  const told = await replicate(
    {
      name: "written",
      workload: {
        arrivals: { process: "poisson", request_rate: 5 },
        num_prompts: 120,
        prompt_tokens: { distribution: "fixed", tokens: 100 },
        output_tokens: { distribution: "uniform", min: 10, max: 30 },
      },
      cluster: { pools: [{ model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB" }] },
    },
    3,
  );
  expect(told.n).toBe(3);
  expect(told.intervals.mean_e2el_ms!.low).toBeGreaterThan(0);
});
