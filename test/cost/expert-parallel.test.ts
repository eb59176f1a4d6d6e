import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CAUSE, causes, emptyShape, type StepShape } from "../../sim/cost/cost.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { createNetwork } from "../../sim/cost/network.ts";
import { onGrid } from "../../sim/kernel/time.ts";
import { placeEngine } from "../../sim/machine/engine-placement.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import type { ParallelSettings } from "../../sim/machine/parallel.ts";

const qwen = findModel("Qwen/Qwen3-30B-A3B");
const gpu = findGpu("H100-SXM-80GB");

function priceOf(
  parallel: ParallelSettings,
  shape: Partial<StepShape>,
  model = qwen,
): { total: number; byCause: Float64Array } {
  const settings = { max_num_seqs: 256, enforce_eager: true, async_scheduling: true } as const;
  const cost = createCost({
    model,
    gpu,
    settings: { ...settings, sampler: "greedy", ...parallel },
  });
  const byCause = new Float64Array(causes.length);
  return { total: cost.gpu({ ...emptyShape(), ...shape }, byCause), byCause };
}

const decodes = (count: number, wave = 0): Partial<StepShape> => ({
  tokens: count,
  decodes: count,
  decodeContext: count * 100,
  sampled: count,
  waveTokens: wave,
});

describe("eight ranks that share the experts of Qwen3-30B-A3B", () => {
  const parallel = { data_parallel_size: 8, enable_expert_parallel: true };

  test("gather 64 tokens and scatter 64 sums a layer, and exchange nothing else", () => {
    const { byCause } = priceOf(parallel, decodes(8, 64));
    const network = createNetwork(placeEngine(gpu, qwen, parallel).experts);
    const dispatch = network("all-gather", 64 * (2 * 2048 + 8 * 8));
    const combine = network("reduce-scatter", 64 * 2 * 2048);
    expect(byCause[CAUSE.collectives]).toBe(onGrid(48 * (dispatch + combine)));
  });

  test("read an eighth of the experts, each of them", () => {
    const { byCause } = priceOf(parallel, decodes(8, 64));
    const alone = priceOf({}, decodes(8));
    // Their 16 nearly all, against 51.6 of 128 that 8 tokens touch.
    expect(byCause[CAUSE.weights]!).toBeLessThan(alone.byCause[CAUSE.weights]! / 2);
  });

  test("wait longer, the more the others bring", () => {
    const totals = [8, 64, 512, 4096].map((wave) => priceOf(parallel, decodes(8, wave)).total);
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
    expect(new Set(totals).size).toBe(4);
  });

  test("in slices send as much, and over the ranks of like position alone", () => {
    const spread = { tensor_parallel_size: 2, data_parallel_size: 4 };
    const { byCause } = priceOf(spread, decodes(8, 32));
    const inGroup = createNetwork(placeEngine(gpu, qwen, spread).tensor);
    const across = createNetwork({ ...placeEngine(gpu, qwen, spread).experts, ranks: 4 });
    // Embedding once, attention and experts in each layer, and the logits of eight.
    const sums = 97 * inGroup("all-reduce", 8 * 2 * 2048);
    const exchanged =
      across("all-gather", 32 * (2 * 2048 + 8 * 8)) + across("reduce-scatter", 32 * 2 * 2048);
    const logits = inGroup("all-gather", 8 * 2 * 151_936);
    expect(byCause[CAUSE.collectives]).toBeCloseTo(sums + 48 * exchanged + logits, 8);
  });
});

describe("whole experts on the ranks of a group", () => {
  test("cost what slices do, but for what finds them and for rows of the others' choices", () => {
    const group = { tensor_parallel_size: 8 };
    const [dealt, sliced] = [true, false].map((enable_expert_parallel) =>
      priceOf({ ...group, enable_expert_parallel }, decodes(64)),
    );
    for (const cause of ["weights", "kv", "collectives", "sampler"] as const)
      expect(dealt!.byCause[CAUSE[cause]]! / sliced!.byCause[CAUSE[cause]]!).toBeCloseTo(1, 1);
    expect(dealt!.byCause[CAUSE.launch]).toBeGreaterThan(sliced!.byCause[CAUSE.launch]!);
  });

  test("take the longer the more unequal the choices, since the busiest rank is waited for", () => {
    const parallel = { tensor_parallel_size: 8, enable_expert_parallel: true };
    fc.assert(
      fc.property(
        fc.integer({ min: 2000, max: 16_000 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.double({ min: 0.05, max: 0.3, noNaN: true }),
        (tokens, skew, more) => {
          const at = (expert_skew: number) => priceOf({ ...parallel, expert_skew }, { tokens });
          expect(at(skew + more).total).toBeGreaterThan(at(skew).total);
        },
      ),
    );
  });

  test("change nothing in a group of one", () => {
    const one = { tensor_parallel_size: 1, data_parallel_size: 1, enable_expert_parallel: true };
    expect(priceOf(one, decodes(5))).toEqual(priceOf({}, decodes(5)));
  });
});

test("experts chosen unequally on one rank are fewer to read", () => {
  const totals = [0, 0.3, 0.6, 1, 2].map(
    (expert_skew) => priceOf({ expert_skew }, decodes(16)).total,
  );
  expect(totals).toEqual(totals.toSorted((a, b) => b - a));
});
