import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { samplers } from "../../sim/cost/calibration/calibration.ts";
import { calibrationOf } from "../../sim/cost/calibration/calibration-of.ts";
import {
  addPrefill,
  CAUSE,
  type Cost,
  causes,
  emptyShape,
  type StepShape,
} from "../../sim/cost/cost.ts";
import type { CostSettings } from "../../sim/cost/cost-settings.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { stepOperators } from "../../sim/cost/operators/index.ts";
import { operatorSeconds, roofOf, roofsOf } from "../../sim/cost/roofline.ts";
import { onGrid, TICK } from "../../sim/kernel/time.ts";
import { findGpu, gpuNames } from "../../sim/machine/find-gpu.ts";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import { servedOn } from "../../sim/machine/formats.ts";
import { packedModels } from "./packed-models.ts";

const usual: CostSettings = {
  max_num_seqs: 256,
  enforce_eager: false,
  async_scheduling: true,
  sampler: "greedy",
};

interface Served {
  model: string;
  gpu: string;
  settings: CostSettings;
}

const costOf = ({ model, gpu, settings }: Served): Cost =>
  createCost({ model: findModel(model), gpu: findGpu(gpu), settings });

const served: fc.Arbitrary<Served> = fc.record({
  model: fc.constantFrom(...modelNames, ...packedModels),
  gpu: fc.constantFrom(...gpuNames),
  settings: fc.record({
    max_num_seqs: fc.constantFrom(1, 8, 256),
    enforce_eager: fc.boolean(),
    async_scheduling: fc.boolean(),
    sampler: fc.constantFrom(...samplers),
  }),
});

const llamaOn = (gpu: string): Cost =>
  costOf({ model: "meta-llama/Llama-3.1-8B", gpu, settings: usual });

interface Piece {
  tokens: number;
  before: number;
}

/** A step as lists; its shape is their sums. */
interface Batch {
  contexts: number[];
  pieces: Piece[];
}

const piece: fc.Arbitrary<Piece> = fc.record({
  tokens: fc.integer({ min: 1, max: 3000 }),
  before: fc.integer({ min: 0, max: 20_000 }),
});

const batch: fc.Arbitrary<Batch> = fc.record({
  contexts: fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 40 }),
  pieces: fc.array(piece, { maxLength: 4 }),
});

function shapeOf({ contexts, pieces }: Batch): StepShape {
  const shape = emptyShape();
  shape.tokens = shape.decodes = contexts.length;
  shape.decodeContext = contexts.reduce((sum, context) => sum + context, 0);
  for (const { tokens, before } of pieces) addPrefill(shape, tokens, before);
  shape.sampled = contexts.length + pieces.length;
  return shape;
}

const gpuSeconds = (cost: Cost, of: Batch): number =>
  cost.gpu(shapeOf(of), new Float64Array(causes.length));

describe("the price of a step", () => {
  test("is the exact sum of its causes, all on the grid", () => {
    fc.assert(
      fc.property(served, batch, (who, what) => {
        const byCause = new Float64Array(causes.length).fill(Number.NaN);
        const total = costOf(who).gpu(shapeOf(what), byCause);
        expect(byCause.reduce((a, b) => a + b)).toBe(total);
        for (const seconds of byCause) {
          expect(seconds).toBeGreaterThanOrEqual(0);
          expect(onGrid(seconds)).toBe(seconds);
        }
      }),
    );
  });

  test("leaves host and idle to the engine", () => {
    const byCause = new Float64Array(causes.length);
    llamaOn("H100-SXM-80GB").gpu(shapeOf({ contexts: [10], pieces: [] }), byCause);
    expect(byCause[CAUSE.host]).toBe(0);
    expect(byCause[CAUSE.idle]).toBe(0);
  });

  test("does not depend on what was priced before", () => {
    fc.assert(
      fc.property(served, batch, batch, (who, first, second) => {
        const [fresh, used] = [costOf(who), costOf(who)];
        gpuSeconds(used, first);
        expect(gpuSeconds(used, second)).toBe(gpuSeconds(fresh, second));
      }),
    );
  });

  test("is that of its operators under their roofs", () => {
    const eager = { ...usual, enforce_eager: true };
    const decodesOrPrompts = batch.map(({ contexts, pieces }) =>
      contexts.length > 0 ? { contexts, pieces: [] } : { contexts, pieces },
    );
    fc.assert(
      fc.property(served, decodesOrPrompts, (who, what) => {
        const gpu = findGpu(who.gpu);
        const model = servedOn(gpu, findModel(who.model));
        const { sampler } = who.settings;
        const roofs = roofsOf({ model, gpu, calibration: calibrationOf(gpu), sampler });
        const sum = stepOperators(model, shapeOf(what)).reduce(
          (seconds, operator) => seconds + operatorSeconds(operator, roofOf(operator, roofs)),
          0,
        );
        const cost = createCost({ model, gpu, settings: { ...eager, sampler } });
        // Rounded in four places: tokens, logits, attention and its floor.
        expect(Math.abs(gpuSeconds(cost, what) - sum)).toBeLessThan(4 * TICK);
      }),
    );
  });
});

describe("more work is never cheaper", () => {
  const never = (grow: (batch: Batch) => Batch) =>
    fc.assert(
      fc.property(served, batch, (who, what) => {
        const cost = costOf(who);
        const grown = grow(what);
        expect(gpuSeconds(cost, grown)).toBeGreaterThanOrEqual(gpuSeconds(cost, what));
        expect(cost.prepare(shapeOf(grown))).toBeGreaterThanOrEqual(cost.prepare(shapeOf(what)));
        expect(cost.launch(shapeOf(grown))).toBeGreaterThanOrEqual(cost.launch(shapeOf(what)));
      }),
    );

  test("one more decode", () => {
    never(({ contexts, pieces }) => ({ contexts: [...contexts, 1], pieces }));
  });

  test("one more key for every decode", () => {
    never(({ contexts, pieces }) => ({ contexts: contexts.map((n) => n + 1), pieces }));
  });

  test("one more piece, however short", () => {
    never(({ contexts, pieces }) => ({ contexts, pieces: [...pieces, { tokens: 1, before: 0 }] }));
  });

  test("one more piece, long", () => {
    never(({ contexts, pieces }) => ({
      contexts,
      pieces: [...pieces, { tokens: 900, before: 0 }],
    }));
  });

  test("one more token, or one more key, in every piece", () => {
    never(({ contexts, pieces }) => ({
      contexts,
      pieces: pieces.map(({ tokens, before }) => ({ tokens: tokens + 1, before })),
    }));
    never(({ contexts, pieces }) => ({
      contexts,
      pieces: pieces.map(({ tokens, before }) => ({ tokens, before: before + 1 })),
    }));
  });
});

describe("Llama-3.1-8B", () => {
  const one = { contexts: [1024], pieces: [] };

  test("decodes alone in about 6.7 ms on H100 and 4.9 ms on H200", () => {
    // Measured: a step as a CUDA graph on H100, vLLM 0.26 on H200.
    expect(gpuSeconds(llamaOn("H100-SXM-80GB"), one) * 1e3).toBeCloseTo(6.66, 0);
    expect(Math.abs(gpuSeconds(llamaOn("H200-SXM-141GB"), one) / 4.92e-3 - 1)).toBeLessThan(0.03);
  });

  test("spends a lone decode on weights, and a long prompt on arithmetic", () => {
    const byCause = new Float64Array(causes.length);
    const cost = llamaOn("H100-SXM-80GB");
    const alone = cost.gpu(shapeOf(one), byCause);
    expect(byCause[CAUSE.weights]! / alone).toBeGreaterThan(0.75);
    const prompt = cost.gpu(
      shapeOf({ contexts: [], pieces: [{ tokens: 8192, before: 0 }] }),
      byCause,
    );
    expect((byCause[CAUSE.matrix]! + byCause[CAUSE.attention]!) / prompt).toBeGreaterThan(0.85);
  });

  test("reads the cache of its decodes more slowly beside a prompt", () => {
    const [alone, mixed] = [new Float64Array(causes.length), new Float64Array(causes.length)];
    const cost = llamaOn("H200-SXM-141GB");
    const contexts = Array<number>(20).fill(5000);
    const pieces = [{ tokens: 1, before: 0 }];
    cost.gpu(shapeOf({ contexts, pieces: [] }), alone);
    cost.gpu(shapeOf({ contexts, pieces }), mixed);
    expect(mixed[CAUSE.kv]! / alone[CAUSE.kv]!).toBeCloseTo(1.9, 2);
  });
});

describe("a model without groups of query heads", () => {
  test("reads its cache as fast beside a prompt as alone", () => {
    const cost = costOf({
      model: "meta-llama/Llama-2-7b-hf",
      gpu: "H200-SXM-141GB",
      settings: usual,
    });
    const [alone, mixed] = [new Float64Array(causes.length), new Float64Array(causes.length)];
    const contexts = Array<number>(20).fill(1000);
    cost.gpu(shapeOf({ contexts, pieces: [] }), alone);
    cost.gpu(shapeOf({ contexts, pieces: [{ tokens: 1, before: 0 }] }), mixed);
    expect(mixed[CAUSE.kv]! / alone[CAUSE.kv]!).toBeCloseTo(1, 2);
  });
});

describe("samplers", () => {
  test("cost the more the more they sort", () => {
    const seconds = samplers.map((sampler) =>
      gpuSeconds(
        costOf({
          model: "Qwen/Qwen3-14B",
          gpu: "H100-SXM-80GB",
          settings: { ...usual, sampler },
        }),
        { contexts: Array<number>(128).fill(100), pieces: [] },
      ),
    );
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
    // Measured at 128 rows of 151,936 logits: greedy 0.06 ms, top-p 3.4 ms.
    expect((seconds.at(-1)! - seconds[0]!) * 1e3).toBeCloseTo(3.4, 0);
  });
});
