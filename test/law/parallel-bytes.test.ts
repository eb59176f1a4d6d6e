/** What the ranks of an engine send each other in a step, counted by hand, however it is spread. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { wireBytes } from "../../sim/cost/collective.ts";
import { emptyShape, type StepShape } from "../../sim/cost/cost.ts";
import { stepOperators } from "../../sim/cost/operators/index.ts";
import type { Model } from "../../sim/machine/model.ts";
import { type ParallelSettings, splitOf, stagesOf } from "../../sim/machine/parallel.ts";
import { readModel } from "../../sim/machine/read-model.ts";
import { tries } from "../soak.ts";
import { denseModels, mixtures } from "./parallel-scenarios.ts";

/** Bytes of an element: all of these models are in 16 bits. */
const WIDTH = 2;
const LAYERS = 6;
/** Bytes of a token, and of its logits. */
const TOKEN = 1024 * WIDTH;
const LOGITS = 32_000 * WIDTH;

/** Layers with experts, by the kind of model. */
const mixedLayers = { mixtral: 6, gpt_oss: 6, qwen3_moe: 3, deepseek_v3: 4 };

const steps = fc.record({ tokens: fc.integer({ min: 1, max: 3000 }), drawn: fc.nat(64) });

const groups = {
  tensor_parallel_size: fc.constantFrom(1, 2, 4, 8),
  pipeline_parallel_size: fc.constantFrom(1, 2, 3, 5),
  enable_sequence_parallel: fc.boolean(),
};

/** Bytes that one rank sends in a step, through all stages. */
function sent(model: Model, settings: ParallelSettings, shape: StepShape): number {
  const { pipeline_parallel_size: stages = 1, tensor_parallel_size = 1 } = settings;
  return stagesOf(model, stages)
    .flatMap((stage) => {
      const split = splitOf(settings, stage);
      return stepOperators(model, shape, { split }).map((operator) => ({ ...operator, split }));
    })
    .reduce((sum, { times, message, split }) => {
      if (message === undefined) return sum;
      const ranks = message.among === "experts" ? split.experts.ranks : tensor_parallel_size;
      return sum + times * wireBytes(message.operation, message.bytes, ranks);
    }, 0);
}

const shapeOf = ({ tokens, drawn }: { tokens: number; drawn: number }): StepShape => ({
  ...emptyShape(),
  tokens,
  decodes: tokens,
  decodeContext: 100 * tokens,
  sampled: drawn,
});

/** Of what is gathered or scattered among so many, that which is not one's own. */
const others = (ranks: number): number => (ranks - 1) / ranks;

test("a rank sends its part of every sum, two a layer and one of the embedding, and logits", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...denseModels, ...mixtures),
      fc.record(groups),
      fc.boolean(),
      steps,
      (config, settings, enable_expert_parallel, step) => {
        const sums = 1 + LAYERS * (config.parallel_attn === true ? 1 : 2);
        const summed = sums * 2 * step.tokens * TOKEN;
        const bytes = others(settings.tensor_parallel_size) * (summed + step.drawn * LOGITS);
        const asked = { ...settings, enable_expert_parallel };
        expect(sent(readModel(config, "drawn"), asked, shapeOf(step))).toBe(bytes);
      },
    ),
    { numRuns: tries(100) },
  );
});

test("ranks that share experts send tokens and their choices there, and sums back", () => {
  const sharing = fc.record({
    ...groups,
    data_parallel_size: fc.constantFrom(2, 4, 8),
    enable_expert_parallel: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.constantFrom(...mixtures), sharing, steps, (config, settings, step) => {
      const { tensor_parallel_size: ranks, data_parallel_size: replicas } = settings;
      const mixed = mixedLayers[config.model_type as keyof typeof mixedLayers];
      const wave = replicas * step.tokens;
      // A choice is the number of an expert and its weight, 32 bits each; four a token.
      const there = wave * (TOKEN + 4 * 8);
      const shared = others(ranks * replicas) * mixed * (there + wave * TOKEN);
      // Whole experts give a group parts of its tokens, to be gathered and not summed.
      const isWhole = settings.enable_expert_parallel;
      const halves = 2 * (1 + 2 * LAYERS) - (isWhole ? mixed : 0);
      const own = others(ranks) * (halves * step.tokens * TOKEN + step.drawn * LOGITS);
      const shape = { ...shapeOf(step), waveTokens: wave, waveMost: step.tokens };
      expect(sent(readModel(config, "drawn"), settings, shape)).toBeCloseTo(shared + own, 3);
    }),
    { numRuns: tries(100) },
  );
});
