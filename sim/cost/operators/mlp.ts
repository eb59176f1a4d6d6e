/** The dense MLP of a layer: two or three matrices with an activation between. */
import { wideningMatrices } from "../../machine/model.ts";
import { layerMatrices } from "./matrix.ts";
import { type Counted, elementwise, type Operator } from "./operator.ts";

/** In the layers with these numbers, one rank's share of its width. */
export function mlpOperators(counted: Counted, layers: readonly number[]): Operator[] {
  const { model, tokens, split } = counted;
  const { hidden, bytesPerElement: width, modules } = model;
  const intermediate = model.intermediate / split.ranks;
  const widened = wideningMatrices(model) * intermediate;
  return [
    ...layerMatrices(model.mlp === "gated" ? "gate and up" : "up", counted, {
      layers,
      module: `${modules.mlp}.up_proj`,
      inputs: hidden,
      outputs: widened,
    }),
    elementwise("activation", "activation", {
      times: layers.length,
      rows: tokens,
      moved: widened + intermediate,
      flops: 5 * widened,
      width,
    }),
    ...layerMatrices("down", counted, {
      layers,
      module: `${modules.mlp}.down_proj`,
      inputs: intermediate,
      outputs: hidden,
    }),
  ];
}
