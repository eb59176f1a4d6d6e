import { expect, test } from "vitest";
import { CAUSE, causes, emptyShape, type StepShape } from "../../sim/cost/cost.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { explainStep } from "../../sim/explain/step.ts";
import { onGrid } from "../../sim/kernel/time.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import type { ParallelSettings } from "../../sim/machine/parallel.ts";

const decoding: StepShape = {
  ...emptyShape(),
  tokens: 16,
  decodes: 16,
  decodeContext: 16_000,
  sampled: 16,
};

const settings = (more: ParallelSettings) =>
  ({
    max_num_seqs: 256,
    enforce_eager: false,
    async_scheduling: true,
    sampler: "greedy",
    tensor_parallel_size: 4,
    ...more,
  }) as const;

function priced(more: ParallelSettings, gpu = "H100-SXM-80GB") {
  const byCause = new Float64Array(causes.length);
  const cost = createCost({
    model: findModel("meta-llama/Llama-3.1-70B"),
    gpu: findGpu(gpu),
    settings: settings(more),
  });
  const seconds = cost.gpu(decoding, byCause);
  return { seconds, byCause, sending: byCause[CAUSE.collectives]! };
}

test("a share of the collectives runs beside kernels, and the step is shorter by it", () => {
  const bare = priced({});
  const half = priced({ collective_overlap: 0.5 });
  expect(half.sending).toBe(bare.sending - onGrid(bare.sending / 2));
  expect(half.seconds).toBe(bare.seconds - (bare.sending - half.sending));
  expect(half.seconds).toBe(half.byCause.reduce((sum, seconds) => sum + seconds, 0));
  expect(priced({ collective_overlap: 1 }).sending).toBe(0);
});

test("no more of them hides than there are kernels to hide behind", () => {
  // Each GPU in a server of its own: a step mostly sends.
  const apart = { tensor_parallel_size: 8, gpus_per_node: 1 };
  const bare = priced(apart);
  const kernels = bare.seconds - bare.sending;
  expect(bare.sending).toBeGreaterThan(kernels);
  expect(priced({ ...apart, collective_overlap: 1 }).seconds).toBe(bare.sending);
});

test("nothing is hidden by default, nor where nothing is sent", () => {
  expect(priced({ collective_overlap: 0 }).seconds).toBe(priced({}).seconds);
  const alone = { tensor_parallel_size: 1 };
  expect(priced({ ...alone, collective_overlap: 1 }).seconds).toBe(priced(alone).seconds);
});

test("an explained step has what is left of its collectives, and sums to its price", () => {
  for (const more of [{}, { pipeline_parallel_size: 2 }]) {
    const { stages } = explainStep({
      model: findModel("meta-llama/Llama-3.1-70B"),
      gpu: findGpu("H100-SXM-80GB"),
      settings: settings({ ...more, collective_overlap: 0.7 }),
      shape: decoding,
    });
    for (const { operators, gpu, byCause } of stages) {
      expect(operators.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(gpu);
      const sent = operators.filter(({ kind }) => kind === "collective");
      const sum = sent.reduce((all, { spent }) => all + spent.network, 0);
      expect(sum).toBeCloseTo(byCause[CAUSE.collectives]!, 8);
    }
  }
});
