/** What a step costs in each stage of a pipeline, and what is sent between two. */
import { describe, expect, test } from "vitest";
import { addPrefill, causes, emptyShape, type StepShape } from "../../sim/cost/cost.ts";
import type { CostSettings } from "../../sim/cost/cost-settings.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { createNetwork } from "../../sim/cost/network.ts";
import { onGrid, TICK } from "../../sim/kernel/time.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import { placeGroup } from "../../sim/machine/topology.ts";

const gpu = findGpu("H100-SXM-80GB");
const costOf = (more: Partial<CostSettings>, model = "meta-llama/Llama-3.1-8B") =>
  createCost({
    model: findModel(model),
    gpu,
    settings: {
      max_num_seqs: 256,
      enforce_eager: false,
      async_scheduling: true,
      sampler: "greedy",
      ...more,
    },
  });

const decodes = (count: number): StepShape => ({
  ...emptyShape(),
  tokens: count,
  decodes: count,
  decodeContext: 1000 * count,
  sampled: count,
});

describe("stages", () => {
  test("together compute what one GPU does, cause by cause", () => {
    const mixed = decodes(20);
    addPrefill(mixed, 700, 100);
    for (const shape of [decodes(1), decodes(100), mixed]) {
      const [alone, ofStage] = [new Float64Array(causes.length), new Float64Array(causes.length)];
      costOf({}).gpu(shape, alone);
      const together = new Float64Array(causes.length);
      for (const stage of costOf({ pipeline_parallel_size: 3 }).stages!) {
        stage.gpu(shape, ofStage);
        for (let cause = 0; cause < causes.length; cause++) together[cause]! += ofStage[cause]!;
      }
      for (const [cause, seconds] of together.entries())
        expect(Math.abs(seconds - alone[cause]!)).toBeLessThan(8 * TICK);
    }
  });

  test("have the sampler and the head at the end", () => {
    const [first, last] = costOf({ pipeline_parallel_size: 2 }).stages!;
    const byCause = new Float64Array(causes.length);
    first!.gpu(decodes(8), byCause);
    expect(byCause[causes.indexOf("sampler")]).toBe(0);
    const begun = byCause.reduce((sum, seconds) => sum + seconds, 0);
    last!.gpu(decodes(8), byCause);
    expect(byCause[causes.indexOf("sampler")]).toBeGreaterThan(0);
    // Of 32 layers 16 each; the head alone weighs as much as two and a half of them.
    expect(byCause.reduce((sum, seconds) => sum + seconds, 0)).toBeGreaterThan(1.1 * begun);
  });

  test("launch their own layers, which adds up", () => {
    const shape = emptyShape();
    addPrefill(shape, 1000, 0);
    const cost = costOf({ pipeline_parallel_size: 2, pp_layer_partition: [24, 8] });
    expect(cost.stages!.map((stage) => stage.launch(shape))).toEqual([
      onGrid(24 * 0.65e-3),
      onGrid(8 * 0.65e-3),
    ]);
    expect(cost.launch(shape)).toBe(onGrid(24 * 0.65e-3) + onGrid(8 * 0.65e-3));
  });

  test("are sent hidden states and residuals of the padded batch, or hidden states alone", () => {
    const send = createNetwork(placeGroup(gpu, 2));
    // 20 requests in a graph of 24; 4,096 elements in 16 bits.
    const [first, second] = costOf({ pipeline_parallel_size: 2 }).stages!;
    expect(first!.receive(decodes(20))).toBe(0);
    expect(second!.receive(decodes(20))).toBe(onGrid(2 * send("send", 24 * 4096 * 2)));
    const [, ofOpt] = costOf({ pipeline_parallel_size: 2 }, "facebook/opt-13b").stages!;
    expect(ofOpt!.receive(decodes(20))).toBe(onGrid(send("send", 24 * 5120 * 2)));
  });

  test("of several ranks are sent a share each, and gather them", () => {
    const sizes = { tensor_parallel_size: 4, pipeline_parallel_size: 2 };
    const [pair, group] = [createNetwork(placeGroup(gpu, 2)), createNetwork(placeGroup(gpu, 4))];
    const bytes = 24 * 4096 * 2;
    expect(costOf(sizes).stages![1]!.receive(decodes(20))).toBe(
      onGrid(2 * (pair("send", bytes / 4) + group("all-gather", bytes))),
    );
  });

  test("in two servers wait for the network between them", () => {
    const near = costOf({ pipeline_parallel_size: 2 }).stages![1]!;
    const far = costOf({ pipeline_parallel_size: 2, gpus_per_node: 1 }).stages![1]!;
    expect(far.receive(decodes(256))).toBeGreaterThan(near.receive(decodes(256)));
  });
});

test("a worker amid other steps prepares no faster than was measured", () => {
  const { work } = costOf({ pipeline_parallel_size: 2 });
  // 1.3 ms and 15 µs a request, and 3.45 ms at least.
  expect(work!(decodes(20))).toBe(onGrid(1.6e-3));
  expect([1, 100].map((count) => work!(decodes(count), true))).toEqual([
    onGrid(3.45e-3),
    onGrid(3.45e-3),
  ]);
  expect(work!(decodes(200), true)).toBe(onGrid(1.3e-3 + 200 * 15e-6));
});
