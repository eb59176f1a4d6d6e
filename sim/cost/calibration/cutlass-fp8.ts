/**
 * What vLLM's multiplications in 8 bits do that no table of whole tiles shows.
 *
 * Up to 16 rows one kernel of CUTLASS serves, above it others, of tiles of 64 and 128 rows
 * (`scaled_mm_sm90_fp8_dispatch.cuh`); a tile that is only partly filled takes longer than a full
 * one. Times go up and down with the rows, which no price does here: it is their mean. What it
 * slows is how fast a multiprocessor takes in weights, so that memory of less bandwidth (H100's)
 * hides it.
 */
import type { Architecture } from "../../machine/gpu.ts";
import type { Bandwidth, Tokens } from "../../units.ts";

export interface RowSwitch {
  /** Generation whose kernels these are. */
  architecture: Architecture;
  /** Rows of inputs up to which the table of whole tiles holds. */
  rows: Tokens;
  /** What a multiprocessor takes in, above. */
  bandwidthPerSm: Bandwidth;
}

/**
 * Source: measured for this project on 2026-11-28, `cutlass_scaled_mm` of vLLM 0.26 on an H200 in
 * CUDA graphs, weights past L2, a scale a token and one a matrix; the rows are
 * `test/cost/fixtures/h200-vllm-0.26-packed.csv`. Fitted at sizes of batches that vLLM captures, 24
 * to 256. Off by 15 % at the median: 28 % too slow where 64 rows fill a tile, 35 % too fast at 136,
 * where the next is begun. Without it half of them would be more than 15 % too fast.
 */
export const cutlassFp8: RowSwitch = {
  architecture: "Hopper",
  rows: 16,
  bandwidthPerSm: (0.65 * 4.8e12) / 132,
};
