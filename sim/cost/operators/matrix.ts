/**
 * Matrices of a step in the formats that their checkpoint keeps them in.
 *
 * What is packed is read as it is packed, scales included. Where the arithmetic has 8 bits, so have
 * its inputs: a kernel before it scales and rounds them. Where weights are unpacked to 16 bits on
 * the way, inputs stay as they are.
 */
import type { Model } from "../../machine/model.ts";
import { matrixBytes, packedFormat } from "../../machine/quantization.ts";
import { packedIn } from "../../machine/quantize.ts";
import type { Bytes, Tokens } from "../../units.ts";
import { type Counted, elementwise, type Operator } from "./operator.ts";

/** Columns and rows of a matrix. */
interface Sizes {
  inputs: number;
  outputs: number;
}

/** A matrix of some layers: of several in one, the formats are those of the module named. */
export interface LayerMatrix extends Sizes {
  /** Numbers of the layers. */
  layers: readonly number[];
  /** As checkpoints call it below a layer. */
  module: string;
}

/** Multiplies all tokens by a matrix of some layers, packed in some of them or in none. */
export function layerMatrices(name: string, counted: Counted, matrix: LayerMatrix): Operator[] {
  const { layers, module, inputs, outputs } = matrix;
  const packed = packedIn(counted.model, module, layers);
  const kept = layers.length - packed;
  const operators =
    packed > 0 ? packedMatrix(name, counted, { times: packed, inputs, outputs }) : [];
  if (kept > 0) operators.push(plainMatrix(name, counted, { times: kept, inputs, outputs }));
  return operators;
}

/** y[tokens, outputs] = x[tokens, inputs] · w[inputs, outputs], so many times, in 16 bits. */
export function plainMatrix(
  name: string,
  { model, tokens }: Pick<Counted, "model" | "tokens">,
  { times, inputs, outputs }: Sizes & { times: number },
): Operator {
  const { bytesPerElement: width } = model;
  return {
    name,
    kind: "matrix",
    times,
    flops: 2 * tokens * inputs * outputs,
    weights: inputs * outputs * width,
    kv: 0,
    activations: tokens * (inputs + outputs) * width,
  };
}

/** The same by a packed matrix, after what makes its inputs ready. */
export function packedMatrix(
  name: string,
  { model, tokens }: Pick<Counted, "model" | "tokens">,
  { times, inputs, outputs }: Sizes & { times: number },
): Operator[] {
  const { format } = model.quantization!;
  const multiplied: Operator = {
    name,
    kind: "matrix",
    format: packedFormat(format),
    rows: tokens,
    times,
    flops: 2 * tokens * inputs * outputs,
    weights: matrixBytes(format, { rows: outputs, columns: inputs }),
    kv: 0,
    activations: tokens * (inputs * packedInputWidth(model) + outputs * model.bytesPerElement),
  };
  return [...quantizeInputs(model, { times, tokens, inputs }), multiplied];
}

/** Bytes of an element that is multiplied by a packed matrix. */
export const packedInputWidth = ({ quantization, bytesPerElement }: Model): Bytes =>
  quantization?.arithmetic === "fp8" ? 1 : bytesPerElement;

/** Reads the inputs of a packed matrix in 16 bits and writes them in 8, where those are needed. */
export function quantizeInputs(
  model: Model,
  { times, tokens, inputs }: { times: number; tokens: Tokens; inputs: number },
): Operator[] {
  const written = packedInputWidth(model);
  if (written === model.bytesPerElement) return [];
  const operator = elementwise("quantize", "quantize", {
    times,
    rows: tokens,
    moved: inputs * (model.bytesPerElement + written),
    // Its largest is sought, and it is scaled.
    flops: 2 * inputs,
    width: 1,
  });
  return [operator];
}
