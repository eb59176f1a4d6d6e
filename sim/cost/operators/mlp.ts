/** The dense MLP of a layer: two or three matrices with an activation between. */
import { wideningMatrices } from "../../machine/model.ts";
import { type Counted, elementwise, matrix, type Operator } from "./operator.ts";

/** In `times` layers, one rank's share of its width. */
export function mlpOperators({ model, tokens, split }: Counted, times: number): Operator[] {
  const { hidden, bytesPerElement: width } = model;
  const intermediate = model.intermediate / split.ranks;
  const widened = wideningMatrices(model) * intermediate;
  const up = { tokens, inputs: hidden, outputs: widened, width };
  return [
    matrix(model.mlp === "gated" ? "gate and up" : "up", times, up),
    elementwise("activation", "activation", {
      times,
      rows: tokens,
      moved: widened + intermediate,
      flops: 5 * widened,
      width,
    }),
    matrix("down", times, { tokens, inputs: intermediate, outputs: hidden, width }),
  ];
}
