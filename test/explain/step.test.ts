import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { samplers } from "../../sim/cost/calibration/calibration.ts";
import { CAUSE, causes, type StepShape } from "../../sim/cost/cost.ts";
import type { CostSettings } from "../../sim/cost/cost-settings.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import type { Step } from "../../sim/engine/step.ts";
import { shapeOfStep } from "../../sim/explain/asked-step.ts";
import { explainStep, type StepQuestion } from "../../sim/explain/step.ts";
import { onGrid, TICK } from "../../sim/kernel/time.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import type { Model } from "../../sim/machine/model.ts";
import { blind } from "../../sim/observe/probe.ts";
import { checkScenario } from "../../sim/scenario/check.ts";
import { Simulation } from "../../sim/simulation.ts";
import { alternating, chunked, latent, windowed } from "../cost/attention-models.ts";

const usual: CostSettings = {
  max_num_seqs: 256,
  enforce_eager: false,
  async_scheduling: true,
  sampler: "greedy",
};

const llama = { model: findModel("meta-llama/Llama-3.1-8B"), gpu: findGpu("H100-SXM-80GB") };

const asked = fc.record({
  prefill: fc.integer({ min: 0, max: 5000 }),
  computed: fc.integer({ min: 0, max: 20_000 }),
  decode: fc.integer({ min: 1, max: 600 }),
  context: fc.integer({ min: 1, max: 20_000 }),
});

const dense = ["facebook/opt-13b", "meta-llama/Llama-3.2-1B", "Qwen/Qwen3-14B"].map(findModel);
const models = [...dense, windowed(300), alternating(64), chunked(512), latent];

const questions: fc.Arbitrary<StepQuestion> = fc.constantFrom(...models).chain(questionsOf);

function questionsOf(model: Model): fc.Arbitrary<StepQuestion> {
  return fc.record({
    model: fc.constant(model),
    gpu: fc.constantFrom("A100-SXM-80GB", "H100-SXM-80GB").map(findGpu),
    settings: fc.record({
      max_num_seqs: fc.constantFrom(1, 256),
      enforce_eager: fc.boolean(),
      async_scheduling: fc.boolean(),
      sampler: fc.constantFrom(...samplers),
    }),
    shape: asked.map((step) => shapeOfStep(step, model)),
  });
}

const gpuSeconds = ({ model, gpu, settings, shape }: StepQuestion): number =>
  createCost({ model, gpu, settings }).gpu(shape, new Float64Array(causes.length));

describe("the operators of an explained step", () => {
  test("sum to what the price list charges, exactly and on the grid", () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { operators, gpu } = explainStep(question);
        expect(gpu).toBe(gpuSeconds(question));
        expect(operators.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(gpu);
        for (const { seconds } of operators) expect(onGrid(seconds)).toBe(seconds);
      }),
    );
  });

  test("are bound by the largest part of their time, and the parts make the whole", () => {
    fc.assert(
      fc.property(questions, (question) => {
        for (const { seconds, spent, bound } of explainStep(question).operators) {
          const parts = Object.values(spent);
          expect(Math.abs(parts.reduce((a, b) => a + b) - seconds)).toBeLessThan(TICK);
          for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
          expect(spent[bound]).toBe(Math.max(...parts));
        }
      }),
    );
  });

  test("come in the order in which a layer runs them", () => {
    const shape = shapeOfStep({ prefill: 100, computed: 0, decode: 4, context: 50 }, llama.model);
    const { operators } = explainStep({ ...llama, settings: usual, shape });
    expect(operators.map(({ name }) => name)).toEqual([
      "embedding",
      "add and norm",
      "query, key, value",
      "rotate",
      "write cache",
      "attention of prompts",
      "attention of decodes",
      "attention output",
      "gate and up",
      "activation",
      "down",
      "final norm",
      "head",
      "sampler",
    ]);
  });

  test("are apart for layers with a window, and together the price of both", () => {
    const model = alternating(64);
    const shape = shapeOfStep({ prefill: 100, computed: 50, decode: 4, context: 500 }, model);
    const { operators } = explainStep({ ...llama, model, settings: usual, shape });
    const attention = operators.filter(({ kind }) => kind.endsWith("-attention"));
    expect(attention.map(({ name, times }) => `${times} × ${name}`)).toEqual([
      "4 × attention of prompts",
      "4 × attention of prompts in windows",
      "4 × attention of decodes",
      "4 × attention of decodes in windows",
    ]);
    // 4 layers, 4 requests, 64 of 500 keys, each 4 heads of 128 twice in 2 B
    expect(attention[3]!.kv).toBe(4 * 4 * 64 * 2 * 4 * 128 * 2);
    expect(attention[3]!.seconds).toBeLessThan(attention[2]!.seconds);
  });

  test("of latent attention expand keys for prompts, and spare decodes that", () => {
    const shape = shapeOfStep({ prefill: 100, computed: 50, decode: 4, context: 500 }, latent);
    const { operators } = explainStep({ ...llama, model: latent, settings: usual, shape });
    const names = operators.map(({ name }) => name);
    expect(names.slice(2, 14)).toEqual([
      "latents",
      "query latent norm",
      "query",
      "key-value latent norm",
      "rotate",
      "write cache",
      "expand keys and values",
      "attention of prompts",
      "queries to latents",
      "latents to values",
      "attention of decodes",
      "attention output",
    ]);
  });

  test("of 64 decodes wait for memory, of a prompt of 2,048 for arithmetic", () => {
    const decodes = shapeOfStep(
      { prefill: 0, computed: 0, decode: 64, context: 1024 },
      llama.model,
    );
    const prompt = shapeOfStep({ prefill: 2048, computed: 0, decode: 0, context: 0 }, llama.model);
    const boundsOf = (shape: StepShape, kind: string) =>
      explainStep({ ...llama, settings: usual, shape })
        .operators.filter((operator) => operator.kind === kind && operator.name !== "head")
        .map(({ bound }) => bound);
    expect(new Set(boundsOf(decodes, "matrix"))).toEqual(new Set(["memory"]));
    expect(boundsOf(decodes, "decode-attention")).toEqual(["memory"]);
    expect(new Set(boundsOf(prompt, "matrix"))).toEqual(new Set(["compute"]));
    expect(boundsOf(prompt, "prefill-attention")).toEqual(["compute"]);
    const causesOf = (shape: StepShape) =>
      Object.fromEntries(
        explainStep({ ...llama, settings: usual, shape }).operators.map(({ name, cause }) => [
          name,
          cause,
        ]),
      );
    expect(causesOf(decodes)).toMatchObject({ down: "weights", "attention of decodes": "kv" });
    expect(causesOf(prompt)).toMatchObject({ down: "matrix", "attention of prompts": "attention" });
  });

  test("are computed for the whole graph that holds the batch", () => {
    // vLLM captures sizes 1, 2, 4, 8, 16, …: five decodes run in the graph of eight.
    const shape = shapeOfStep({ prefill: 0, computed: 0, decode: 5, context: 10 }, llama.model);
    const { padded, operators } = explainStep({ ...llama, settings: usual, shape });
    expect(padded).toBe(8);
    const down = operators.find(({ name }) => name === "down")!;
    expect(down.flops).toBe(32 * 2 * 8 * 14_336 * 4096);
  });
});

describe("an explained step", () => {
  test("is what a run charges for a step of its shape", () => {
    const { scenario } = checkScenario({
      name: "some of all kinds",
      workload: {
        arrivals: { process: "poisson", request_rate: 40 },
        num_prompts: 60,
        prompt_tokens: { distribution: "uniform", min: 1, max: 4000 },
        output_tokens: { distribution: "uniform", min: 1, max: 200 },
      },
      cluster: { pools: [{ model: llama.model.name, gpu: llama.gpu.name }] },
    });
    let mixed = 0;
    const stepFinished = ({ shape, byCause, begin, end }: Step): void => {
      if (shape.prefills > 0 && shape.decodes > 0) mixed += 1;
      // Host and GPU time together are the tile of the step.
      const charged = end - begin - byCause[CAUSE.host]!;
      const { operators } = explainStep({ ...llama, settings: usual, shape: { ...shape } });
      expect(operators.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(charged);
    };
    new Simulation(scenario!, {
      probes: [{ ...blind, stepFinished }],
    }).run();
    expect(mixed).toBeGreaterThan(20);
  });

  test("comes again when GPU and host have both done with it", () => {
    const shape = shapeOfStep({ prefill: 300, computed: 0, decode: 8, context: 500 }, llama.model);
    const asynchronous = explainStep({ ...llama, settings: usual, shape });
    const { gpu, host } = asynchronous;
    // A graph a layer: 32 × 0.32 ms of launching, more than the 300 tokens take the GPU.
    expect(host.launches).toBe("pieces");
    expect(host.launch).toBe(onGrid(32 * 0.32e-3));
    expect(asynchronous.period).toBe(host.prepare + host.launch);
    const settings = { ...usual, async_scheduling: false };
    const synchronous = explainStep({ ...llama, settings, shape });
    expect(synchronous.period).toBe(synchronous.host.prepare + Math.max(gpu, host.launch));
  });
});
