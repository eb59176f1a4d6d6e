/**
 * Fits the tables of matrix multiplications, one a format of weights.
 */
import type { Fit, GemmFormat, RooflineConstants } from "../../cost/calibration/calibration.ts";
import { kernelSeconds } from "../../cost/roofline.ts";
import type { Gpu } from "../../machine/gpu.ts";
import { matrixBytes } from "../../machine/quantization.ts";
import type { Bytes, FlopRate } from "../../units.ts";
import type { Form, Measurement } from "./fit.ts";
import { measurement, numbers, type ReadTable, report, US, type Work } from "./measured-table.ts";

/** Matrices in 16 bits are written, whatever is read. */
const OUTPUT_BYTES: Bytes = 2;

type OwnTable = Exclude<GemmFormat, "fp8-block">;

const elements: Record<OwnTable, { weight: Bytes; input: Bytes; speedup: number }> = {
  bf16: { weight: 2, input: 2, speedup: 1 },
  fp8: { weight: 1, input: 1, speedup: 2 },
  // Half of the values, and two bits of position for each of them.
  "bf16-2:4": { weight: (2 + 2 / 8) / 2, input: 2, speedup: 2 },
};

/** As PyTorch multiplies, one scale a matrix. */
export function fitGemm(gpu: Gpu, read: ReadTable, format: OwnTable): Fit<RooflineConstants> {
  const { weight, input, speedup } = elements[format];
  const measured = read("gemm.csv")
    .filter(({ dtype }) => dtype === format)
    .map((cells) => {
      const { m, n, k } = numbers(cells, "m", "n", "k");
      const bytes = n * k * weight + m * k * input + m * n * OUTPUT_BYTES;
      return measurement({ bytes, flops: 2 * m * n * k }, cells);
    });
  return report("gemm.csv", multiplication(gpu, gpu.peak.bf16! * speedup), measured);
}

/** Blocks of weights that share a scale, and neighbours of an input that do. Elements. */
const BLOCK = 128;

const inBlocks = {
  name: "fp8",
  bitsPerElement: 8,
  scales: { per: "block", rows: BLOCK, columns: BLOCK, bytes: 4 },
  inputScale: 0,
} as const;

/** Fewer blocks of rows than this leave most of the GPU idle: few layers are so narrow. */
const FEWEST_BLOCKS = 12;

/**
 * As DeepGEMM multiplies, which vLLM 0.26 takes for blocks of scales on Hopper. InferSim measured
 * it on an H800: an H100 with fewer links, of the same memory and matrix units.
 */
export function fitBlockGemm(gpu: Gpu, read: ReadTable): Fit<RooflineConstants> {
  const all = read("../infersim/gemm_h800_data.csv").map((cells): Measurement<Work> & Sizes => {
    const { m, n, k, latency_us } = numbers(cells, "m", "n", "k", "latency_us");
    const weights = matrixBytes(inBlocks, { rows: n, columns: k });
    const bytes = weights + m * k + m * n * OUTPUT_BYTES;
    return { n, row: { bytes, flops: 2 * m * n * k }, seconds: latency_us * US };
  });
  const measured = all.filter(({ n }) => n >= FEWEST_BLOCKS * BLOCK);
  return report("infersim/gemm_h800_data.csv", multiplication(gpu, gpu.peak.fp8!), measured, [
    { rows: all.length - measured.length, reason: "too few blocks of rows for all SMs" },
  ]);
}

interface Sizes {
  n: number;
}

const multiplication = (gpu: Gpu, peak: FlopRate): Form<Work, keyof RooflineConstants> => ({
  words: "floor + p-norm: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
  start: { floor: 4 * US, bandwidthShare: 0.85, arithmeticShare: 0.7 },
  // A free p comes out between 4.8 (fp8) and 6.2 (bf16) and gains nothing over 4.
  fixed: { p: 4 },
  seconds: ({ floor, bandwidthShare, arithmeticShare, p }, { bytes, flops }) =>
    kernelSeconds(bytes, flops, {
      floor,
      bandwidth: bandwidthShare * gpu.bandwidth,
      arithmetic: arithmeticShare * peak,
      p,
      ramp: 0,
    }),
});
