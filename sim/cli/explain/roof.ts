/**
 * The roof in sentences: what the step achieves of it, where it bends, and when decode leaves the
 * part that memory sets.
 */
import {
  type Explanation,
  formatCount,
  formatPercent,
  type Model,
  type Ridge,
  threeDigits,
} from "../../index.ts";
import { tied } from "../text/paragraph.ts";

/** "989 TFLOP/s". */
export const rateInWords = ({ arithmetic }: Pick<Ridge, "arithmetic">): string =>
  tied(`${threeDigits(arithmetic / 1e12)} TFLOP/s`);

/** "3.35 TB/s". */
export const bandwidthInWords = ({ bandwidth }: Pick<Ridge, "bandwidth">): string =>
  tied(`${threeDigits(bandwidth / 1e12)} TB/s`);

/** A paragraph each: achieved, the ridge, the batch. */
export function roofSentences(explanation: Explanation): string[] {
  const { achieved, roof } = explanation;
  const { sheet, attained } = roof;
  const rate = { arithmetic: achieved.rate };
  const inFp8 = roof.format === "fp8" ? " in FP8" : "";
  return [
    `Achieved: ${rateInWords(rate)}, ${formatPercent(achieved.rate / sheet.arithmetic)} of the ` +
      `data sheet${inFp8}, and ${bandwidthInWords(achieved)}, ` +
      `${formatPercent(achieved.bandwidth / sheet.bandwidth)} of it.`,
    `Ridge: ${tied(`${threeDigits(sheet.intensity)} FLOP a byte`)} by the data sheet ` +
      `(${rateInWords(sheet)}${inFp8} ÷ ${bandwidthInWords(sheet)}), ` +
      `${threeDigits(attained.intensity)} ` +
      `as kernels attain it (${rateInWords(attained)} ÷ ${bandwidthInWords(attained)}).`,
    batchSentence(explanation),
  ];
}

function batchSentence({ question: { model, settings }, roof }: Explanation): string {
  const { weightsLeaveAt, stepLeavesAt, context, ruleOfThumb, attentionIntensity } = roof;
  const { weightWidth } = roof;
  const bytes = `${weightWidth} ${weightWidth === 1 ? "byte" : "bytes"}`;
  const { experts } = model;
  const chosen = experts === undefined ? "" : ` × ${experts.count} ÷ ${experts.perToken} experts`;
  const weights =
    weightsLeaveAt === undefined
      ? "never leaves the memory roof in its weights: its matrices are too small"
      : "leaves the memory roof in its weights at a batch of " +
        `${formatCount(weightsLeaveAt)} (ridge × ${bytes} ÷ 2${chosen} = ` +
        `${formatCount(ruleOfThumb)} without activations)`;
  const { tensor_parallel_size: ranks = 1 } = settings;
  const stays = attentionIntensity < roof.attained.intensity;
  const attention =
    `attention ${stays ? "stays under" : "is beyond"} it at any batch, at ` +
    `${threeDigits(attentionIntensity)} FLOP a byte (${intensityInWords(model, ranks)})`;
  const at = `at a context of ${formatCount(context)}`;
  const whole =
    stepLeavesAt === undefined
      ? `so ${at} the whole step does too`
      : `but ${at} the whole step leaves at ${formatCount(stepLeavesAt)}`;
  return `Batch: decode ${weights}; ${attention}, ${whole}.`;
}

/** How the FLOPs a byte of decode attention come about, on one of so many ranks. */
function intensityInWords({ heads, kvHeads, latent, bytesPerElement }: Model, ranks: number) {
  const own = heads / ranks;
  const bytes = `÷ ${bytesPerElement} bytes`;
  if (latent === undefined) {
    const group = own / Math.max(1, kvHeads / ranks);
    return `2 × ${group} query ${group === 1 ? "head" : "heads"} a KV head ${bytes}`;
  }
  // Scores are over the whole of what is cached, values over the part without position.
  const [values, cached] = [latent.kvRank, latent.kvRank + latent.ropeDim];
  return `2 × (${cached} + ${values}) ÷ ${cached} × ${own} query heads ${bytes}`;
}
