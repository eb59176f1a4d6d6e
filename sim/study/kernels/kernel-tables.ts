/**
 * From tables of measured kernels to a calibration: one form with two to four constants a table.
 *
 * The physics comes first: bytes and FLOPs are counted as `cost/operators` counts them, and the
 * only freedom is a floor and the share that a kernel reaches of the data sheet's peaks.
 */
import type {
  BandwidthConstants,
  Calibration,
  Fit,
  NormConstants,
  SamplerConstants,
} from "../../cost/calibration/calibration.ts";
import { LOGIT_BYTES } from "../../cost/operators/index.ts";
import { kernelSeconds } from "../../cost/roofline.ts";
import type { Gpu } from "../../machine/gpu.ts";
import type { Bytes } from "../../units.ts";
import { fitDecodeAttention, fitLatentAttention, fitPrefillAttention } from "./attention-tables.ts";
import { fitBlockGemm, fitGemm } from "./matrix-tables.ts";
import {
  bandwidthForm,
  byBytes,
  measurement,
  numbers,
  type ReadTable,
  report,
  US,
} from "./measured-table.ts";

const GIGA = 1e9;

/** Fits every table of one GPU but that of experts; times there are in µs, medians of many runs. */
export function fitKernelTables(gpu: Gpu, read: ReadTable): Omit<Calibration["tables"], "experts"> {
  const decodeAttention = fitDecodeAttention(gpu, read);
  return {
    gemm: {
      bf16: fitGemm(gpu, read, "bf16"),
      fp8: fitGemm(gpu, read, "fp8"),
      "fp8-block": fitBlockGemm(gpu, read),
      "bf16-2:4": fitGemm(gpu, read, "bf16-2:4"),
    },
    prefillAttention: fitPrefillAttention(gpu, read, decodeAttention.constants),
    decodeAttention,
    latentAttention: fitLatentAttention(read, decodeAttention.constants),
    norm: fitNorm(gpu, read),
    activation: fitActivation(gpu, read),
    sampler: {
      greedy: fitSampler(gpu, read, "greedy"),
      plain: fitSampler(gpu, read, "plain"),
      "top-k": fitSampler(gpu, read, "top-k 50"),
      "top-p": fitSampler(gpu, read, "top-p sort"),
    },
    launch: readLaunch(gpu, read),
  };
}

/** Rows of a norm are reduced by one block each, so that a kernel takes the longer the wider. */
function fitNorm(gpu: Gpu, read: ReadTable): Fit<NormConstants> {
  const moved = 4;
  const measured = read("elementwise.csv")
    .filter(({ what }) => what === "add+rmsnorm")
    .map((cells) => measurement(numbers(cells, "tokens", "width"), cells));
  return report<{ tokens: number; width: number }, NormConstants>(
    "elementwise.csv",
    {
      words: "floor + floorPerElement * width + bytes / (bandwidthShare * bandwidth)",
      start: { floor: 2 * US, floorPerElement: 3e-4 * US, bandwidthShare: 0.8 },
      seconds: ({ floor, floorPerElement, bandwidthShare }, { tokens, width }) =>
        kernelSeconds(moved * tokens * width * 2, 0, {
          ...byBytes,
          floor: floor + floorPerElement * width,
          bandwidth: bandwidthShare * gpu.bandwidth,
        }),
    },
    measured,
  );
}

function fitActivation(gpu: Gpu, read: ReadTable): Fit<BandwidthConstants> {
  const moved = 3;
  const measured = read("elementwise.csv")
    .filter(({ what }) => what === "silu*mul")
    .map((cells) => {
      const { tokens, width } = numbers(cells, "tokens", "width");
      return measurement(moved * tokens * width * 2, cells);
    });
  const form = bandwidthForm(gpu, { floor: 2 * US, bandwidthShare: 0.7 });
  return report("elementwise.csv", form, measured);
}

function fitSampler(gpu: Gpu, read: ReadTable, label: string): Fit<SamplerConstants> {
  const measured = read("sampler.csv")
    .filter(({ sampler }) => sampler === label)
    .map((cells) => {
      const { batch, vocab } = numbers(cells, "batch", "vocab");
      return measurement(batch * vocab * LOGIT_BYTES, cells);
    });
  return report<Bytes, SamplerConstants>(
    "sampler.csv",
    {
      words: "floor + passes * logit bytes / bandwidth",
      start: { floor: 100 * US, passes: 10 },
      seconds: ({ floor, passes }, bytes) =>
        kernelSeconds(bytes, 0, { ...byBytes, floor, bandwidth: gpu.bandwidth / passes }),
    },
    measured,
  );
}

/** Two ceilings, read off rather than fitted. */
function readLaunch(gpu: Gpu, read: ReadTable): Fit<BandwidthConstants> {
  const ceilings = read("ceilings.csv");
  const ceiling = (name: string) => Number(ceilings.find(({ what }) => what === name)!.value);
  const share = (ceiling("copy read+write") * GIGA) / gpu.bandwidth;
  return {
    table: "ceilings.csv",
    form: "floor + bytes / (bandwidthShare * bandwidth)",
    constants: {
      floor: Number((ceiling("kernel in graph") * US).toPrecision(4)),
      bandwidthShare: Number(share.toPrecision(4)),
    },
    rows: 2,
    leftOut: [],
    medianError: 0,
    p90Error: 0,
  };
}
