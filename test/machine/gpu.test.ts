import { describe, expect, test } from "vitest";
import { findGpu, gpuNames } from "../../sim/machine/gpu.ts";
import { PartError } from "../../sim/machine/part-error.ts";

const MIB = 2 ** 20;

describe("the catalogue of GPUs", () => {
  test("a name is found in any case of letters", () => {
    expect(findGpu("h100-sxm-80gb")).toBe(findGpu("H100-SXM-80GB"));
  });

  test("an unknown name is refused with the choices", () => {
    const search = () => findGpu("H101");
    expect(search).toThrow(PartError);
    expect(search).toThrow(
      expect.objectContaining({ path: "gpu", value: "H101", choices: [...gpuNames] }),
    );
  });

  test("memory is what the driver reports, not the number on the box", () => {
    expect(findGpu("A100-SXM-80GB").memory / MIB).toBe(81_920);
    expect(findGpu("H100-SXM-80GB").memory / MIB).toBe(81_559);
    expect(findGpu("H200-SXM-141GB").memory / MIB).toBe(143_771);
  });

  test("H200 is H100's die with more and faster memory", () => {
    const [h100, h200] = [findGpu("H100-SXM-80GB"), findGpu("H200-SXM-141GB")];
    expect(h200.peak).toEqual(h100.peak);
    expect(h200.bandwidth / h100.bandwidth).toBeCloseTo(1.43, 2);
  });

  test("A100 multiplies no fp8", () => {
    expect(findGpu("A100-SXM-80GB").peak.fp8).toBeUndefined();
  });

  test.each(gpuNames)("%s names the source of its figures and of its price", (name) => {
    const { sources, price } = findGpu(name);
    expect(sources.sheet).toMatch(/data sheet/);
    expect(price.source).toMatch(/on demand/);
  });
});
