/**
 * Experts in MXFP4, which are unpacked to 16 bits on their way to the arithmetic.
 *
 * For gpt-oss on Hopper vLLM 0.26 takes a Triton kernel, for both of its multiplications. It reads
 * less near the peak than a kernel of 16-bit experts, takes longer to start, and hides nothing of
 * its arithmetic behind its reading: p is 1.
 */

export interface UnpackedExperts {
  /** Times that a kernel of experts in 16 bits takes with next to nothing to do. */
  floors: number;
  /** Of the data sheet's bandwidth, and of its 16-bit peak. */
  bandwidthShare: number;
  arithmeticShare: number;
  p: number;
}

/**
 * Source: measured for this project on 2026-11-28, `matmul_ogs` as vLLM 0.26 calls it, on an H200
 * in CUDA graphs: gpt-oss-120b whole and as one of 2, 4 and 8 ranks, and gpt-oss-20b, 1 to 8,192
 * tokens (`test/cost/fixtures/h200-vllm-0.26-mxfp4.csv`, 150 rows). Median error 11 %, p90 27 %.
 * Other generations have other kernels, which nobody measured for us: these shares stand in.
 */
export const mxfp4Experts: UnpackedExperts = {
  floors: 1.36,
  bandwidthShare: 0.5516,
  arithmeticShare: 0.546,
  p: 1,
};
