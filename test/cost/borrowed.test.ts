/** H100's efficiencies on other GPUs, held against the kernel tables of those. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findData } from "../../sim/cli/files/data.ts";
import { borrowed, borrowedInWords } from "../../sim/cost/calibration/borrowed.ts";
import { h100Sxm80gb } from "../../sim/cost/calibration/h100-sxm-80gb.ts";
import { kernelSeconds } from "../../sim/cost/roofline.ts";
import { gpus } from "../../sim/machine/catalogue/gpus.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import type { Gpu } from "../../sim/machine/gpu.ts";
import { numbersIn } from "../../sim/study/validation/measured-run.ts";

/** A product of m×k and k×n, measured. */
interface Product {
  m: number;
  n: number;
  k: number;
  seconds: number;
}

const ofVllm = (csv: string): Product[] => {
  const in16Bits = csv.split("\n").filter((line, row) => row === 0 || line.startsWith("bfloat16"));
  return numbersIn(in16Bits.join("\n")).map(({ m, n, k, latency_ms }) => ({
    m: m!,
    n: n!,
    k: k!,
    seconds: latency_ms! * 1e-3,
  }));
};

const ofInferSim = (csv: string): Product[] =>
  numbersIn(csv).map(({ m, n, k, latency_us }) => ({
    m: m!,
    n: n!,
    k: k!,
    seconds: latency_us! * 1e-6,
  }));

const tables: Record<string, { file: string; read: (csv: string) => Product[] }> = {
  "A100-SXM-80GB": { file: "aiconfigurator/a100_sxm_gemm.csv", read: ofVllm },
  "L40S-48GB": { file: "aiconfigurator/l40s_gemm.csv", read: ofVllm },
  "H200-SXM-141GB": { file: "aiconfigurator/h200_sxm_gemm.csv", read: ofVllm },
  "H800-SXM-80GB": { file: "infersim/gemm_h800_data.csv", read: ofInferSim },
  "H20-SXM-96GB": { file: "infersim/gemm_h20_data.csv", read: ofInferSim },
};

/** By H100's shares of the data sheet of `gpu`, ÷ measured − 1. */
function error(gpu: Gpu, format: "bf16" | "fp8-block", { m, n, k, seconds }: Product): number {
  const { floor, bandwidthShare, arithmeticShare, p } = h100Sxm80gb.tables.gemm[format].constants;
  const width = format === "bf16" ? 2 : 1;
  const bytes = (n * k + m * k) * width + 2 * m * n;
  const roof = {
    floor,
    bandwidth: bandwidthShare * gpu.bandwidth,
    arithmetic: arithmeticShare * gpu.peak[format === "bf16" ? "bf16" : "fp8"]!,
    p,
    ramp: 0,
  };
  return kernelSeconds(bytes, 2 * m * n * k, roof) / seconds - 1;
}

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const data = findData("kernels/aiconfigurator/a100_sxm_gemm.csv");

describe.skipIf(data === undefined)("with kernel tables at hand", () => {
  test.each(Object.entries(tables))("what is said of the %s is what they tell", (name, table) => {
    const gpu = findGpu(name);
    const { format, memory, arithmetic } = borrowed.find((known) => known.gpu === name)!;
    const weight = format === "bf16" ? 2 : 1;
    const products = table.read(readFileSync(findData(`kernels/${table.file}`)!, "utf8"));
    const errors = (fits: (product: Product) => boolean) =>
      median(products.filter(fits).map((product) => error(gpu, format, product)));
    // Weights that fit in the cache are read from it by these tables, and by no engine.
    const cold = ({ n, k }: Product) => n * k * weight > gpu.l2;
    const found = [
      errors((product) => cold(product) && product.m <= 64),
      errors((product) => cold(product) && product.m >= 2048),
    ];
    expect(found.map((error) => Math.round(100 * error))).toEqual([
      Math.round(100 * memory),
      Math.round(100 * arithmetic),
    ]);
  });
});

test("every GPU without measurements of its own says so, and the H100 nothing", () => {
  for (const gpu of gpus) {
    if (gpu.name === "H100-SXM-80GB") expect(borrowedInWords(gpu)).toBeUndefined();
    else expect(borrowedInWords(gpu)).toMatch(/are the H100-SXM-80GB's, not measured/);
  }
});

test("README prints the same figures", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [table] = readme.split("<!-- borrowed -->\n")[1]!.split("\n\n");
  const percent = (error: number) =>
    `${error > 0 ? "+" : error < 0 ? "−" : ""}${Math.round(100 * Math.abs(error))} %`;
  const rows = borrowed.map(
    ({ gpu, format, memory, arithmetic }) =>
      `| ${gpu} | ${format} | ${percent(memory)} | ${percent(arithmetic)} |`,
  );
  expect(table!.split("\n").slice(2)).toEqual(rows);
});

test("a GPU is held against its own tables, or those of its generation, or none", () => {
  const words = (name: string) => borrowedInWords(findGpu(name));
  expect(words("A100")).toMatch(
    /by kernel tables of its own, .* 14 % too fast, .* 23 % too slow\.$/,
  );
  expect(words("A40")).toContain("by kernel tables of the A100-SXM-80GB, of its generation,");
  expect(words("T4")).toContain("no kernel table of its generation was held against them");
});
