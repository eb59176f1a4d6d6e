/**
 * Grouped matrix multiplication: each token by the experts that it has chosen.
 *
 * As engines run it (vLLM's `fused_experts`): tokens are sorted by expert, so that every expert
 * that has any is read once, and buffers hold a row for each choice of each token that a rank has,
 * those included that other ranks compute.
 */
import type { Chosen } from "../../machine/routing.ts";
import type { Bytes, Tokens } from "../../units.ts";
import { elementwise, type Operator } from "./operator.ts";

/** Experts of one layer, and who chooses among them. */
export interface Grouped {
  /** Layers (a count). */
  times: number;
  /** Tokens of which inputs are made ready; 0 where they come so. */
  tokens: Tokens;
  /** Rows of the buffers: one a choice. */
  rows: number;
  /** Tokens that the rows are summed into; 0 where whoever takes them back does that. */
  sums: number;
  /** What of that the rank computes. */
  chosen: Chosen;
  /** Whether some of it is other ranks' to compute, so that a rank must find its own. */
  isPart: boolean;
  /** Width of a token, and between an expert's matrices on this rank (elements). */
  hidden: number;
  width: number;
  /** Matrices that widen (a count). */
  widening: number;
  /** What these are called. */
  named: string;
}

/** How experts are kept and multiplied. */
export interface Kept {
  format?: NonNullable<Operator["format"]>;
  /** Bytes of a matrix, and of an element of what it multiplies. */
  weights(rows: number, columns: number): Bytes;
  input: Bytes;
  /** Bytes of an element of what comes out. */
  output: Bytes;
  /** What makes inputs ready. */
  prepare(of: { times: number; tokens: number; inputs: number }): Operator[];
}

/** Sorts, multiplies, and sums what the experts of each token say of it. */
export function groupedOperators(of: Grouped, kept: Kept): Operator[] {
  const { times, tokens, rows, sums, isPart, hidden, width, widening } = of;
  const widened = widening * width;
  const up = `experts' ${of.named}`;
  const [ofUp, ofDown] = [
    multiplied(up, of, { ...kept, inputs: hidden, outputs: widened }),
    multiplied("experts' down", of, { ...kept, inputs: width, outputs: hidden }),
  ];
  return [
    ...(isPart ? [elementwise("find own experts", "expert-map", { ...nothing, times })] : []),
    ...(tokens > 0 ? kept.prepare({ times, tokens, inputs: hidden }) : []),
    ofUp,
    elementwise("experts' activation", "activation", {
      times,
      rows,
      moved: widened + width,
      flops: 5 * widened,
      width: kept.output,
    }),
    ...kept.prepare({ times, tokens: rows, inputs: width }),
    ofDown,
    ...(sums > 0 ? [sum(of, kept)] : []),
  ];
}

const sum = ({ times, rows, sums, hidden }: Grouped, { output }: Kept): Operator =>
  elementwise("sum of experts", "copy", {
    times,
    rows: sums,
    moved: (rows / sums + 1) * hidden,
    flops: (rows / sums) * hidden,
    width: output,
  });

const nothing = { rows: 0, moved: 0, flops: 0, width: 0 };

function multiplied(
  name: string,
  { times, rows, chosen }: Grouped,
  { inputs, outputs, format, weights, input, output }: Kept & { inputs: number; outputs: number },
): Operator {
  return {
    name,
    kind: "experts",
    ...(format !== undefined && { format }),
    times,
    flops: 2 * chosen.pairs * inputs * outputs,
    weights: chosen.experts * weights(outputs, inputs),
    kv: 0,
    activations: chosen.pairs * inputs * input + rows * outputs * output,
  };
}
