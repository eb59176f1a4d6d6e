/**
 * How far experts' kernels are from measurements that nothing was fitted to: unequal routing, and
 * grouped multiplication in FP8 by another project's kernels (infersim: DeepGEMM).
 */
import type { Calibration, ExpertConstants } from "../../cost/calibration/calibration.ts";
import { kernelSeconds } from "../../cost/roofline.ts";
import { findGpu } from "../../machine/find-gpu.ts";
import { type Cells, numbers, type ReadTable, US } from "./measured-table.ts";

/** Files of infersim, and the GPU of each. */
const files = [
  ["H800-SXM-80GB", "decode_h800"],
  ["H800-SXM-80GB", "prefill_h800"],
  ["H20-SXM-96GB", "decode_h20"],
  ["H20-SXM-96GB", "prefill_h20"],
] as const;

/** Errors of each file, sorted; shares are H100's, of peaks in FP8. */
export function groupedErrors(
  { tables }: Calibration,
  read: ReadTable,
): [name: string, errors: Float64Array][] {
  return files.map(([gpu, file]) => {
    const rows = read(`infersim/grouped_gemm_${file}_data.csv`);
    const errors = rows.flatMap((cells) => errorsOf(cells, gpu, tables.experts.constants));
    return [`infersim ${file.replace("_", " ")}`, Float64Array.from(errors).sort()];
  });
}

/** Of both multiplications of a row, where every expert has some tokens, and so is read. */
function errorsOf(cells: Cells, name: string, constants: ExpertConstants): number[] {
  const { num_local_experts, hidden_size, intermediate_size, tokens_per_expert } = numbers(
    cells,
    ...(["num_local_experts", "hidden_size", "intermediate_size", "tokens_per_expert"] as const),
  );
  if (tokens_per_expert < 2) return [];
  const gpu = findGpu(name);
  const roof = {
    floor: constants.floor,
    bandwidth: constants.bandwidthShare * gpu.bandwidth,
    arithmetic: constants.arithmeticShare * gpu.peak.fp8!,
    p: constants.p,
    ramp: 0,
  };
  const rows = num_local_experts * tokens_per_expert;
  const error = (inputs: number, outputs: number, us: string): number => {
    const bytes = num_local_experts * inputs * outputs + rows * (inputs + 2 * outputs);
    const seconds = kernelSeconds(bytes, 2 * rows * inputs * outputs, roof);
    return Math.abs(seconds / (Number(us) * US) - 1);
  };
  return [
    error(hidden_size, 2 * intermediate_size, cells.up_proj_us!),
    error(intermediate_size, hidden_size, cells.down_proj_us!),
  ];
}
