import { describe, expect, test } from "vitest";
import { engineInWords, placeEngine } from "../../sim/machine/engine-placement.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import { type ParallelSettings, stagesOf } from "../../sim/machine/parallel.ts";

interface Of extends ParallelSettings {
  model?: string;
}

const placed = (tensor: number, pipeline: number, data = 1, more: Of = {}) =>
  placeEngine(findGpu("H100-SXM-80GB"), findModel(more.model ?? "Qwen/Qwen3-30B-A3B"), {
    tensor_parallel_size: tensor,
    pipeline_parallel_size: pipeline,
    data_parallel_size: data,
    ...more,
  });

describe("the hops between stages", () => {
  const hops = (...of: Parameters<typeof placed>) =>
    placed(...of).hops.map(({ nodes, inside, rail }) => (nodes === 1 ? inside.name : rail.name));

  test("stay in a server while its GPUs last", () => {
    expect(hops(1, 1)).toEqual([]);
    expect(hops(2, 4)).toEqual(["NVLink 4", "NVLink 4", "NVLink 4"]);
  });

  test("cross to the next where they are spent", () => {
    // Two groups of four GPUs fill a server.
    expect(hops(4, 4)).toEqual(["NVLink 4", "InfiniBand NDR", "NVLink 4"]);
    expect(hops(8, 2)).toEqual(["InfiniBand NDR"]);
    // Of eight GPUs three are one group, two of which leave two GPUs to others.
    expect(hops(3, 3)).toEqual(["NVLink 4", "InfiniBand NDR"]);
  });

  test("cross where they do in any data-parallel rank", () => {
    // Six stages and six more: the second rank's third stage begins the second server.
    expect(
      hops(1, 6, 2, { model: "meta-llama/Llama-3.1-8B" }).filter(
        (link) => link === "InfiniBand NDR",
      ),
    ).toHaveLength(1);
  });

  test("go by what a server is said to hold", () => {
    expect(hops(1, 2, 1, { gpus_per_node: 1 })).toEqual(["InfiniBand NDR"]);
  });
});

describe("the ranks that share experts", () => {
  const experts = (...of: Parameters<typeof placed>) => {
    const { ranks, nodes } = placed(...of).experts;
    return { ranks, nodes };
  };

  test("are the tensor-parallel group of an engine without data-parallel ranks", () => {
    expect(experts(4, 1)).toEqual({ ranks: 4, nodes: 1 });
  });

  test("are all data-parallel ranks with their groups", () => {
    expect(experts(1, 1, 8)).toEqual({ ranks: 8, nodes: 1 });
    expect(experts(1, 1, 64)).toEqual({ ranks: 64, nodes: 8 });
    expect(experts(8, 1, 4)).toEqual({ ranks: 32, nodes: 4 });
    // Four of eight GPUs of a server are of like stage.
    expect(experts(1, 2, 8)).toEqual({ ranks: 8, nodes: 2 });
  });

  test("are none of a model without experts, whose ranks may stand anywhere", () => {
    expect(experts(1, 1, 12, { model: "meta-llama/Llama-3.1-8B" })).toEqual({ ranks: 1, nodes: 1 });
  });

  test("fit one server or fill whole ones", () => {
    expect(() => experts(1, 1, 12)).toThrow(
      "data_parallel_size: 12 does not fit: a server holds 8 of them, and ranks that share " +
        "experts fit one server or fill whole ones",
    );
    expect(() => experts(1, 3, 2)).toThrow(
      "data_parallel_size: 2 does not fit: 3 stages do not divide the 8 groups of 1 GPUs that a " +
        "server holds, nor do these divide the stages",
    );
  });
});

describe("the stages of a pipeline", () => {
  const layers = (all: number, of: number) =>
    stagesOf({ layers: all }, of).map(({ from, to }) => to - from);

  test("have the same number of layers where it divides, and cover all in order", () => {
    expect(layers(32, 2)).toEqual([16, 16]);
    expect(stagesOf({ layers: 80 }, 4).map(({ from, to }) => [from, to])).toEqual([
      [0, 20],
      [20, 40],
      [40, 60],
      [60, 80],
    ]);
  });

  test("have one more before the last where layers are left over", () => {
    expect(layers(61, 4)).toEqual([15, 15, 16, 15]);
    expect(layers(62, 4)).toEqual([15, 16, 16, 15]);
    expect(layers(63, 4)).toEqual([16, 16, 16, 15]);
  });
});

describe("in words", () => {
  test("every group is told with the link that it crosses, and one GPU crosses none", () => {
    expect(engineInWords(placed(1, 1))).toEqual([]);
    expect(engineInWords(placed(4, 4))).toEqual([
      "a tensor-parallel group joins 4 GPUs over NVLink 4",
      "2 hops between stages go over NVLink 4 and 1 over InfiniBand NDR",
    ]);
    expect(engineInWords(placed(8, 2))[1]).toBe("1 hop between stages goes over InfiniBand NDR");
    expect(engineInWords(placed(1, 1, 16))).toEqual([
      "experts are shared by 16 GPUs, 8 a server over NVLink 4 and 2 servers over InfiniBand NDR",
    ]);
    // Without experts, data-parallel ranks have nothing to say to each other.
    expect(engineInWords(placed(1, 1, 16, { model: "meta-llama/Llama-3.1-8B" }))).toEqual([]);
  });
});
