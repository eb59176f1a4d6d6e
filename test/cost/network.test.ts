import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNetwork } from "../../sim/cost/network.ts";
import { gpus } from "../../sim/machine/catalogue/gpus.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { placeGroup, topologyOf } from "../../sim/machine/topology.ts";

const over = (gpu: string, ranks: number) => createNetwork(placeGroup(findGpu(gpu), ranks));
const operations = ["all-reduce", "all-gather", "reduce-scatter", "all-to-all", "send"] as const;
const MIB = 2 ** 20;

describe("a group", () => {
  test("of one takes no time at all", () => {
    for (const operation of operations) expect(over("H100-SXM-80GB", 1)(operation, MIB)).toBe(0);
  });

  test("of any GPUs takes longer for more bytes, whatever kernel the size chooses", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...gpus),
        fc.constantFrom(...operations),
        fc.integer({ min: 1, max: 24 }),
        fc.tuple(fc.integer({ min: 0, max: 2 ** 25 }), fc.integer({ min: 0, max: 2 ** 21 })),
        (gpu, operation, size, [bytes, more]) => {
          const { gpusPerNode } = topologyOf(gpu);
          const ranks = size > gpusPerNode ? gpusPerNode * (size % 4 || 4) : size;
          const seconds = createNetwork(placeGroup(gpu, ranks));
          expect(seconds(operation, bytes + more)).toBeGreaterThanOrEqual(
            seconds(operation, bytes),
          );
          expect(seconds(operation, bytes)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe("a sum of a decode step's activations", () => {
  const bytes = 16 * 8192 * 2;

  test("takes longer over PCIe than over NVLink, and longer still across servers", () => {
    const nvlink = over("H100-SXM-80GB", 8)("all-reduce", bytes);
    const rail = over("H100-SXM-80GB", 16)("all-reduce", bytes);
    expect(over("L40S-48GB", 8)("all-reduce", bytes)).toBeGreaterThan(10 * nvlink);
    expect(rail).toBeGreaterThan(2 * nvlink);
  });

  test("across servers carries an eighth of it on each rail", () => {
    const network = createNetwork(placeGroup(findGpu("H100-SXM-80GB"), 16));
    const inside = createNetwork(placeGroup(findGpu("H100-SXM-80GB"), 8));
    const large = 800 * MIB;
    // Two servers: each rail sends 100 MiB, at 0.7159 of 50 GB/s, in two hops of a ring.
    const rail = 20.19e-6 + (100 * MIB) / (0.7159 * 50e9) + 4e-6;
    expect(network("all-reduce", large)).toBeCloseTo(
      inside("reduce-scatter", large) + rail + inside("all-gather", large),
      12,
    );
  });
});
