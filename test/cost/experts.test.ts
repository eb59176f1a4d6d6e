import { describe, expect, test } from "vitest";
import { emptyShape } from "../../sim/cost/cost.ts";
import {
  type Operator,
  stepOperators,
  tokenOperators,
  waveOperators,
} from "../../sim/cost/operators/index.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import { type ParallelSettings, splitOf } from "../../sim/machine/parallel.ts";

const mixtral = findModel("mistralai/Mixtral-8x7B-v0.1");
const qwen = findModel("Qwen/Qwen3-30B-A3B");
const deepseek = findModel("deepseek-ai/DeepSeek-V3");

const named = (operators: readonly Operator[], name: string): Operator => {
  const found = operators.find((operator) => operator.name === name);
  if (found === undefined)
    throw new Error(`no ${name} in ${operators.map((operator) => operator.name).join(", ")}`);
  return found;
};

const total = (operators: readonly Operator[], what: "flops" | "weights"): number =>
  operators.reduce((sum, operator) => sum + operator.times * operator[what], 0);

describe("a decode of Mixtral-8x7B alone", () => {
  const operators = tokenOperators(mixtral, 1);

  test("reads two experts of eight in every layer, and all else once", () => {
    const expert = 3 * 4096 * 14_336;
    // Queries and output of 32 heads, keys and values of 8, each 128 wide; the router.
    const attention = 4096 * (32 + 8 + 8) * 128 + 32 * 128 * 4096;
    const layer = attention + 8 * 4096 + 2 * expert;
    expect(total(operators, "weights")).toBe(2 * 32 * layer);
  });

  test("multiplies by what it reads, and no more", () => {
    const multiplied = operators.filter(({ kind }) => kind === "matrix" || kind === "experts");
    expect(total(multiplied, "flops")).toBe(total(operators, "weights"));
  });

  test("has the experts in one row for each matrix, in the order they run", () => {
    const names = operators.map(({ name }) => name);
    expect(names.slice(names.indexOf("router"), names.indexOf("final norm"))).toEqual([
      "router",
      "choose experts",
      "experts' gate and up",
      "experts' activation",
      "experts' down",
      "sum of experts",
    ]);
    const up = named(operators, "experts' gate and up");
    expect(up.times).toBe(32);
    expect(up.weights).toBe(2 * 2 * 2 * 4096 * 14_336);
    // A row of inputs for each of two choices, and as many of outputs.
    expect(up.activations).toBe(2 * 2 * (4096 + 2 * 14_336));
  });
});

describe("eight decodes of Qwen3-30B-A3B", () => {
  // 128 × (1 − (15/16)⁸) of 128 experts.
  const touched = 128 * (1 - (15 / 16) ** 8);
  const expertsOf = (settings: ParallelSettings) =>
    tokenOperators(qwen, 8, splitOf(settings)).filter(({ kind }) => kind === "experts");

  test("touch 51.6 experts of a layer, not 64", () => {
    expect(touched).toBeCloseTo(51.6, 1);
    const expert = 3 * 2048 * 768;
    expect(total(expertsOf({}), "weights") / (48 * 2 * expert)).toBeCloseTo(touched, 9);
    expect(total(expertsOf({}), "flops")).toBe(48 * 2 * 8 * 8 * expert);
  });

  test("read a quarter on a rank of four in slices, and more of it in whole experts", () => {
    const sliced = expertsOf({ tensor_parallel_size: 4 });
    const dealt = expertsOf({ tensor_parallel_size: 4, enable_expert_parallel: true });
    for (const of of ["weights", "flops"] as const)
      expect(total(sliced, of) * 4).toBeCloseTo(total(expertsOf({}), of), 0);
    expect(total(dealt, "flops")).toBeCloseTo(total(sliced, "flops"), 0);
    // A slice of every expert that is touched is read on each rank; of whole ones all wait for the
    // rank that has most: 15.8 of 51.6 (by counting 1,500 draws).
    expect(total(dealt, "weights") / total(expertsOf({}), "weights")).toBeCloseTo(15.8 / 51.6, 2);
    // Buffers have rows for the choices of the other ranks' experts, too.
    const [up] = dealt;
    expect(up!.activations).toBeCloseTo(2 * (16 * 2048 + 64 * 2 * 768), 9);
  });

  test("find their own experts only where ranks have whole ones", () => {
    const names = (settings: ParallelSettings) =>
      tokenOperators(qwen, 8, splitOf(settings)).map(({ name }) => name);
    const [whole, sliced] = [true, false].map((enable_expert_parallel) =>
      names({ tensor_parallel_size: 4, enable_expert_parallel }),
    );
    expect(whole).toContain("find own experts");
    expect(sliced).not.toContain("find own experts");
    expect(whole!.filter((name) => name !== "find own experts")).toEqual(sliced);
  });

  test("are the same in a group of one, whatever it is told to deal out", () => {
    const alone = { enable_expert_parallel: true, tensor_parallel_size: 1, data_parallel_size: 1 };
    expect(tokenOperators(qwen, 8, splitOf(alone))).toEqual(tokenOperators(qwen, 8));
  });

  test("read less the more unequally they choose", () => {
    const read = [0, 0.5, 1, 2].map((expert_skew) => total(expertsOf({ expert_skew }), "weights"));
    expect(read).toEqual(read.toSorted((a, b) => b - a));
    expect(new Set(read).size).toBe(4);
  });
});

describe("DeepSeek-V3", () => {
  test("has a dense MLP in three layers, and a shared expert in those that have others", () => {
    const operators = tokenOperators(deepseek, 1);
    expect(named(operators, "gate and up").times).toBe(3);
    expect(named(operators, "gate and up").flops).toBe(2 * 2 * 7168 * 18_432);
    expect(named(operators, "shared gate and up").times).toBe(58);
    expect(named(operators, "shared gate and up").flops).toBe(2 * 2 * 7168 * 2048);
    expect(named(operators, "router").flops).toBe(2 * 7168 * 256);
    expect(named(operators, "experts' down").flops).toBe(2 * 8 * 2048 * 7168);
  });

  test("keeps its experts in blocks of 8 bits, and makes 8-bit inputs for them", () => {
    const operators = tokenOperators(deepseek, 1);
    const down = named(operators, "experts' down");
    // Eight experts of a byte a weight, with a scale of 4 bytes for each block of 128 by 128.
    expect(down.weights).toBeCloseTo(8 * 7168 * 2048 * (1 + 4 / 128 ** 2), 3);
    expect(down.format).toBe("fp8-block");
    // Those of the second are the last that a step makes ready.
    const ready = operators.filter(({ kind }) => kind === "quantize").at(-1)!;
    expect(ready).toMatchObject({ times: 58, activations: 8 * 2048 * (2 + 1) });
  });
});

describe("ranks that have tokens of their own", () => {
  const dealt = { data_parallel_size: 8, enable_expert_parallel: true };

  test("gather the tokens of all before the experts, and scatter sums after them", () => {
    const operators = waveOperators(qwen, 64, splitOf(dealt));
    // 2,048 elements of 2 bytes; the weight and the number of 8 experts.
    expect(named(operators, "dispatch")).toMatchObject({
      times: 48,
      message: { operation: "all-gather", bytes: 64 * (2048 * 2 + 8 * 8), among: "experts" },
    });
    expect(named(operators, "combine").message).toEqual({
      operation: "reduce-scatter",
      bytes: 64 * 2048 * 2,
      among: "experts",
    });
    // Of 64 tokens' choices an eighth each.
    expect(named(operators, "experts' down").flops).toBe(2 * 64 * 768 * 2048);
  });

  test("have nothing of it in what goes by a rank's own tokens", () => {
    const own = tokenOperators(qwen, 8, splitOf(dealt));
    expect(own.filter(({ kind }) => kind === "experts" || kind === "collective")).toEqual([]);
    expect(named(own, "router").flops).toBe(2 * 8 * 2048 * 128);
  });

  test("go without sums where a group divides its tokens, and gather its own instead", () => {
    const split = splitOf({ ...dealt, tensor_parallel_size: 2 });
    const own = tokenOperators(qwen, 8, split);
    const collectives = own.filter(({ kind }) => kind === "collective").map(({ name }) => name);
    expect(collectives).toEqual(["embedding all-reduce", "attention all-reduce", "experts gather"]);
    // Each routes its half.
    expect(named(own, "router").flops).toBe(2 * 4 * 2048 * 128);
  });

  test("compute what the wave has, or where it says nothing what the step has", () => {
    const split = splitOf(dealt);
    const flops = (waveTokens: number): number => {
      const shape = { ...emptyShape(), tokens: 8, decodes: 8, sampled: 8, waveTokens };
      return named(stepOperators(qwen, shape, { split }), "experts' down").flops;
    };
    expect(flops(64)).toBe(8 * flops(8));
    expect(flops(0)).toBe(flops(8));
  });
});
