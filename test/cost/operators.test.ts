import { describe, expect, test } from "vitest";
import { addPrefill, emptyShape, type StepShape } from "../../sim/cost/cost.ts";
import { type Operator, stepOperators } from "../../sim/cost/operators/index.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import { parameters } from "../../sim/machine/parameters.ts";

const llama = findModel("meta-llama/Llama-3.1-8B");

const decoding = (decodes: number, context: number): StepShape => ({
  ...emptyShape(),
  tokens: decodes,
  decodes,
  decodeContext: decodes * context,
  sampled: decodes,
});

const named = (operators: Operator[], name: string): Operator => {
  const found = operators.find((operator) => operator.name === name);
  if (!found) throw new Error(`no operator called ${name}`);
  return found;
};

describe("the operators of a step", () => {
  test("read every matrix once, whatever the batch", () => {
    const { total, embedding, norms, finalNorm } = parameters(llama);
    const inMatrices = total - embedding - finalNorm - norms;
    for (const decodes of [1, 64]) {
      const read = stepOperators(llama, decoding(decodes, 1000)).reduce(
        (bytes, operator) => bytes + operator.times * operator.weights,
        0,
      );
      expect(read).toBe(2 * inMatrices);
    }
  });

  test("take two FLOPs a weight and token in the matrices", () => {
    const { total, embedding, norms, finalNorm } = parameters(llama);
    const inMatrices = total - embedding - finalNorm - norms;
    const flops = stepOperators(llama, decoding(7, 1000))
      .filter(({ kind }) => kind === "matrix")
      .reduce((sum, operator) => sum + operator.times * operator.flops, 0);
    expect(flops).toBe(2 * 7 * inMatrices);
  });

  test("read the cache of each decode's context", () => {
    const { kv, times } = named(stepOperators(llama, decoding(3, 1000)), "attention of decodes");
    // 3 × 1,000 keys of 128 KiB in all layers
    expect(kv * times).toBe(3000 * 131_072);
  });

  test("attend to half of the square of a fresh prompt", () => {
    const shape = emptyShape();
    addPrefill(shape, 4, 0);
    const { flops } = named(stepOperators(llama, shape), "attention of prompts");
    // 1 + 2 + 3 + 4 pairs; two FLOPs for the score and two for the value, 32 heads of 128
    expect(flops).toBe(10 * 4 * 4096);
  });

  test("have no head where no token is drawn", () => {
    const shape = emptyShape();
    addPrefill(shape, 512, 0);
    const names = stepOperators(llama, shape).map(({ name }) => name);
    expect(names).not.toContain("head");
    expect(names).not.toContain("sampler");
  });

  test("of OPT neither rotate nor gate", () => {
    const names = stepOperators(findModel("facebook/opt-13b"), decoding(1, 10)).map((o) => o.name);
    expect(names).not.toContain("rotate");
    expect(names).toContain("up");
  });

  test("of Qwen3 norm queries and keys", () => {
    const operators = stepOperators(findModel("Qwen/Qwen3-14B"), decoding(1, 10));
    // (40 + 8) heads × 128 elements, read and written, 2 B
    expect(named(operators, "query and key norm").activations).toBe(2 * 48 * 128 * 2);
  });
});
