/** What the ranks of an engine send each other in a step, counted by hand, however it is spread. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { wireBytes } from "../../sim/cost/collective.ts";
import { emptyShape, type StepShape } from "../../sim/cost/cost.ts";
import { stepOperators } from "../../sim/cost/operators/index.ts";
import { type ParallelSettings, splitOf, stagesOf } from "../../sim/machine/parallel.ts";
import { readModel } from "../../sim/machine/read-model.ts";
import { tries } from "../soak.ts";
import { models } from "./parallel-scenarios.ts";

/** Bytes of an element: all of these models are in 16 bits. */
const WIDTH = 2;

const steps = fc.record({ tokens: fc.integer({ min: 1, max: 3000 }), drawn: fc.nat(64) });

const shapeOf = ({ tokens, drawn }: { tokens: number; drawn: number }): StepShape => ({
  ...emptyShape(),
  tokens,
  decodes: tokens,
  decodeContext: 100 * tokens,
  sampled: drawn,
});

/** Bytes that one rank sends in a step, through all stages. */
function sent(model: ReturnType<typeof readModel>, settings: ParallelSettings, shape: StepShape) {
  const { pipeline_parallel_size: stages = 1, tensor_parallel_size: ranks = 1 } = settings;
  return stagesOf(model, stages)
    .flatMap((stage) => stepOperators(model, shape, { split: splitOf(settings, stage) }))
    .reduce((sum, { times, message }) => {
      if (message === undefined) return sum;
      return sum + times * wireBytes(message.operation, message.bytes, ranks);
    }, 0);
}

test("a rank sends its part of every sum, two a layer and one of the embedding, and logits", () => {
  const groups = fc.record({
    tensor_parallel_size: fc.constantFrom(1, 2, 4, 8),
    pipeline_parallel_size: fc.constantFrom(1, 2, 3, 5),
    enable_sequence_parallel: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.constantFrom(...models), groups, steps, (config, settings, step) => {
      const model = readModel(config, "drawn");
      const { tensor_parallel_size: ranks } = settings;
      const others = (ranks - 1) / ranks;
      const layerSums = config.parallel_attn === true ? 1 : 2;
      const sums = 1 + 6 * layerSums;
      const summed = sums * 2 * others * step.tokens * 1024 * WIDTH;
      const logits = others * step.drawn * 32_000 * WIDTH;
      expect(sent(model, settings, shapeOf(step))).toBe(summed + logits);
    }),
    { numRuns: tries(100) },
  );
});
