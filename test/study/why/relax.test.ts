/** Each relaxation eases what it says by a tenth, and nothing else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frontendOf } from "../../../sim/cluster/assemble.ts";
import { drawBlueprints } from "../../../sim/cluster/blueprint.ts";
import { calibrationUnder, gpuUnder, profileUnder } from "../../../sim/cluster/what-if.ts";
import { calibrationOf } from "../../../sim/cost/calibration/calibration-of.ts";
import { vllm026 } from "../../../sim/cost/calibration/vllm-0.26.ts";
import { CAUSE, causes, emptyShape } from "../../../sim/cost/cost.ts";
import { kinds } from "../../../sim/cost/operators/index.ts";
import { kernelSeconds, roofsOf } from "../../../sim/cost/roofline.ts";
import { createRandom } from "../../../sim/kernel/random.ts";
import { findGpu } from "../../../sim/machine/find-gpu.ts";
import { findModel } from "../../../sim/machine/find-model.ts";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../../sim/scenario/schema.ts";
import { Simulation } from "../../../sim/simulation.ts";
import {
  type Relaxation,
  type Relaxed,
  relax,
  relaxations,
  relaxationsOf,
  tenthMore,
} from "../../../sim/study/why/relax.ts";
import { createSource } from "../../../sim/workload/source.ts";
import { tries } from "../../soak.ts";

const input: ScenarioInput = {
  name: "to be eased",
  workload: {
    arrivals: { process: "poisson", request_rate: 20 },
    num_prompts: 200,
    prompt_tokens: { distribution: "lognormal", median: 300, sigma: 1 },
    output_tokens: { distribution: "uniform", min: 1, max: 100 },
  },
  cluster: {
    pools: [
      { engines: 3, model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB" },
      { model: "meta-llama/Llama-3.2-1B", gpu: "H100-SXM-80GB", engine: { batching: "static" } },
    ],
  },
};
const scenario = scenarioSchema.parse(input);

const spread = scenarioSchema.parse({
  ...input,
  cluster: { pools: [{ ...input.cluster.pools[0], tensor_parallel_size: 4 }] },
});

const eased = (limit: Relaxation, of: Scenario = scenario): Relaxed => {
  const relaxed = relax(limit, of);
  if ("reason" in relaxed) throw new Error(relaxed.reason);
  return relaxed;
};

test("a tenth more of a count is at least one more", () => {
  expect([1, 2, 10, 11, 256, 2048].map(tenthMore)).toEqual([2, 3, 11, 13, 282, 2253]);
});

describe("of the machine", () => {
  const model = findModel("meta-llama/Llama-3.1-8B");
  const roofsUnder = ({ whatIf }: Pick<Relaxed, "whatIf">) => {
    const gpu = gpuUnder(whatIf, findGpu("H100-SXM-80GB"));
    const calibration = calibrationUnder(whatIf, calibrationOf(gpu));
    return roofsOf({ model, gpu, calibration, sampler: "greedy" });
  };
  const plain = roofsUnder({ whatIf: {} });
  const onGpu = kinds.filter((kind) => kind !== "collective");

  test("what is bound by bytes takes 1/1.1 of its time, its latency apart", () => {
    const wider = roofsUnder(eased("bandwidth"));
    for (const kind of onGpu) {
      const moving = (roofs: typeof plain) => kernelSeconds(1e9, 0, { ...roofs[kind], floor: 0 });
      expect(moving(plain) / moving(wider), kind).toBeCloseTo(1.1, 12);
      expect(wider[kind].floor).toBe(plain[kind].floor);
      expect(wider[kind].arithmetic).toBe(plain[kind].arithmetic);
    }
  });

  test("what is bound by arithmetic takes 1/1.1 of its time", () => {
    const faster = roofsUnder(eased("compute"));
    for (const kind of ["matrix", "prefill-attention"] as const) {
      const computing = (roofs: typeof plain) =>
        kernelSeconds(0, 1e12, { ...roofs[kind], floor: 0 });
      expect(computing(plain) / computing(faster), kind).toBeCloseTo(1.1, 12);
      expect(faster[kind].bandwidth).toBe(plain[kind].bandwidth);
    }
  });

  test("the latency of every kernel is divided by 1.1, and nothing else", () => {
    const quicker = roofsUnder(eased("launch"));
    for (const kind of onGpu) {
      expect(plain[kind].floor / quicker[kind].floor, kind).toBeCloseTo(1.1, 12);
      expect({ ...quicker[kind], floor: 0 }).toEqual({ ...plain[kind], floor: 0 });
    }
  });

  test("what GPUs say to each other takes 1/1.1 of its time, and nothing else less", () => {
    const { whatIf, scenario: same } = eased("interconnect", spread);
    expect(same).toBe(spread);
    const [before, after] = [{}, whatIf].map((under) => drawBlueprints(spread.cluster, under)[0]!);
    const shape = { ...emptyShape(), tokens: 600, decodes: 600, sampled: 600 };
    const [was, is] = [before!, after!].map(({ engine: { cost } }) => {
      const byCause = new Float64Array(causes.length);
      cost.gpu(shape, byCause);
      return byCause;
    });
    for (const [cause, seconds] of was!.entries()) {
      const eases = cause === CAUSE.collectives ? 1.1 : 1;
      expect(seconds - eases * is![cause]!).toBeCloseTo(0, 8);
    }
    expect(was![CAUSE.collectives]).toBeGreaterThan(0);
    expect(relaxationsOf(spread)).toEqual(relaxations);
    expect(relaxationsOf(scenario)).toEqual(relaxations.filter((one) => one !== "interconnect"));
  });

  test("more memory is more blocks, all of it for the cache", () => {
    const { scenario: changed, whatIf } = eased("kv");
    const [before] = drawBlueprints(scenario.cluster);
    const [after] = drawBlueprints(changed.cluster, whatIf);
    const gib = (blocks: number) => (blocks * before!.memory.bytesPerBlock) / 2 ** 30;
    // A tenth of 81,559 MiB, of which vLLM may use 92 %.
    const more = (0.1 * 81_559 * 0.92) / 1024;
    expect(gib(after!.engine.blocks - before!.engine.blocks)).toBeCloseTo(more, 2);
  });

  test("a number of blocks that is written is raised too", () => {
    const written = structuredClone(scenario);
    written.cluster.pools[0]!.engine.num_gpu_blocks_override = 105;
    const { cluster } = eased("kv", written).scenario;
    expect(cluster.pools.map(({ engine }) => engine.num_gpu_blocks_override)).toEqual([
      116,
      undefined,
    ]);
  });
});

test("every time of the host is divided by 1.1", () => {
  const { whatIf, scenario: same } = eased("host");
  expect(same).toBe(scenario);
  const { in: into, out, wake } = frontendOf(profileUnder(whatIf));
  const { frontEnd } = vllm026;
  for (const [before, after] of [
    [frontEnd.in, into],
    [frontEnd.out, out],
    [vllm026.wake, wake],
  ])
    expect(before! / after!).toBeCloseTo(1.1, 5);
  const [before] = drawBlueprints(same.cluster);
  const [after] = drawBlueprints(same.cluster, whatIf);
  const mixed = { ...emptyShape(), tokens: 600, decodes: 20, prefills: 1, prefillTokens: 580 };
  for (const shape of [mixed, { ...mixed, tokens: 100 }, { ...emptyShape(), decodes: 5 }]) {
    const [was, is] = [before!, after!].map(({ engine: { cost } }) => cost.prepare(shape));
    expect(was! / is!).toBeCloseTo(1.1, 5);
    const [slow, quick] = [before!, after!].map(({ engine: { cost } }) => cost.launch(shape));
    expect(slow! - 1.1 * quick!).toBeCloseTo(0, 8);
  }
});

test("counts of every pool are raised, each by its own name", () => {
  const pools = (limit: Relaxation) => eased(limit).scenario.cluster.pools;
  const [seqs, budget, engines] = (["seqs", "budget", "engines"] as const).map(pools);
  expect(seqs![0]!.engine.max_num_seqs).toBe(282);
  expect(seqs![1]!.engine.max_batch_size).toBe(9);
  expect(budget![0]!.engine.max_num_batched_tokens).toBe(2253);
  expect(engines!.map((pool) => pool.engines)).toEqual([4, 2]);
  expect(["seqs", "budget", "engines"].map((limit) => eased(limit as Relaxation).change)).toEqual([
    "max_num_seqs, max_batch_size 256 → 282, 8 → 9",
    "token budget 2048 → 2253",
    "engines 3 → 4, 1 → 2",
  ]);
});

test("the budget follows where it would be less than the requests that run", () => {
  const tight = structuredClone(scenario);
  Object.assign(tight.cluster.pools[0]!.engine, { max_num_seqs: 64, max_num_batched_tokens: 64 });
  const { engine } = eased("seqs", tight).scenario.cluster.pools[0]!;
  expect([engine.max_num_seqs, engine.max_num_batched_tokens]).toEqual([71, 71]);
});

describe("less load", () => {
  const open: NonNullable<ScenarioInput["workload"]["arrivals"]>[] = [
    { process: "constant", request_rate: 7 },
    { process: "poisson", request_rate: 20 },
    { process: "gamma", request_rate: 20, burstiness: 0.3 },
    {
      process: "piecewise",
      segments: [
        { duration: 5, request_rate: 3, ramp_to: 9 },
        { duration: 2, request_rate: 0 },
      ],
      repeat: true,
    },
    { process: "trace", file: "recorded.csv", rate_scale: 3 },
  ];

  test.for(open)("of $process arrivals is the same requests, further apart", (arrivals) => {
    const rows = Array.from(
      { length: 50 },
      (_, row) => `${row * row * 0.01},${row + 1},${row + 2}`,
    );
    const files = () => `arrival_s,prompt_tokens,output_tokens\n${rows.join("\n")}\n`;
    const { num_prompts: _, ...workload } = input.workload;
    const asked = scenarioSchema.parse({
      ...input,
      workload: {
        ...workload,
        arrivals,
        ...(arrivals.process !== "trace" && { duration: "20 s" }),
      },
    });
    const requests = ({ workload }: Scenario) => {
      const source = createSource(workload, createRandom(1), files);
      return Array.from({ length: 1000 }, () => source.next()).filter((each) => each !== undefined);
    };
    const [before, after] = [requests(asked), requests(eased("load", asked).scenario)];
    expect(before.length).toBeGreaterThan(20);
    expect(after.map(({ prompt, output }) => [prompt, output])).toEqual(
      before.map(({ prompt, output }) => [prompt, output]),
    );
    for (const [index, { arrival }] of after.entries()) {
      expect(0.9 * arrival).toBeCloseTo(before[index]!.arrival, 8);
    }
  });
});

test("of one client alone, nothing that is eased makes the mean latency worse", () => {
  const drawn = fc.record({
    limit: fc.constantFrom("compute", "bandwidth", "launch", "host"),
    model: fc.constantFrom("meta-llama/Llama-3.2-1B", "meta-llama/Llama-3.1-8B"),
    prompt: fc.integer({ min: 1, max: 6000 }),
    output: fc.integer({ min: 1, max: 40 }),
    budget: fc.constantFrom(256, 2048),
    async: fc.boolean(),
  });
  fc.assert(
    fc.property(drawn, ({ limit, model, prompt, output, budget, async }) => {
      const alone = scenarioSchema.parse({
        ...input,
        workload: {
          arrivals: { process: "closed", max_concurrency: 1 },
          num_prompts: 5,
          prompt_tokens: { distribution: "fixed", tokens: prompt },
          output_tokens: { distribution: "fixed", tokens: output },
        },
        cluster: {
          pools: [
            {
              model,
              gpu: "H100-SXM-80GB",
              engine: { max_num_batched_tokens: budget, async_scheduling: async },
            },
          ],
        },
      });
      const mean = ({ scenario: of, whatIf }: Pick<Relaxed, "scenario" | "whatIf">) =>
        new Simulation(of, { whatIf }).run().result().summary.mean_e2el_ms!;
      const before = mean({ scenario: alone, whatIf: {} });
      expect(mean(eased(limit as Relaxation, alone))).toBeLessThanOrEqual(before);
    }),
    { numRuns: tries(30) },
  );
});
