/** Attention that is not the usual: windows, chunks and latents, counted and priced. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibrationOf } from "../../sim/cost/calibration/calibration-of.ts";
import {
  addPrefill,
  addUnseen,
  CAUSE,
  causes,
  emptyShape,
  type StepShape,
} from "../../sim/cost/cost.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { type Operator, stepOperators } from "../../sim/cost/operators/index.ts";
import { operatorSeconds, roofOf, roofsOf } from "../../sim/cost/roofline.ts";
import { shapeOfStep } from "../../sim/explain/asked-step.ts";
import type { Reach } from "../../sim/kernel/reach.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import type { Model } from "../../sim/machine/model.ts";
import { splitOf } from "../../sim/machine/parallel.ts";
import { alternating, chunked, latent, seeing, windowed } from "./attention-models.ts";

const gpu = findGpu("H100-SXM-80GB");
const settings = {
  max_num_seqs: 256,
  enforce_eager: false,
  async_scheduling: true,
  sampler: "greedy",
} as const;

const named = (operators: readonly Operator[], name: string): Operator => {
  const found = operators.find((operator) => operator.name === name);
  if (found === undefined) throw new Error(`no operator called ${name}`);
  return found;
};

const secondsOf = (model: Model, shape: StepShape): number =>
  createCost({ model, gpu, settings }).gpu(shape, new Float64Array(causes.length));

describe("a piece of a prompt", () => {
  const seenBy = (reach: Reach, tokens: number, before: number) => {
    const shape = emptyShape();
    addPrefill(shape, tokens, before);
    addUnseen(shape, reach, { tokens, before });
    const keys = shape.prefillContext - shape.prefillUnseen;
    return { keys, pairs: shape.prefillPairs - shape.pairsUnseen };
  };

  test("of 3 tokens is seen whole through a window of 4; one of 9 is not", () => {
    const reach = { kind: "sliding", window: 4 } as const;
    expect(seenBy(reach, 3, 0)).toEqual({ keys: 3, pairs: 1 + 2 + 3 });
    expect(seenBy(reach, 9, 0)).toEqual({ keys: 9, pairs: 1 + 2 + 3 + 6 * 4 });
    // The first of 3 more sees the last 3 of 9 and itself: 6 keys in all.
    expect(seenBy(reach, 3, 9)).toEqual({ keys: 6, pairs: 3 * 4 });
  });

  test("sees its chunks from where each begins", () => {
    const reach = { kind: "chunked", chunk: 4 } as const;
    expect(seenBy(reach, 9, 0)).toEqual({ keys: 9, pairs: 10 + 10 + 1 });
    // Tokens 7 to 9, the last of which begins a chunk: 3, 4 and 1 pairs over keys 5 to 9.
    expect(seenBy(reach, 3, 6)).toEqual({ keys: 5, pairs: 3 + 4 + 1 });
  });
});

describe("layers with a window", () => {
  test("read of each decode as many keys as they see", () => {
    const shape = shapeOfStep({ prefill: 0, computed: 0, decode: 3, context: 9 }, windowed(4));
    const { kv, times } = named(
      stepOperators(windowed(4), shape),
      "attention of decodes in windows",
    );
    // 3 requests of 4 keys; a key and a value of 4 heads of 128 in 2 bytes
    expect([kv, times]).toEqual([3 * 4 * 2 * 4 * 128 * 2, 8]);
  });

  test("cost what other layers cost while a request is no longer than the window", () => {
    const steps = fc.record({
      prefill: fc.integer({ min: 0, max: 100 }),
      computed: fc.integer({ min: 0, max: 156 }),
      decode: fc.integer({ min: 1, max: 300 }),
      context: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(steps, (asked) => {
        const usual = secondsOf(seeing, shapeOfStep(asked, seeing));
        for (const model of [windowed(256), alternating(256), chunked(256)]) {
          expect(secondsOf(model, shapeOfStep(asked, model))).toBe(usual);
        }
      }),
    );
  });

  test("never make a step dearer by seeing less", () => {
    const size = fc.integer({ min: 1, max: 3000 });
    const steps = fc.record({
      prefill: fc.integer({ min: 0, max: 4000 }),
      computed: fc.integer({ min: 0, max: 4000 }),
      decode: fc.integer({ min: 1, max: 300 }),
      context: fc.integer({ min: 1, max: 8000 }),
    });
    fc.assert(
      fc.property(size, size, steps, (one, other, asked) => {
        const [short, long] = [Math.min(one, other), Math.max(one, other)];
        for (const of of [windowed, alternating]) {
          const [less, more] = [short, long].map((window) =>
            secondsOf(of(window), shapeOfStep(asked, of(window))),
          );
          expect(less!).toBeLessThanOrEqual(more!);
        }
      }),
    );
  });
});

describe("latent attention", () => {
  const deepseek = findModel("deepseek-ai/DeepSeek-V3");
  const split = splitOf({ tensor_parallel_size: 8 });
  const shape = shapeOfStep({ prefill: 100, computed: 400, decode: 3, context: 1000 }, deepseek);
  const operators = stepOperators(deepseek, shape, { split });

  test("of decodes reads a vector a key, whole on each rank, for the heads of the rank", () => {
    const { kv, flops, times } = named(operators, "attention of decodes");
    // 512 + 64 elements in 2 bytes; 16 of 128 heads: scores over 576, values over 512
    expect([kv, flops, times]).toEqual([3000 * 576 * 2, 3000 * 2 * 16 * (576 + 512), 61]);
  });

  test("takes queries into the latent space and values out of it, head by head", () => {
    const into = named(operators, "queries to latents");
    expect([into.flops, into.weights]).toEqual([3 * 2 * 16 * 128 * 512, 16 * 128 * 512 * 2]);
    const out = named(operators, "latents to values");
    expect([out.flops, out.weights]).toEqual([3 * 2 * 16 * 512 * 128, 16 * 512 * 128 * 2]);
  });

  test("of prompts expands every key that is seen, and attends by head", () => {
    // 100 new tokens and 400 read back, each 512 → 16 heads of 128 + 128
    expect(named(operators, "expand keys and values").flops).toBe(2 * 500 * 512 * 16 * 256);
    const { flops, kv } = named(operators, "attention of prompts");
    const pairs = 100 * 400 + (100 * 101) / 2;
    // Scores over 128 + 64 elements, values over 128
    expect([flops, kv]).toEqual([pairs * 2 * 16 * (192 + 128), 500 * 16 * (192 + 128) * 2]);
  });

  test("squeezes on every rank and spreads out on each its share", () => {
    const tokens = shape.tokens;
    // 7,168 → 1,536 + 512 + 64 on each; 1,536 → 16 heads of 192
    expect(named(operators, "latents").flops).toBe(2 * tokens * 7168 * (1536 + 576));
    expect(named(operators, "query").flops).toBe(2 * tokens * 1536 * 16 * 192);
    expect(named(operators, "attention output").flops).toBe(2 * tokens * 16 * 128 * 7168);
  });

  test("projects queries at once where no rank squeezes them", () => {
    const direct = { ...latent, latent: { ...latent.latent!, queryRank: undefined } };
    const projected = stepOperators(direct, shapeOfStep({ ...asked, decode: 1 }, direct));
    // 2,048 → 16 heads of 32 + 16, and 128 + 16
    expect(named(projected, "query").flops).toBe(2 * 2048 * 16 * 48);
    expect(named(projected, "key-value latent").flops).toBe(2 * 2048 * 144);
    expect(projected.map(({ name }) => name)).not.toContain("query latent norm");
  });

  const asked = { prefill: 0, computed: 0, decode: 0, context: 500 };

  test("costs the sum of its operators under their roofs", () => {
    const roofs = roofsOf({ model: latent, gpu, calibration: calibrationOf(gpu), ...settings });
    const steps = fc.record({
      prefill: fc.integer({ min: 0, max: 4000 }),
      computed: fc.integer({ min: 0, max: 4000 }),
      decode: fc.constantFrom(0, 1, 2, 4, 8, 256),
      context: fc.integer({ min: 1, max: 8000 }),
    });
    fc.assert(
      fc.property(
        steps.filter(({ prefill, decode }) => prefill + decode > 0),
        (drawn) => {
          const of = shapeOfStep(drawn, latent);
          // Graphs with prompts, of up to 512 tokens, are padded.
          fc.pre(of.prefills === 0 || of.tokens > 512);
          const sum = stepOperators(latent, of).reduce(
            (seconds, operator) => seconds + operatorSeconds(operator, roofOf(operator, roofs)),
            0,
          );
          expect(secondsOf(latent, of)).toBeCloseTo(sum, 7);
        },
      ),
    );
  });

  test("waits for arithmetic and for memory alike on an H100, for arithmetic on an H20", () => {
    const busy = shapeOfStep({ ...asked, decode: 128, context: 8000 }, deepseek);
    const shareOf = (name: string) => {
      const byCause = new Float64Array(causes.length);
      const cost = { model: deepseek, gpu: findGpu(name), settings };
      createCost(cost).gpu(busy, byCause);
      return byCause[CAUSE.attention]! / (byCause[CAUSE.attention]! + byCause[CAUSE.kv]!);
    };
    expect(shareOf("H100-SXM-80GB")).toBeGreaterThan(0.3);
    expect(shareOf("H100-SXM-80GB")).toBeLessThan(0.7);
    expect(shareOf("H20-SXM-96GB")).toBeGreaterThan(0.99);
  });
});
