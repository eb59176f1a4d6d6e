/**
 * The least time that work can take, however it is divided into steps.
 *
 * Work is given as sums over all steps. Floors of kernels, launches and the host are left out, and
 * a batch is as large as the caller says it can be. Two roofs remain:
 *
 * - `sheet`, the speed of light: all weights and cache at the data sheet's bandwidth, all
 *   arithmetic at its peak, and one wholly behind the other. No kernel can do better.
 * - `attained`: operator after operator as our kernels were measured.
 *
 * Neither can be beaten by a step that is priced with the same roofs. An operator of a step takes
 * its floor and the p-norm of (bytes ÷ bandwidth, FLOPs ÷ arithmetic), and a norm is never more of
 * a sum than the sum of the norms: the norm of the summed work is no more than all its steps took.
 * The maximum is the norm of p = ∞, so the same holds of the sheet, whose rates are the higher
 * ones. Prices lie on the grid of time: half a tick a figure, far less than the floors left out.
 */
import { servedFormat } from "../machine/formats.ts";
import type { Seconds } from "../units.ts";
import type { StepShape } from "./cost.ts";
import { attentionOperators, logitOperators, type Operator, tokenOperators } from "./operators.ts";
import { limitsOf, pNorm, type Roofed, roofsOf } from "./roofline.ts";

/** Work in sums; none of them need be whole. */
export interface Work {
  /** What all steps compute together. */
  shape: StepShape;
  /** Steps (a count) at least: each reads the weights of all layers. */
  steps: number;
  /** Those of them that draw a token: each reads the head. */
  drawing: number;
}

/** The least time under both roofs; `attained` is never below `sheet`. */
export interface LeastTime {
  sheet: Seconds;
  attained: Seconds;
  /** Of `attained`, what samplers take. */
  sampling: Seconds;
}

/** Several, one after the other. */
export const inSeries = (times: readonly LeastTime[]): LeastTime => ({
  sheet: times.reduce((sum, { sheet }) => sum + sheet, 0),
  attained: times.reduce((sum, { attained }) => sum + attained, 0),
  sampling: times.reduce((sum, { sampling }) => sum + sampling, 0),
});

/** Compiles the roofs of one GPU that serves a model into the least time of work on it. */
export function createLeastTime(roofed: Roofed): (work: Work) => LeastTime {
  const { model, gpu, dtype = "auto" } = roofed;
  const roofs = roofsOf(roofed);
  const peak = gpu.peak[servedFormat(gpu, model, dtype)]!;
  return ({ shape, steps, drawing }) => {
    const operators = [
      ...repeated(steps, tokenOperators(model, shape.tokens)),
      ...repeated(drawing, logitOperators(model, shape.sampled)),
      ...attentionOperators(model, shape),
    ];
    let bytes = 0;
    let flops = 0;
    let attained = 0;
    let sampling = 0;
    for (const operator of operators) {
      const { times, weights, kv } = operator;
      const roof = roofs[operator.kind];
      const { moving, computing } = limitsOf(operator, roof);
      const seconds = times * pNorm(moving, computing, roof.p);
      attained += seconds;
      if (operator.kind === "sampler") sampling += seconds;
      bytes += times * (weights + kv);
      // Kernels that are priced by their bytes alone have no arithmetic to wait for.
      if (Number.isFinite(roof.arithmetic)) flops += times * operator.flops;
    }
    return { sheet: Math.max(bytes / gpu.bandwidth, flops / peak), attained, sampling };
  };
}

/** Operators whose work is summed over so many steps: each of these reads the weights again. */
const repeated = (steps: number, operators: readonly Operator[]): Operator[] =>
  operators.map((operator) => ({ ...operator, weights: steps * operator.weights }));
