/**
 * Collectives among the operators of a step: what ranks that each have a part must do together.
 */
import type { Split } from "../../machine/parallel.ts";
import type { Bytes } from "../../units.ts";
import type { LibraryOperation } from "../collective.ts";
import type { Operator } from "./operator.ts";

/** One that a step runs so many times. */
export const collective = (
  name: string,
  times: number,
  message: NonNullable<Operator["message"]>,
): Operator => ({
  name,
  kind: "collective",
  times,
  flops: 0,
  weights: 0,
  kv: 0,
  activations: 0,
  message,
});

/**
 * Sums of what each rank has a part of (Megatron-LM: Shoeybi et al., 2019); in two halves around a
 * norm that is split by tokens (Korthikanti et al., 2022): the same bytes.
 */
export function sums(
  { ranks, bySequence }: Split,
  { after, times, bytes }: { after: string; times: number; bytes: Bytes },
): Operator[] {
  if (ranks === 1) return [];
  const one = (name: string, operation: LibraryOperation): Operator =>
    collective(`${after} ${name}`, times, { operation, bytes });
  return bySequence
    ? [one("scatter", "reduce-scatter"), one("gather", "all-gather")]
    : [one("all-reduce", "all-reduce")];
}
