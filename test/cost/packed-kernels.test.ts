/** Roofs of packed matrices, held against vLLM's own kernels on an H200. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findData } from "../../sim/cli/files/data.ts";
import { calibrationOf } from "../../sim/cost/calibration/calibration-of.ts";
import { cutlassFp8 } from "../../sim/cost/calibration/cutlass-fp8.ts";
import { mxfp4Experts } from "../../sim/cost/calibration/mxfp4-experts.ts";
import { packedMatrix, quantizeInputs } from "../../sim/cost/operators/matrix.ts";
import {
  kernelSeconds,
  operatorSeconds,
  type Roofs,
  roofOf,
  roofsOf,
} from "../../sim/cost/roofline.ts";
import { quantile } from "../../sim/kernel/quantiles.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import type { Model } from "../../sim/machine/model.ts";
import { fitForm } from "../../sim/study/kernels/fit.ts";

interface Row {
  m: number;
  n: number;
  k: number;
  seconds: number;
}

const linesOf = (file: string): string[][] =>
  readFileSync(new URL(`./fixtures/${file}`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));

const measured = (kernel: string, fits: (row: Row) => boolean): Row[] =>
  linesOf("h200-vllm-0.26-packed.csv")
    .filter(([name]) => name === kernel)
    .map(([, m, n, k, us]) => ({
      m: Number(m),
      n: Number(n),
      k: Number(k),
      seconds: Number(us) * 1e-6,
    }))
    .filter(fits);

const h200 = findGpu("H200-SXM-141GB");
const roofsOn = (model: Model): Roofs =>
  roofsOf({ model, gpu: h200, calibration: calibrationOf(h200), sampler: "greedy" });

/** A scale for a row of weights, and one for each token that comes. */
const byRows = findModel("RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic");
const multiplying = ({ m, n, k }: Row, roofs: Roofs, beyond = true): number => {
  const operator = packedMatrix(
    "",
    { model: byRows, tokens: m },
    { times: 1, inputs: k, outputs: n },
  ).at(-1)!;
  const roof = beyond ? roofOf(operator, roofs) : roofs.matrix.packed!;
  return operatorSeconds(operator, roof);
};

const median = (values: number[]): number => quantile(Float64Array.from(values).sort(), 0.5);
const errors = (rows: Row[], priced: (row: Row) => number): number[] =>
  rows.map((row) => priced(row) / row.seconds - 1);

describe("a multiplication in 8 bits", () => {
  const roofs = roofsOn(byRows);
  const few = measured("fp8", ({ m }) => m <= 16);
  const captured = measured("fp8", ({ m }) => m > 16 && m <= 256 && m % 8 === 0);
  const many = measured("fp8", ({ m }) => m >= 1000);

  test("of up to 16 rows takes what an H100's table says", () => {
    const off = errors(few, (row) => multiplying(row, roofs));
    expect(Math.abs(median(off))).toBeLessThan(0.07);
  });

  test("of more reads its weights as much more slowly as is stated", () => {
    const { packed } = roofs.matrix;
    const { constants, medianError } = fitForm<Row, "bandwidthShare">(
      {
        words: "",
        start: { bandwidthShare: 0.8 },
        seconds: ({ bandwidthShare }, row) =>
          multiplying(
            row,
            {
              ...roofs,
              matrix: {
                ...roofs.matrix,
                packed: { ...packed!, bandwidth: bandwidthShare * h200.bandwidth },
              },
            },
            false,
          ),
      },
      captured.map((row) => ({ row, seconds: row.seconds })),
    );
    const reached = constants.bandwidthShare * h200.bandwidth;
    expect(reached / h200.sms / cutlassFp8.bandwidthPerSm).toBeCloseTo(1, 2);
    expect(medianError).toBeCloseTo(0.15, 2);
    expect(median(errors(captured, (row) => multiplying(row, roofs, false)))).toBeCloseTo(-0.15, 2);
  });

  test("of a long prompt is within 15 % of what it takes", () => {
    const off = errors(many, (row) => multiplying(row, roofs));
    expect(Math.abs(median(off))).toBeLessThan(0.15);
  });
});

test("weights that are unpacked take an eighth longer than priced, where rows are few", () => {
  const roofs = roofsOn(byRows);
  const few = measured("unpacked fp8", ({ m }) => m <= 16);
  const off = errors(few, ({ m, n, k }) =>
    kernelSeconds(n * k + 2 * m * (n + k), 2 * m * n * k, roofs.matrix),
  );
  expect(median(off)).toBeCloseTo(-0.12, 2);
});

describe("what makes inputs ready", () => {
  const off = (kernel: string, model: Model) =>
    median(
      errors(
        measured(kernel, ({ k }) => k === model.hidden),
        ({ m, k }) => {
          const [operator] = quantizeInputs(model, { times: 1, tokens: m, inputs: k });
          return operatorSeconds(operator!, roofsOn(model).quantize);
        },
      ),
    );

  test("takes about what a norm does where a row has one scale", () => {
    expect(Math.abs(off("quantize rows", byRows))).toBeLessThan(0.2);
  });

  test("is one element by itself where the scale is known", () => {
    const known = findModel("RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8");
    expect(Math.abs(off("quantize", known))).toBeLessThan(0.2);
  });
});

test("experts in MXFP4 reach the shares that are stated, of two kernels that unpack them", () => {
  const roof = roofsOn(findModel("openai/gpt-oss-120b")).experts.packed!;
  const PER_TOKEN = 4;
  const rows = linesOf("h200-vllm-0.26-mxfp4.csv")
    .slice(1)
    .map(([, ...cells]) => cells.map(Number) as [number, number, number, number, number, number])
    .map(([tokens, , touched, inputs, outputs, us]) => ({
      row: {
        bytes:
          (touched * inputs * outputs * 4.25) / 8 + 2 * PER_TOKEN * tokens * (inputs + outputs),
        flops: 2 * PER_TOKEN * tokens * inputs * outputs,
      },
      seconds: us * 1e-6,
    }));
  const { constants, medianError, p90Error } = fitForm<
    (typeof rows)[number]["row"],
    "floor" | "bandwidthShare" | "arithmeticShare"
  >(
    {
      words: "",
      start: { floor: 8e-6, bandwidthShare: 0.6, arithmeticShare: 0.5 },
      seconds: ({ floor, bandwidthShare, arithmeticShare }, { bytes, flops }) =>
        kernelSeconds(bytes, flops, {
          ...roof,
          floor,
          bandwidth: bandwidthShare * h200.bandwidth,
          arithmetic: arithmeticShare * h200.peak.bf16!,
        }),
    },
    rows,
  );
  const { floors, p, ...shares } = mxfp4Experts;
  expect({ ...constants, floor: 0 }).toEqual({ ...shares, floor: 0 });
  expect(roof.floor / constants.floor).toBeCloseTo(1, 2);
  expect([medianError, p90Error]).toEqual([0.11, 0.27]);
});

/** What linear layers of vLLM 0.24 take, their inputs rounded first; by aiconfigurator. */
const layers = { "H100-SXM-80GB": "h100_sxm_gemm.csv", "H200-SXM-141GB": "h200_sxm_gemm.csv" };

test.skipIf(findData("kernels/aiconfigurator") === undefined).each(Object.entries(layers))(
  "on an %s, rounding and multiplying is within 10 %% of half of %s",
  (name, file) => {
    const gpu = findGpu(name);
    const calibration = calibrationOf(gpu);
    const roofs = roofsOf({ model: byRows, gpu, calibration, sampler: "greedy" });
    const off = readFileSync(findData(`kernels/aiconfigurator/${file}`)!, "utf8")
      .trim()
      .split("\n")
      .filter((line) => line.startsWith("fp8,"))
      .map((line) => line.split(",").slice(1).map(Number) as [number, number, number, number])
      .filter(([, outputs, inputs]) => outputs * inputs > gpu.l2)
      .map(([tokens, outputs, inputs, ms]) => {
        const sizes = { times: 1, inputs, outputs };
        const seconds = packedMatrix("", { model: byRows, tokens }, sizes).reduce(
          (sum, operator) => sum + operatorSeconds(operator, roofOf(operator, roofs)),
          0,
        );
        return { tokens, error: seconds / (ms * 1e-3) - 1 };
      });
    expect(median(off.map(({ error }) => Math.abs(error)))).toBeLessThan(0.1);
    // A step of more than 16 rows costs nothing where memory is slower than the kernels take in.
    const few = off.filter(({ tokens }) => tokens > 16 && tokens <= 128);
    expect(Math.abs(median(few.map(({ error }) => error)))).toBeLessThan(0.12);
  },
);
