import { describe, expect, test } from "vitest";
import { emptyShape } from "../../sim/cost/cost.ts";
import { createExchange } from "../../sim/cost/exchange.ts";
import {
  exchangeOperators,
  type Operator,
  stepOperators,
  waveOperators,
} from "../../sim/cost/operators/index.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import { type All2AllBackend, splitOf } from "../../sim/machine/parallel.ts";
import { reachedParts } from "../../sim/machine/routing.ts";
import { type Placement, placeGroup } from "../../sim/machine/topology.ts";

const deepseek = findModel("deepseek-ai/DeepSeek-V3");
const qwen = findModel("Qwen/Qwen3-30B-A3B");

const splitBy = (all2all_backend: All2AllBackend, ranks: number) =>
  splitOf({ data_parallel_size: ranks, enable_expert_parallel: true, all2all_backend });
const named = (operators: readonly Operator[], name: string) =>
  operators.find((operator) => operator.name === name)!;

describe("tokens that are sent to the ranks of their experts", () => {
  test("go to each expert by itself, where latency is to be low", () => {
    // 16 tokens to 8 experts each: 2,048 elements of 2 bytes, and 8 weights and numbers of 4 bytes.
    const sent = exchangeOperators(qwen, 16, splitBy("deepep_low_latency", 8));
    expect(named(sent, "dispatch")).toMatchObject({
      times: 48,
      message: { operation: "all-to-all", bytes: 16 * 8 * (2048 * 2 + 8 * 8), among: "sent" },
    });
    expect(named(sent, "combine").message?.bytes).toBe(16 * 8 * 2048 * 2);
  });

  test("go to each rank once, where throughput is to be high", () => {
    // 16 of 128 experts on a rank: a token passes it by if all its 8 choices are elsewhere.
    const reached = 8 * (1 - (1 - 8 / 128) ** 16);
    const sent = exchangeOperators(qwen, 16, splitBy("deepep_high_throughput", 8));
    expect(named(sent, "combine").message?.bytes).toBeCloseTo(16 * reached * 2048 * 2, 6);
  });

  test("are sent in 8 bits where experts want them so, with a scale for 128 elements", () => {
    const sent = exchangeOperators(deepseek, 1, splitBy("deepep_low_latency", 64));
    expect(sent.map(({ name }) => name).slice(-2)).toEqual(["dispatch", "combine"]);
    const dispatched = named(sent, "dispatch").message!.bytes;
    expect(dispatched).toBeGreaterThanOrEqual(8 * 7168);
    expect(dispatched).toBeLessThan(8 * 7168 * 1.05);
    expect(named(sent, "combine").message?.bytes).toBe(8 * 7168 * 2);
  });

  test("leave a row for each choice of a rank's own experts, not for those of others", () => {
    const activations = (backend: All2AllBackend) =>
      named(waveOperators(qwen, 64, splitBy(backend, 8)), "experts' activation").activations;
    // A choice in eight is of a rank's own experts.
    expect(activations("allgather_reducescatter")).toBe(8 * activations("deepep_low_latency"));
    expect(activations("deepep_high_throughput")).toBe(activations("deepep_low_latency"));
  });

  test("are those of the busiest rank of a wave", () => {
    const shape = { ...emptyShape(), tokens: 4, decodes: 4, sampled: 4, waveTokens: 64 };
    const sent = (waveMost: number) => {
      const split = splitBy("deepep_low_latency", 8);
      return named(stepOperators(qwen, { ...shape, waveMost }, { split }), "combine").message!
        .bytes;
    };
    expect(sent(32)).toBe(8 * sent(4));
  });

  test("are nobody's where a group has all experts, or slices of them", () => {
    for (const settings of [
      { tensor_parallel_size: 8, enable_expert_parallel: true },
      { data_parallel_size: 8 },
    ]) {
      const split = splitOf({ ...settings, all2all_backend: "deepep_low_latency" });
      expect(exchangeOperators(qwen, 16, split)).toEqual([]);
    }
  });
});

test("parts of ranks are reached as often as any of their experts is chosen", () => {
  const two = { count: 4, perToken: 1 };
  expect(reachedParts(two, { ranks: 4, skew: 0 })).toBe(1);
  // Two of four experts in each part, each chosen with probability one half: 2(1 − 1/4).
  expect(reachedParts({ count: 4, perToken: 2 }, { ranks: 4, skew: 0 }, 2)).toBe(1.5);
  // Of 64 ranks on eight servers, 32 experts each.
  const { experts } = deepseek;
  expect(reachedParts(experts!, { ranks: 64, skew: 0 }, 8)).toBeCloseTo(
    8 * (1 - (1 - 8 / 256) ** 32),
    9,
  );
});

describe("DeepEP's authors measured on H800", () => {
  const h800 = (ranks: number): Placement => {
    const placed = placeGroup(findGpu("H100-SXM-80GB"), ranks);
    const inside = { ...placed.inside, bandwidth: 200e9 };
    return { ...placed, inside, bandwidth: 200e9 };
  };
  const { experts } = deepseek;
  /** Bytes of a token in 8 bits with its scales, and in 16 bits. */
  const [dispatched, combined] = [7168 * (1 + 4 / 128), 7168 * 2];

  // Microseconds of 128 tokens a GPU, each to 8 experts.
  test.each([
    [8, 77, 114],
    [16, 118, 195],
    [32, 155, 273],
    [64, 173, 314],
    [128, 192, 369],
    [256, 194, 360],
  ])("kernels of low latency on %i GPUs: %i and %i µs", (ranks, dispatch, combine) => {
    const exchange = createExchange(
      h800(ranks),
      experts!,
      splitBy("deepep_low_latency", ranks).experts,
    );
    const off = (each: number, measured: number) =>
      Math.abs((1e6 * exchange(128 * 8 * each)) / measured - 1);
    expect(Math.max(off(dispatched, dispatch), off(combined, combine))).toBeLessThan(0.17);
  });

  // GB/s of what each GPU has for all servers, its own among them, with tokens in four of eight
  // groups of experts: our tokens choose among all. 4,096 tokens a GPU.
  test.each([
    [16, 43, 43],
    [32, 58, 57],
    [64, 51, 50],
  ])("kernels of high throughput on %i GPUs: %i and %i GB/s", (ranks, dispatch, combine) => {
    const split = splitBy("deepep_high_throughput", ranks).experts;
    const exchange = createExchange(h800(ranks), experts!, split);
    const servers = reachedParts(experts!, split, 8);
    const rate = (each: number) =>
      (4096 * servers * each) / exchange(4096 * reachedParts(experts!, split) * each) / 1e9;
    expect(Math.abs(rate(dispatched) / dispatch - 1)).toBeLessThan(0.25);
    expect(Math.abs(rate(combined) / combine - 1)).toBeLessThan(0.25);
  });
});
