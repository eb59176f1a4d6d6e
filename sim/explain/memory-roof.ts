/**
 * The memory roof: up to which batch a decode step waits for bytes rather than for arithmetic.
 *
 * A larger batch reads the weights once for more tokens, so their matrices come to compute in the
 * end. Attention does not: every request brings its own cache to read.
 */
import { calibrationOf } from "../cost/calibration/calibration-of.ts";
import { peakOf } from "../cost/matrix-roofs.ts";
import type { Operator } from "../cost/operators/index.ts";
import { stepOperators } from "../cost/operators/index.ts";
import { highestRoofOf, limitsOf, type Roof, type Roofs, roofsOf } from "../cost/roofline.ts";
import { multipliedIn, servedOn } from "../machine/formats.ts";
import type { Model } from "../machine/model.ts";
import type { NumberFormat } from "../machine/number-format.ts";
import { type Split, splitOf } from "../machine/parallel.ts";
import type { Bandwidth, Bytes, FlopRate, Tokens } from "../units.ts";
import { shapeOfStep } from "./asked-step.ts";
import type { StepQuestion } from "./step.ts";

/** Two roofs and where they meet. */
export interface Ridge {
  arithmetic: FlopRate;
  bandwidth: Bandwidth;
  /** FLOPs a byte at which both roofs take the same time. */
  intensity: number;
}

export interface MemoryRoof {
  /** In which matrices are multiplied: those that are packed, where some are. */
  format: NumberFormat;
  /** Of a weight of those, scales left out. */
  weightWidth: Bytes;
  /** By the GPU's data sheet, in that format. */
  sheet: Ridge;
  /** As kernels that multiply matrices reach it. */
  attained: Ridge;
  /** Requests (a count) from which the weight matrices compute longer than they move. */
  weightsLeaveAt: number | undefined;
  /**
   * The rule of thumb for it: the ridge × bytes of a weight ÷ 2 FLOPs, activations left out; with
   * experts times as many as there are for each that a token chooses.
   */
  ruleOfThumb: number;
  /** The same for all operators of a step at `context`, attention included. */
  stepLeavesAt: number | undefined;
  context: Tokens;
  /** FLOPs a byte of decode attention, whatever the batch and the context. */
  attentionIntensity: number;
}

/** The memory roof of decodes that attend to `context` tokens each. */
export function memoryRoof(
  { model: asked, gpu, settings }: Omit<StepQuestion, "shape">,
  context: Tokens,
): MemoryRoof {
  const model = servedOn(gpu, asked);
  const { quantization } = model;
  const roofed = { model, gpu, calibration: calibrationOf(gpu), ...settings };
  const roofs = roofsOf(roofed);
  const matrix = roofs.matrix.packed ?? roofs.matrix;
  const isPacked = quantization !== undefined;
  const weightWidth = isPacked ? quantization.format.bitsPerElement / 8 : model.bytesPerElement;
  const attained = ridgeOf(matrix);
  const split = splitOf(settings);
  const decoding = (batch: number): Operator[] =>
    operatorsOf(model, { decode: batch, context, split });
  const computes = (batch: number, only: (operator: Operator) => boolean): boolean =>
    computesLonger(decoding(batch).filter(only), roofs);
  return {
    format: multipliedIn(roofed, isPacked),
    weightWidth,
    sheet: ridgeOf({
      ...matrix,
      arithmetic: peakOf(roofed, isPacked),
      bandwidth: gpu.bandwidth,
    }),
    attained,
    weightsLeaveAt: least((batch) => computes(batch, hasWeights)),
    ruleOfThumb: ((attained.intensity * weightWidth) / 2) * spread(model),
    stepLeavesAt: least((batch) => computes(batch, () => true)),
    context,
    attentionIntensity: attentionIntensity(decoding(1)),
  };
}

const hasWeights = ({ kind }: Operator): boolean => kind === "matrix" || kind === "experts";

/** Experts (a count) of a layer for each that a token chooses: so many tokens give one to each. */
const spread = ({ experts }: Model): number =>
  experts === undefined ? 1 : experts.count / experts.perToken;

const ridgeOf = ({ arithmetic, bandwidth }: Roof): Ridge => ({
  arithmetic,
  bandwidth,
  intensity: arithmetic / bandwidth,
});

/** A batch of decodes as it is computed, without the padding of graphs. */
const operatorsOf = (
  model: Model,
  { decode, context, split }: { decode: number; context: Tokens; split: Split },
): Operator[] => {
  const shape = shapeOfStep({ prefill: 0, computed: 0, decode, context }, model);
  return stepOperators(model, shape, { split }).filter(({ kind }) => kind !== "collective");
};

function computesLonger(operators: readonly Operator[], roofs: Roofs): boolean {
  let left = 0;
  for (const operator of operators) {
    const { moving, computing } = limitsOf(operator, highestRoofOf(operator, roofs));
    left += operator.times * (computing - moving);
  }
  return left >= 0;
}

/** FLOPs a byte of cache: two for the score and two for the value, a query head and element. */
function attentionIntensity(operators: readonly Operator[]): number {
  const attention = operators.find(
    ({ kind }) => kind === "decode-attention" || kind === "latent-attention",
  );
  return attention === undefined ? Number.NaN : attention.flops / attention.kv;
}

/** No engine runs more requests at once. */
const LARGEST_BATCH = 2 ** 24;

/**
 * The smallest batch for which `holds`, by bisection. It must hold for all batches above one for
 * which it does.
 */
export function least(holds: (batch: number) => boolean): number | undefined {
  if (!holds(LARGEST_BATCH)) return undefined;
  let [above, at] = [0, LARGEST_BATCH];
  while (at - above > 1) {
    const middle = Math.floor((above + at) / 2);
    if (holds(middle)) at = middle;
    else above = middle;
  }
  return at;
}
