/**
 * How far H100's efficiencies are off on other GPUs, where kernel tables of those GPUs tell.
 *
 * Nothing here is fitted or used in a price: it is what a reader must know who gets prices of a GPU
 * without a calibration of its own. A GPU that gets one leaves this list.
 */
import type { Architecture, Gpu } from "../../machine/gpu.ts";
import { ownCalibration } from "./calibration-of.ts";

/** Matrix products by H100's shares ÷ the same measured − 1, medians. */
export interface Borrowed {
  /** Whose tables, by number format. */
  gpu: string;
  format: "bf16" | "fp8-block";
  /** Weights past L2 times few tokens, so that memory binds. */
  memory: number;
  /** Thousands of tokens, so that arithmetic binds. */
  arithmetic: number;
}

/**
 * Sources: ai-dynamo/aiconfigurator (vLLM 0.24, A100 0.14), alibaba/InferSim, and, of the RTX PRO
 * 6000, four layers of Llama-3.1-8B by LLMServingSim. A100 computes nearer its peak than H100,
 * which its power limits, and reads less near; H20 has power to spare for the few units it has.
 */
export const borrowed: readonly Borrowed[] = [
  { gpu: "A100-SXM-80GB", format: "bf16", memory: -0.14, arithmetic: 0.23 },
  { gpu: "L40S-48GB", format: "bf16", memory: -0.09, arithmetic: -0.13 },
  { gpu: "H200-SXM-141GB", format: "bf16", memory: 0.01, arithmetic: 0.11 },
  { gpu: "H800-SXM-80GB", format: "fp8-block", memory: -0.02, arithmetic: 0.06 },
  { gpu: "H20-SXM-96GB", format: "fp8-block", memory: -0.17, arithmetic: 0.37 },
  { gpu: "RTX-PRO-6000-Blackwell-96GB", format: "bf16", memory: 0, arithmetic: 0.07 },
];

/** GPUs of another make that are most like one in the list. */
const likest: Partial<Record<Architecture, string>> = {
  Ampere: "A100-SXM-80GB",
  Ada: "L40S-48GB",
  Hopper: "H200-SXM-141GB",
};

/** What a reader must know of the efficiencies of `gpu`; undefined where they are its own. */
export function borrowedInWords(gpu: Gpu): string | undefined {
  if (ownCalibration(gpu) !== undefined) return undefined;
  const begin = `Efficiencies of the ${gpu.name} are the H100-SXM-80GB's, not measured`;
  const own = borrowed.find((known) => known.gpu === gpu.name);
  const like = own ?? borrowed.find((known) => known.gpu === likest[gpu.architecture]);
  if (like === undefined) {
    return `${begin}, and no kernel table of its generation was held against them: a first guess.`;
  }
  const whose = own === undefined ? `the ${like.gpu}, of its generation` : "its own";
  const format = like.format === "bf16" ? "" : " in FP8 with a scale a block";
  return (
    `${begin}: by kernel tables of ${whose}, matrix products${format} that wait for memory come ` +
    `out ${offBy(like.memory)}, those that wait for arithmetic ${offBy(like.arithmetic)}.`
  );
}

const offBy = (error: number): string => {
  const percent = Math.round(100 * Math.abs(error));
  return percent === 0 ? "right" : `${percent} % too ${error < 0 ? "fast" : "slow"}`;
};
