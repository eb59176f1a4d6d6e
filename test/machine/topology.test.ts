import { describe, expect, test } from "vitest";
import { gpus } from "../../sim/machine/catalogue/gpus.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { placeGroup, placementInWords, topologyOf } from "../../sim/machine/topology.ts";

const placed = (gpu: string, ranks: number, gpusPerNode?: number) =>
  placeGroup(findGpu(gpu), ranks, gpusPerNode);

describe("a group of GPUs crosses", () => {
  test.each([
    ["H100-SXM-80GB", 8, "NVLink 4", true],
    ["A100-SXM-80GB", 2, "NVLink 3", true],
    ["L40S-48GB", 4, "PCIe 4.0 x16", false],
    // A bridge joins two cards; more of them meet at the host.
    ["H100-NVL-94GB", 2, "NVLink 4", true],
    ["H100-NVL-94GB", 4, "PCIe 5.0 x16", false],
    ["H200-NVL-141GB", 4, "NVLink 4", true],
    // Eight V100 are two quads.
    ["V100-SXM-16GB", 4, "NVLink 2", true],
    ["V100-SXM-16GB", 8, "NVLink 2", false],
    ["GH200-96GB", 32, "NVLink 4", true],
  ])("%s × %i: %s, all of them joined: %s", (gpu, ranks, link, connected) => {
    const { inside, nodes, connected: all } = placed(gpu, ranks);
    expect([inside.name, nodes, all]).toEqual([link, 1, connected]);
  });

  test("the rail where it fills several servers, each GPU having its share of it", () => {
    const { nodes, rail } = placed("H100-SXM-80GB", 16);
    expect([nodes, rail.name, rail.bandwidth]).toEqual([2, "InfiniBand NDR", 50e9]);
    expect(placed("L40S-48GB", 16).rail.bandwidth).toBe(12.5e9 / 8);
  });

  test("a mesh's lanes between its own members", () => {
    // Seven lanes of 64 GB/s, one to each neighbour.
    expect(placed("MI300X-192GB", 2).bandwidth).toBe(64e9);
    expect(placed("MI300X-192GB", 8).bandwidth).toBe(448e9);
    // Two of six lead to the partner.
    expect(placed("V100-SXM-16GB", 2).bandwidth).toBe(50e9);
  });
});

describe("a group", () => {
  test("fits one server or fills whole ones; else it is refused with what would do", () => {
    expect(() => placed("H100-SXM-80GB", 12)).toThrow(
      "tensor_parallel_size: 12 does not fit: a group takes up to 8 GPUs of one server, or whole " +
        "servers of them",
    );
    expect(placed("H100-SXM-80GB", 12, 4).nodes).toBe(3);
    expect(placed("H100-SXM-80GB", 6).nodes).toBe(1);
  });

  test("is told in words", () => {
    expect(placementInWords(placed("H100-SXM-80GB", 1))).toBe("one GPU");
    expect(placementInWords(placed("H100-SXM-80GB", 4))).toBe("4 GPUs over NVLink 4");
    expect(placementInWords(placed("H100-SXM-80GB", 16))).toBe(
      "16 GPUs, 8 a server over NVLink 4 and 2 servers over InfiniBand NDR",
    );
  });
});

test.each(gpus.map((gpu) => [gpu.name, gpu] as const))("%s has a server and a rail", (_, gpu) => {
  const { gpusPerNode, island, rail } = topologyOf(gpu);
  expect(gpusPerNode % island).toBe(0);
  expect(rail.bandwidth).toBeGreaterThan(1e9);
  expect(rail.bandwidth).toBeLessThanOrEqual(50e9);
});
