/**
 * A calibration: what one GPU was measured to reach, and how well a form with few constants says
 * it.
 *
 * Constants are shares of the data sheet's peaks wherever they can be, so that they carry over to
 * a GPU that nobody has measured. Files beside this one are generated from kernel tables by
 * `rooflight calibrate`; more tables join as more operators are priced.
 */
import type { Seconds, Tokens } from "../../units.ts";

/** A form fitted to one table of measurements. */
export interface Fit<Constants extends object> {
  /** The file of measurements. */
  table: string;
  /** The form, in words and symbols. */
  form: string;
  constants: Constants;
  /** Measurements (a count) fitted. */
  rows: number;
  /** Measurements (a count) not fitted, and why. */
  leftOut: { rows: number; reason: string }[];
  /** Of |predicted ÷ measured − 1| over the rows fitted. */
  medianError: number;
  p90Error: number;
}

/** floor + ‖(bytes ÷ (share·bandwidth), flops ÷ (share·peak))‖ₚ. */
export interface RooflineConstants {
  floor: Seconds;
  /** Of the data sheet's bandwidth. */
  bandwidthShare: number;
  /** Of the data sheet's peak for the format. */
  arithmeticShare: number;
  /** Sharpness of the ridge. */
  p: number;
}

/** floor + bytes ÷ (share·bandwidth). */
export interface BandwidthConstants {
  floor: Seconds;
  /** Of the data sheet's bandwidth. */
  bandwidthShare: number;
}

/** floor + floorPerElement·(width of a row) + bytes ÷ (share·bandwidth). */
export interface NormConstants extends BandwidthConstants {
  /** A row is reduced by one block, whose time grows with its width. */
  floorPerElement: Seconds;
}

/** Attention of prompts; its bytes move at the share of attention of decodes. */
export interface PrefillConstants {
  floor: Seconds;
  /** Of the data sheet's 16-bit peak. */
  arithmeticShare: number;
  /** Queries by which each piece seems longer: tiles that it only partly fills. */
  ramp: Tokens;
}

/** Grouped matrix multiplication: as other matrices, after what finds a rank's own experts. */
export interface ExpertConstants extends RooflineConstants {
  /** Once before the experts, where some of what tokens chose is other ranks' to compute. */
  mapFloor: Seconds;
}

/** floor + passes·(bytes of 32-bit logits) ÷ bandwidth. */
export interface SamplerConstants {
  floor: Seconds;
  /** Times (a count) that the logits seem to cross the data sheet's bandwidth. */
  passes: number;
}

/** How the next token is drawn: the largest, by weight, of the k best, of the best p of weight. */
export const samplers = ["greedy", "plain", "top-k", "top-p"] as const;
export type SamplerKind = (typeof samplers)[number];

/** Formats of weights with a table of their own; 2:4 is structured sparsity. */
export const gemmFormats = ["bf16", "fp8", "fp8-block", "bf16-2:4"] as const;
export type GemmFormat = (typeof gemmFormats)[number];

export interface Calibration {
  /** The GPU it is used for. */
  gpu: string;
  /** Whose measurements these are; of another GPU where this one was not measured. */
  efficiencies: string;
  source: string;
  /** Date of the measurements. */
  measured: string;
  tables: {
    gemm: Record<GemmFormat, Fit<RooflineConstants>>;
    /** Weights in 16 bits. */
    experts: Fit<ExpertConstants>;
    prefillAttention: Fit<PrefillConstants>;
    decodeAttention: Fit<BandwidthConstants>;
    /** Of decodes in the latent space (MLA), where arithmetic and the cache both bind. */
    latentAttention: Fit<RooflineConstants>;
    norm: Fit<NormConstants>;
    activation: Fit<BandwidthConstants>;
    sampler: Record<SamplerKind, Fit<SamplerConstants>>;
    /** Kernels without a table: the floor of a kernel in a CUDA graph, and a plain copy. */
    launch: Fit<BandwidthConstants>;
  };
}
