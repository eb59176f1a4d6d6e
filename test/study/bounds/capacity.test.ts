import { describe, expect, test } from "vitest";
import { ScenarioProblems } from "../../../sim/cluster/scenario-problems.ts";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../../sim/scenario/schema.ts";
import { askedOf } from "../../../sim/study/bounds/asked.ts";
import { capacityBound, costBound, fewestEngines } from "../../../sim/study/bounds/capacity.ts";
import { open } from "../../scenario/play.ts";

type Pool = ScenarioInput["cluster"]["pools"][number];

const llama: Pool = {
  model: "meta-llama/Llama-3.1-8B",
  gpu: "H100-SXM-80GB",
  price_per_hour: 3,
};

/** Prompts of 1,000 and outputs of 100 tokens, unless told otherwise. */
const asking = (pools: Pool[], { workload = {}, router = {} } = {}): Scenario =>
  scenarioSchema.parse({
    name: "asking",
    workload: {
      arrivals: { process: "poisson", request_rate: 4 },
      num_prompts: 30,
      prompt_tokens: { distribution: "fixed", tokens: 1000 },
      output_tokens: { distribution: "fixed", tokens: 100 },
      ...workload,
    },
    cluster: { pools, router: { policy: "round-robin", ...router } },
  });

/** Bytes of the matrices that a step reads, and FLOPs of a token in the layers. */
const LAYERS = 32 * (4096 * (4096 + 2 * 1024) + 4096 * 4096 + 3 * 4096 * 14_336);
const HEAD = 4096 * 128_256;
const PER_TOKEN = 131_072;

describe("the capacity of one H100", () => {
  test("reads the weights once for as many tokens as it has places", () => {
    const places = { engine: { max_num_seqs: 10 } };
    const { most } = capacityBound(asking([{ ...llama, ...places }]));
    // A request takes a tenth of 100 steps; its prompt has 1,000 keys to read, its decodes
    // 1,001 … 1,099. Its arithmetic takes less: 16 ms.
    const keys = 1000 + 99 * 1050;
    const seconds = (10 * 2 * (LAYERS + HEAD) + keys * PER_TOKEN) / 3.35e12;
    expect(most.sheet).toBeCloseTo(1 / seconds, 9);
    expect(most.attained).toBeLessThan(most.sheet);
  });

  test("has no more places than its cache holds", () => {
    const blocks = { engine: { num_gpu_blocks_override: 200 } };
    const { most } = capacityBound(asking([{ ...llama, ...blocks }]));
    // At its 100 draws a request holds 1,000 … 1,099 tokens, of 3,200 that there is room for.
    const steps = (100 * 1049.5) / 3200;
    const keys = 1000 + 99 * 1050;
    const seconds = (steps * 2 * (LAYERS + HEAD) + keys * PER_TOKEN) / 3.35e12;
    expect(most.sheet).toBeCloseTo(1 / seconds, 9);
  });

  test("computes at the peak where batches are large", () => {
    const outputs = { output_tokens: { distribution: "fixed", tokens: 1 } };
    const { most } = capacityBound(asking([llama], { workload: outputs }));
    const attention = 4 * 4096 * 32 * ((1000 * 1001) / 2);
    expect(most.sheet).toBeCloseTo(989.4e12 / (2 * 1000 * LAYERS + 2 * HEAD + attention), 9);
  });

  test("holds a whole region for each where the cache is reserved", () => {
    const reserved: Pool["engine"] = { kv_layout: "contiguous", reserve: "max" };
    const of = (max_model_len: number) =>
      capacityBound(asking([{ ...llama, engine: { ...reserved, max_model_len } }])).most.sheet;
    // 28,957 blocks: 7 regions of 4,096 for 65,536 tokens, and 3 of 8,192 for more.
    expect(of(65_537)).toBe(of(131_072));
    expect(of(65_536) / of(65_537)).toBeGreaterThan(2);
    expect(of(65_536) / of(65_537)).toBeLessThan(7 / 3);
  });
});

describe("a fleet", () => {
  test("of equal engines has as many times the capacity of one", () => {
    const { most, pools } = capacityBound(asking([{ ...llama, engines: 5 }]));
    expect(most.attained).toBeCloseTo(5 * pools[0]!.most.attained, 9);
  });

  test("of an engine with ranks is that of its ranks, and so is its price", () => {
    const [one, ranks] = [llama, { ...llama, data_parallel_size: 4 }].map(
      (pool) => capacityBound(asking([pool])).pools[0]!,
    );
    expect(ranks!.most.attained).toBe(4 * one!.most.attained);
    expect([one!.pricePerHour, ranks!.pricePerHour]).toEqual([3, 12]);
  });

  test("that is served in turn is as fast as its slowest engine, and else as their sum", () => {
    const slow = { ...llama, gpu: "A100-SXM-80GB", engines: 3 };
    const inTurn = capacityBound(asking([llama, slow]));
    const [fast, slower] = inTurn.pools.map(({ most }) => most.attained);
    expect(inTurn.most.attained).toBeCloseTo(4 * slower!, 9);
    const router = { policy: "least-outstanding" };
    const freely = capacityBound(asking([llama, slow], { router }));
    expect(freely.most.attained).toBeCloseTo(fast! + 3 * slower!, 9);
  });

  test("of unlike engines behind a router of one's own is not bounded", () => {
    const scenario = asking([llama, { ...llama, gpu: "A100-SXM-80GB" }]);
    const cluster = { ...scenario.cluster, router: { module: "./mine.js" } };
    expect(capacityBound({ ...scenario, cluster }).most.attained).toBe(Number.POSITIVE_INFINITY);
    expect(fewestEngines({ ...scenario, cluster }, 1e6)).toBe(1);
  });
});

describe("the fewest engines", () => {
  test("have no less capacity than is asked, and with one fewer they had", () => {
    const scenario = asking([{ ...llama, engines: 7 }]);
    const { attained } = capacityBound(scenario).pools[0]!.most;
    expect(fewestEngines(scenario, 2.5 * attained)).toBe(3);
    expect(fewestEngines(scenario, 3 * attained)).toBe(3);
    expect(fewestEngines(scenario, attained / 1000)).toBe(1);
    expect(costBound(scenario, 2.5 * attained)).toBe(9);
  });

  test("of chat as Azure recorded it are three", () => {
    expect(fewestEngines(open("chat.yaml"), 44.24)).toBe(3);
  });
});

describe("the load", () => {
  test("is what is offered over what can be served", () => {
    const { offered, utilisation, most } = capacityBound(asking([llama]));
    expect(offered).toBe(4);
    expect(utilisation).toBe(4 / most.attained);
  });

  test("is not known of clients that wait for their answers", () => {
    const closed = { arrivals: { process: "closed", max_concurrency: 3 } };
    const { offered, utilisation, most } = capacityBound(asking([llama], { workload: closed }));
    expect([offered, utilisation]).toEqual([undefined, undefined]);
    expect(most).toEqual(capacityBound(asking([llama])).most);
  });

  test("of a rate that changes is that of the requests it brings", () => {
    const segments = [{ duration: 10, request_rate: 2, ramp_to: 6 }];
    const arrivals = { process: "piecewise", segments, repeat: true };
    const asked = askedOf(asking([llama], { workload: { arrivals, num_prompts: 20_000 } }))!;
    expect(asked.rate! / 4).toBeGreaterThan(0.98);
    expect(asked.rate! / 4).toBeLessThan(1.02);
  });

  test("cannot be told where classes come as fast as they are answered", () => {
    const classes = ["one", "other"].map((name) => ({
      name,
      arrivals: { process: "closed", max_concurrency: 1 },
    }));
    const { workload, ...rest } = asking([llama]);
    const { arrivals: _, ...asked } = workload;
    const scenario = scenarioSchema.parse({ ...rest, workload: { ...asked, classes } });
    expect(askedOf(scenario)).toBeUndefined();
    expect(capacityBound(scenario).most.sheet).toBe(Number.POSITIVE_INFINITY);
  });
});

test("what an engine refuses it serves in no time, and what it cuts in less", () => {
  const of = (max_model_len: number) =>
    capacityBound(asking([{ ...llama, engine: { max_model_len } }])).most.attained;
  expect(of(1000)).toBe(Number.POSITIVE_INFINITY);
  expect(of(1050)).toBeGreaterThan(of(1100));
  expect(of(1100)).toBe(of(1200));
});

test("a model that does not fit is refused as a run would refuse it", () => {
  const scenario = asking([{ ...llama, model: "meta-llama/Llama-3.1-70B" }]);
  expect(() => capacityBound(scenario)).toThrow(ScenarioProblems);
});
