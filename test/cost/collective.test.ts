import { describe, expect, test } from "vitest";
import {
  allReduceBytes,
  allReduceKernel,
  collectiveSeconds,
  wireBytes,
} from "../../sim/cost/collective.ts";

describe("bytes on the wire of each rank", () => {
  const bytes = 840;

  test("of a sum: twice (n − 1)/n around a ring or in two shots, n − 1 times in one shot", () => {
    expect(allReduceBytes("ring", bytes, 4)).toBe(1260);
    expect(allReduceBytes("two-shot", bytes, 8)).toBe(1470);
    expect(allReduceBytes("one-shot", bytes, 8)).toBe(5880);
    expect(allReduceBytes("one-shot", bytes, 2)).toBe(allReduceBytes("ring", bytes, 2));
    expect(allReduceBytes("tree", bytes, 8)).toBe(1680);
  });

  test("of a gather, a scattered sum and an exchange: (n − 1)/n; of a send all", () => {
    for (const operation of ["all-gather", "reduce-scatter", "all-to-all"] as const)
      expect(wireBytes(operation, bytes, 4)).toBe(630);
    expect(wireBytes("send", bytes, 4)).toBe(bytes);
  });

  test("a scattered sum and a gather send what a sum around a ring sends", () => {
    for (const ranks of [2, 3, 4, 6, 8])
      expect(
        wireBytes("reduce-scatter", bytes, ranks) + wireBytes("all-gather", bytes, ranks),
      ).toBeCloseTo(wireBytes("all-reduce", bytes, ranks), 9);
  });

  test("one alone sends nothing", () => {
    for (const algorithm of ["ring", "tree", "one-shot", "two-shot"] as const)
      expect(allReduceBytes(algorithm, bytes, 1)).toBe(0);
    for (const operation of ["all-reduce", "all-to-all", "send"] as const)
      expect(wireBytes(operation, bytes, 1)).toBe(0);
  });
});

describe("the time of a collective", () => {
  const constants = {
    floor: 5e-6,
    perPeer: 1e-6,
    bandwidthShare: 0.5,
    pipelining: 1e-3,
    contention: 0,
  };

  test("is floor, peers, wire over the rate that is reached, and a pipeline's root", () => {
    // 400 kB at 50 of 100 GB/s: 8 µs; its root 2.83e-3 √s.
    const at = { wire: 400e3, ranks: 4, bandwidth: 100e9 };
    expect(collectiveSeconds(constants, at)).toBeCloseTo(5e-6 + 2e-6 + 8e-6 + 2.8284e-6, 9);
  });

  test("over lanes that all share falls with the power of their number", () => {
    const shared = { ...constants, pipelining: 0, floor: 0, perPeer: 0, contention: 2 };
    const time = (ranks: number) =>
      collectiveSeconds(shared, { wire: 1e6, ranks, bandwidth: 100e9 });
    expect(time(2)).toBeCloseTo(20e-6, 12);
    expect(time(4)).toBeCloseTo(80e-6, 12);
  });

  test("of one rank is none", () => {
    expect(collectiveSeconds(constants, { wire: 1e6, ranks: 1, bandwidth: 1e9 })).toBe(0);
  });
});

describe("the kernel that sums a buffer", () => {
  const KIB = 1024;
  const joined = { nodes: 1, connected: true };

  test.each([
    [2, 8191 * KIB, "one-shot"],
    [2, 8192 * KIB, "library"],
    [4, 511 * KIB, "one-shot"],
    [4, 512 * KIB, "two-shot"],
    [8, 255 * KIB, "one-shot"],
    [8, 256 * KIB, "two-shot"],
    [8, 8192 * KIB, "library"],
    // Not built for three or sixteen.
    [3, KIB, "library"],
    [16, KIB, "library"],
  ] as const)("of %i ranks and %i bytes: %s", (ranks, bytes, kernel) => {
    expect(allReduceKernel(bytes, { ranks, ...joined })).toBe(kernel);
  });

  test("without NVLink between all, and across servers, is the library's beyond two ranks", () => {
    const boxed = { nodes: 1, connected: false };
    expect(allReduceKernel(KIB, { ranks: 2, ...boxed })).toBe("one-shot");
    expect(allReduceKernel(KIB, { ranks: 4, ...boxed })).toBe("library");
    expect(allReduceKernel(KIB, { ranks: 2, nodes: 2, connected: true })).toBe("library");
  });
});
