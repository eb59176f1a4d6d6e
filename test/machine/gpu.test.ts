import { describe, expect, test } from "vitest";
import { gpus } from "../../sim/machine/catalogue/gpus.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import type { Gpu } from "../../sim/machine/gpu.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Gigabytes on the box, from the name. */
const onTheBox = ({ name }: Gpu): number => Number(/-(\d+)GB$/.exec(name)![1]);

describe.each(gpus)("$name", (gpu) => {
  test("has a driver's memory: less than its box says, and not much less", () => {
    const share = gpu.memory / (onTheBox(gpu) * GIB);
    expect(gpu.memory % MIB).toBe(0);
    expect(share).toBeLessThanOrEqual(1);
    expect(share).toBeGreaterThan(0.92);
  });

  test("computes faster the fewer the bits, and never slower than its ordinary cores", () => {
    const { fp32, tf32, fp16, bf16, fp8, fp4, int8, int4 } = gpu.peak;
    const faster = [fp32, tf32, fp16, fp8, fp4].filter((rate) => rate !== undefined);
    expect([...faster].sort((a, b) => a - b)).toEqual(faster);
    expect(bf16 ?? fp16).toBe(fp16);
    expect(int8 ?? fp16!).toBeGreaterThanOrEqual(fp16!);
    expect(int4 ?? int8 ?? 0).toBeGreaterThanOrEqual(int8 ?? 0);
  });

  test("doubles its matrix arithmetic with 2:4 sparsity, or has none", () => {
    const { fp32: _, ...matrix } = gpu.peak;
    const twice = Object.fromEntries(
      Object.entries(matrix).map(([format, rate]) => [format, 2 * rate]),
    );
    const sparse = gpu.architecture !== "Volta" && gpu.architecture !== "Turing";
    expect(gpu.sparse).toEqual(sparse ? twice : {});
  });

  test("leaves the memory roof at tens to hundreds of FLOPs a byte", () => {
    const ridge = gpu.peak.fp16! / gpu.bandwidth;
    expect(ridge).toBeGreaterThan(30);
    expect(ridge).toBeLessThan(450);
  });

  test("has links slower than its memory, and neighbours no farther than the host", () => {
    const { peer, host } = gpu.links;
    expect(host.shape).toBe("host");
    expect(host.bandwidth).toBeGreaterThan(10e9);
    expect(host.bandwidth).toBeLessThan(gpu.bandwidth);
    if (peer === undefined) return;
    expect(peer.bandwidth).toBeGreaterThan(0.99 * Math.min(host.bandwidth, 450e9));
    expect(peer.bandwidth).toBeLessThan(gpu.bandwidth);
  });

  test("draws less the less it does", () => {
    expect(gpu.idle).toBeGreaterThan(0);
    expect(gpu.idleLoaded ?? gpu.idle + 1).toBeGreaterThan(gpu.idle);
    expect(gpu.idleLoaded ?? gpu.idle).toBeLessThan(gpu.tdp / 2);
  });

  test("names the sources of its figures, and of its price or whose price stands in", () => {
    const { sheet, memory, idle } = gpu.sources;
    expect(sheet).toMatch(/data sheet|white paper|product brief/);
    expect(memory).toMatch(/^(nvidia-smi: \d+MiB|rocm-smi: \d+ bytes)/);
    expect(Number(/\d+/.exec(memory)![0]) * (/MiB/.test(memory) ? MIB : 1)).toBe(gpu.memory);
    expect(idle).not.toBe("");
    expect(gpu.price.perHour).toBeGreaterThan(0);
    expect(gpu.price.source).toMatch(/on demand/);
    expect(/stands in/.test(gpu.price.source)).toBe(gpu.price.standsIn === true);
  });
});

describe("what is easily got wrong", () => {
  const tera = (name: string) => (format: "fp16" | "bf16" | "fp8") =>
    findGpu(name).peak[format]! / 1e12;

  test("sheets that print sparse rates are halved", () => {
    expect(tera("L4")("fp16")).toBe(121);
    expect(tera("L40S")("fp8")).toBe(733);
    expect(tera("H100-NVL")("bf16")).toBe(835.5);
    expect(tera("B200")("fp16")).toBe(2250);
  });

  test("GeForce sums in fp32 at half the rate, and A10G is no A10", () => {
    expect(tera("RTX-4090")("fp16")).toBe(165.2);
    expect(tera("A10G")("fp16")).toBe(70);
  });

  test("exported Hoppers are cut in arithmetic (H20) or in links (H800)", () => {
    const [h100, h20, h800] = [findGpu("H100"), findGpu("H20"), findGpu("H800")];
    expect(h20.peak.bf16).toBe(148e12);
    expect(h20.links.peer).toEqual(h100.links.peer);
    expect(h800.peak).toEqual(h100.peak);
    expect(h800.links.peer!.bandwidth).toBe(200e9);
  });

  test("links count one direction: 900 GB/s of NVLink 4 are 450, 64 of PCIe 4 are 31.5", () => {
    expect(findGpu("H100").links.peer!.bandwidth).toBe(450e9);
    expect(findGpu("A100").links.peer!.bandwidth).toBe(300e9);
    expect(findGpu("B200").links.peer!.bandwidth).toBe(900e9);
    expect(findGpu("A40").links.peer!.bandwidth).toBe(56.25e9);
    expect(findGpu("L40S").links.host.bandwidth / 1e9).toBeCloseTo(31.5, 1);
    expect(findGpu("L40S").links.peer).toBeUndefined();
  });

  test("H200 is H100's die with more and faster memory, and a larger cache", () => {
    const [h100, h200] = [findGpu("H100"), findGpu("H200")];
    expect(h200.peak).toEqual(h100.peak);
    expect(h200.bandwidth / h100.bandwidth).toBeCloseTo(1.43, 2);
    expect([h100.l2 / MIB, h200.l2 / MIB]).toEqual([50, 60]);
  });
});
