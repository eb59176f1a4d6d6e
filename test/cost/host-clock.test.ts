import { describe, expect, test } from "vitest";
import { addPrefill, type Cost, emptyShape, type StepShape } from "../../sim/cost/cost.ts";
import type { CostSettings } from "../../sim/cost/cost-settings.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { onGrid } from "../../sim/kernel/time.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";

const usual: CostSettings = {
  max_num_seqs: 256,
  enforce_eager: false,
  async_scheduling: true,
  sampler: "greedy",
};

const costWith = (settings: Partial<CostSettings>): Cost =>
  createCost({
    model: findModel("meta-llama/Llama-3.1-8B"),
    gpu: findGpu("H200-SXM-141GB"),
    settings: { ...usual, ...settings },
  });

/** A step of `decodes`, and of one prompt where `prompt` is above 0. */
function step(decodes: number, prompt = 0): StepShape {
  const shape = { ...emptyShape(), decodes, tokens: decodes, decodeContext: decodes * 100 };
  if (prompt > 0) addPrefill(shape, prompt, 0);
  shape.sampled = shape.decodes + shape.prefills;
  return shape;
}

describe("preparing a step", () => {
  test("takes a time for the iteration, each request and each prompt", () => {
    // 1.68 ms + 10 × 26 µs, and 26 µs + 0.4 ms for a prompt
    expect(costWith({}).prepare(step(10))).toBe(onGrid(1.94e-3));
    expect(costWith({}).prepare(step(10, 100))).toBe(onGrid(2.366e-3));
  });

  test("takes less when scheduling is synchronous", () => {
    expect(costWith({ async_scheduling: false }).prepare(step(10))).toBe(onGrid(1.76e-3));
  });
});

describe("launching a step of 32 layers", () => {
  test("of decodes is one graph, which preparing includes", () => {
    expect(costWith({}).launch(step(256))).toBe(0);
  });

  test("with a prompt, up to 512 tokens, takes 0.32 ms a layer", () => {
    expect(costWith({}).launch(step(12, 500))).toBe(onGrid(32 * 0.32e-3));
  });

  test("above 512 tokens takes 0.755 ms a layer", () => {
    expect(costWith({}).launch(step(12, 501))).toBe(onGrid(32 * 0.755e-3));
  });

  test("above twice the running requests there is no graph to replay", () => {
    const small = costWith({ max_num_seqs: 8 });
    expect(small.launch(step(4, 12))).toBe(onGrid(32 * 0.32e-3));
    expect(small.launch(step(4, 13))).toBe(onGrid(32 * 0.755e-3));
  });

  test("kernel by kernel, if it must, holds for decodes too", () => {
    const eager = costWith({ enforce_eager: true, async_scheduling: false });
    expect(eager.launch(step(1))).toBe(onGrid(32 * 0.62e-3));
  });
});

describe("a captured graph has a fixed size", () => {
  test("which the cost tells those who pad several ranks alike", () => {
    const { graph } = costWith({});
    expect([1, 3, 9, 257, 512, 513].map((tokens) => graph!(tokens))).toEqual([
      1,
      4,
      16,
      272,
      512,
      undefined,
    ]);
  });

  const causes = new Float64Array(12);
  // Attention and the logits know the true number of requests: compare tokens alone.
  const priceOf = (cost: Cost, tokens: number) => cost.gpu({ ...emptyShape(), tokens }, causes);

  test.each([
    [3, 4],
    [5, 8],
    [33, 40],
    [257, 272],
    [511, 512],
  ])("%i tokens cost as much as %i", (tokens, captured) => {
    const [graphs, eager] = [costWith({}), costWith({ enforce_eager: true })];
    expect(priceOf(graphs, tokens)).toBe(priceOf(graphs, captured));
    expect(priceOf(eager, tokens)).toBeLessThan(priceOf(eager, captured));
  });

  test("beyond the largest nothing is padded", () => {
    const [graphs, eager] = [costWith({}), costWith({ enforce_eager: true })];
    expect(priceOf(graphs, 513)).toBe(priceOf(eager, 513));
  });
});

test("ranks have workers in processes of their own, and one GPU alone has not", () => {
  const hasWorkers = (settings: Partial<CostSettings>) => costWith(settings).work !== undefined;
  expect(hasWorkers({})).toBe(false);
  expect(hasWorkers({ tensor_parallel_size: 2 })).toBe(true);
  expect(hasWorkers({ data_parallel_size: 2 })).toBe(true);
});
