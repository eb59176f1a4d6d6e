import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wireBytes } from "../../sim/cost/collective.ts";
import { CAUSE, causes, emptyShape, type StepShape } from "../../sim/cost/cost.ts";
import type { CostSettings } from "../../sim/cost/cost-settings.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { type Operator, stepOperators } from "../../sim/cost/operators/index.ts";
import { onGrid } from "../../sim/kernel/time.ts";
import { tensorParallelSizes } from "../../sim/machine/division.ts";
import { findGpu, gpuNames } from "../../sim/machine/find-gpu.ts";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import { splitOf } from "../../sim/machine/parallel.ts";
import { topologyOf } from "../../sim/machine/topology.ts";
import { packedModels } from "./packed-models.ts";

const llama = findModel("meta-llama/Llama-3.1-70B");
const LAYERS = 80;
const HIDDEN = 8192;

const decoding = (decodes: number, context: number): StepShape => ({
  ...emptyShape(),
  tokens: decodes,
  decodes,
  decodeContext: decodes * context,
  sampled: decodes,
});

const operatorsOn = (ranks: number, bySequence = false, shape = decoding(16, 1000)) =>
  stepOperators(llama, shape, {
    split: splitOf({ tensor_parallel_size: ranks, enable_sequence_parallel: bySequence }),
  });
const named = (operators: Operator[], name: string) =>
  operators.find((operator) => operator.name === name)!;
const collectives = (operators: Operator[]) => operators.filter(({ message }) => message);
const weights = (operators: Operator[]) =>
  operators.reduce((sum, operator) => sum + operator.times * operator.weights, 0);

describe("a rank of several", () => {
  test("of one has the whole of it, and no collectives", () => {
    expect(operatorsOn(1)).toEqual(stepOperators(llama, decoding(16, 1000)));
    expect(collectives(operatorsOn(1, true))).toEqual([]);
  });

  test("reads its share of the matrices, the padded vocabulary's included", () => {
    // 128,256 is a multiple of 64 × 8.
    for (const ranks of [2, 4, 8])
      expect(ranks * weights(operatorsOn(ranks))).toBe(weights(operatorsOn(1)));
  });

  test("beyond the 8 KV heads, has one of them, which others have, too", () => {
    const kv = (ranks: number) => named(operatorsOn(ranks), "attention of decodes").kv;
    expect([1, 2, 4, 8, 16].map((ranks) => kv(1) / kv(ranks))).toEqual([1, 2, 4, 8, 8]);
    const keys = (ranks: number) => named(operatorsOn(ranks), "query, key, value").weights;
    // A head of 128 for the key and one for the value, beside 64/16 query heads.
    expect(keys(16)).toBe(HIDDEN * (4 + 2) * 128 * 2);
  });

  test("adds up with the others twice a layer, once for the embedding, and gathers logits", () => {
    const bytes = 16 * HIDDEN * 2;
    expect(collectives(operatorsOn(4)).map(({ times, message }) => [times, message])).toEqual([
      [1, { operation: "all-reduce", bytes }],
      [LAYERS, { operation: "all-reduce", bytes }],
      [LAYERS, { operation: "all-reduce", bytes }],
      [1, { operation: "all-gather", bytes: 16 * 128_256 * 2 }],
    ]);
  });
});

describe("a sequence that is split", () => {
  test("sends the same bytes: each sum in two halves", () => {
    const sent = (bySequence: boolean, ranks: number) =>
      collectives(operatorsOn(ranks, bySequence)).reduce(
        (sum, { times, message }) =>
          sum + times * wireBytes(message!.operation, message!.bytes, ranks),
        0,
      );
    for (const ranks of [2, 4, 8]) expect(sent(true, ranks)).toBe(sent(false, ranks));
    // By hand, of 16 tokens on 4 ranks: 161 sums of 2 · 3/4 and the logits' 3/4.
    expect(sent(true, 4)).toBe(161 * 1.5 * 16 * HIDDEN * 2 + 0.75 * 16 * 128_256 * 2);
  });

  test("norms the tokens of a rank alone", () => {
    const norms = (bySequence: boolean) => named(operatorsOn(4, bySequence), "add and norm");
    expect(norms(false).activations).toBe(4 * norms(true).activations);
    const uneven = operatorsOn(4, true, decoding(17, 10));
    expect(named(uneven, "add and norm").activations).toBe(5 * 4 * HIDDEN * 2);
  });
});

const usual: CostSettings = {
  max_num_seqs: 256,
  enforce_eager: false,
  async_scheduling: true,
  sampler: "greedy",
};

describe("a step's price", () => {
  const priceOn = (gpu: string, settings: Partial<CostSettings>) => {
    const byCause = new Float64Array(causes.length);
    const cost = createCost({
      model: llama,
      gpu: findGpu(gpu),
      settings: { ...usual, ...settings },
    });
    return { seconds: cost.gpu(decoding(16, 1000), byCause), byCause };
  };

  test("has no collectives on one GPU, and is what it was", () => {
    const one = priceOn("H200-SXM-141GB", {});
    const group = { tensor_parallel_size: 1, enable_sequence_parallel: true };
    expect(priceOn("H200-SXM-141GB", group)).toEqual(one);
    expect(one.byCause[CAUSE.collectives]).toBe(0);
  });

  test("on more GPUs is lower over NVLink, and higher across a slow network", () => {
    const on = (ranks: number, gpus_per_node?: number) =>
      priceOn("H200-SXM-141GB", { tensor_parallel_size: ranks, gpus_per_node });
    expect(on(4).seconds).toBeLessThan(on(2).seconds);
    expect(on(8).seconds).toBeLessThan(on(4).seconds);
    expect(on(8, 1).byCause[CAUSE.collectives]).toBeGreaterThan(
      5 * on(8).byCause[CAUSE.collectives]!,
    );
    expect(on(8, 1).seconds).toBeGreaterThan(on(4).seconds);
  });
});

const models = [...modelNames, ...packedModels].map(findModel);
const machines = fc
  .constantFrom(...models)
  .chain((model) =>
    fc.record({
      model: fc.constant(model),
      gpu: fc.constantFrom(...gpuNames).map(findGpu),
      ranks: fc.constantFrom(...tensorParallelSizes(model)),
      enable_sequence_parallel: fc.boolean(),
    }),
  )
  .filter(({ gpu, ranks }) => {
    const { gpusPerNode } = topologyOf(gpu);
    return ranks <= gpusPerNode || ranks % gpusPerNode === 0;
  });

test("on any group, causes sum to the step's time, and more tokens never take less", () => {
  fc.assert(
    fc.property(
      machines,
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 1, max: 700 }),
      ({ model, gpu, ranks, enable_sequence_parallel }, decodes, more) => {
        const settings = { ...usual, tensor_parallel_size: ranks, enable_sequence_parallel };
        const cost = createCost({ model, gpu, settings });
        const byCause = new Float64Array(causes.length);
        const seconds = cost.gpu(decoding(decodes, 500), byCause);
        expect(byCause.reduce((sum, part) => sum + part, 0)).toBe(seconds);
        expect(byCause.every((part) => part >= 0 && part === onGrid(part))).toBe(true);
        expect(byCause[CAUSE.collectives]! > 0).toBe(ranks > 1);
        const larger = cost.gpu(decoding(decodes + more, 500), byCause);
        expect(larger).toBeGreaterThanOrEqual(seconds);
      },
    ),
  );
});

describe("the host of a group", () => {
  const cost = createCost({
    model: llama,
    gpu: findGpu("H200-SXM-141GB"),
    settings: { ...usual, tensor_parallel_size: 4 },
  });
  const mixed = { ...decoding(10, 100), prefills: 1, prefillTokens: 600, tokens: 610 };

  test("schedules in one process and prepares in others", () => {
    expect(cost.prepare(decoding(10, 100))).toBe(onGrid(0.43e-3));
    expect(cost.work!(decoding(10, 100))).toBe(onGrid(1.45e-3));
    expect(cost.work!(mixed)).toBe(onGrid(1.3e-3 + 11 * 15e-6 + 0.4e-3));
  });

  test("launches a layer in less time there", () => {
    expect(cost.launch(mixed)).toBe(onGrid(80 * 0.65e-3));
    expect(cost.launch({ ...mixed, tokens: 500 })).toBe(onGrid(80 * 0.26e-3));
    expect(cost.launch(decoding(10, 100))).toBe(0);
  });
});
