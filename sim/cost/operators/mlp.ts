/** An MLP that every token passes: two or three matrices with an activation between. */
import { wideningMatrices } from "../../machine/model.ts";
import { layerMatrices } from "./matrix.ts";
import { type Counted, elementwise, type Operator } from "./operator.ts";

/** One rank's MLP in some layers. */
export interface Mlp {
  /** Numbers of the layers. */
  layers: readonly number[];
  /** As checkpoints call it below a layer. */
  module: string;
  /** Between its matrices, on this rank (elements). */
  width: number;
  /** What its operators are called after: nothing, or "shared ". */
  prefix?: string;
}

/** The dense MLP in the layers with these numbers, one rank's share of its width. */
export const mlpOperators = (counted: Counted, layers: readonly number[]): Operator[] => {
  const { model, split } = counted;
  const width = model.intermediate / split.ranks;
  return mlpOf(counted, { layers, module: model.modules.mlp, width });
};

/** Any such MLP; none in no layer. */
export function mlpOf(counted: Counted, mlp: Mlp): Operator[] {
  const { model, tokens } = counted;
  const { layers, module, width, prefix = "" } = mlp;
  const { hidden } = model;
  const widened = wideningMatrices(model) * width;
  return [
    ...layerMatrices(`${prefix}${wideningName(model.mlp)}`, counted, {
      layers,
      module: `${module}.up_proj`,
      inputs: hidden,
      outputs: widened,
    }),
    elementwise(`${prefix}activation`, "activation", {
      times: layers.length,
      rows: tokens,
      moved: widened + width,
      flops: 5 * widened,
      width: model.bytesPerElement,
    }),
    ...layerMatrices(`${prefix}down`, counted, {
      layers,
      module: `${module}.down_proj`,
      inputs: width,
      outputs: hidden,
    }),
  ];
}

/** What the matrices that widen are called together. */
export const wideningName = (mlp: "gated" | "plain"): string =>
  mlp === "gated" ? "gate and up" : "up";
