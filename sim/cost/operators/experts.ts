/**
 * The mixture of experts of a layer: the router, the experts that tokens choose, and the part that
 * every token passes.
 *
 * Ranks of a tensor-parallel group all have the group's tokens: each computes its slice of every
 * expert, or the choices of its own whole ones, and the sum after the layer puts them together.
 * Data-parallel ranks have tokens of their own. vLLM's default (`all2all_backend`
 * allgather_reducescatter) gathers those of all ranks on each before the experts, and scatters the
 * sums back after them; DeepEP's kernels send tokens to the ranks of their experts alone. With
 * whole experts every rank of every group takes part, so that a group need not send its tokens more
 * than once, and gathers its own afterwards (`use_sequence_parallel_moe`).
 */
import { type Model, wideningMatrices } from "../../machine/model.ts";
import { dividesTokens, sendsTokens, sharesExperts } from "../../machine/parallel.ts";
import { matrixBytes, packedFormat } from "../../machine/quantization.ts";
import { packedIn } from "../../machine/quantize.ts";
import { createRouting, reachedParts } from "../../machine/routing.ts";
import type { Bytes } from "../../units.ts";
import { collective } from "./collectives.ts";
import { type Grouped, groupedOperators, type Kept } from "./grouped.ts";
import { packedInputWidth, plainMatrix, quantizeInputs } from "./matrix.ts";
import { mlpOf, wideningName } from "./mlp.ts";
import { type Counted, elementwise, type Operator } from "./operator.ts";

/** Of these layers, those that have experts, and those that have one dense MLP. */
export function mixedAndDense(
  { experts }: Model,
  layers: readonly number[],
): { mixed: number[]; dense: number[] } {
  const isMixed = (layer: number): boolean => experts?.layers[layer] === true;
  return {
    mixed: layers.filter(isMixed),
    dense: layers.filter((layer) => !isMixed(layer)),
  };
}

/** What a rank does with its own tokens: it routes them, and computes what each of them passes. */
export function ownTokenOperators(counted: Counted, layers: readonly number[]): Operator[] {
  const { model, split } = counted;
  if (model.experts === undefined || layers.length === 0) return [];
  const { count, perToken, sharedIntermediate, sharedGate } = model.experts;
  const divided = dividesTokens(split);
  const tokens = divided ? Math.ceil(counted.tokens / split.ranks) : counted.tokens;
  const own = { ...counted, tokens };
  const times = layers.length;
  const { mlp, shared } = model.modules;
  const gate = plainMatrix("shared gate", own, { times, inputs: model.hidden, outputs: 1 });
  return [
    plainMatrix("router", own, { times, inputs: model.hidden, outputs: count }),
    elementwise("choose experts", "copy", {
      times,
      rows: tokens,
      moved: count + 2 * perToken,
      flops: 0,
      width: SCORE_BYTES,
    }),
    ...(sharedGate ? [gate] : []),
    ...(sharedIntermediate > 0
      ? mlpOf(own, {
          layers,
          module: `${mlp}.${shared}`,
          // Each has all of it where tokens are divided.
          width: sharedIntermediate / (divided ? 1 : split.ranks),
          prefix: "shared ",
        })
      : []),
  ];
}

/** Bytes of a weight of a choice, and of the number of the expert: 32 bits each. */
const SCORE_BYTES: Bytes = 4;

/**
 * What a rank does for all tokens that choose among its experts: those of its group, or of all
 * data-parallel ranks.
 */
export function chosenExpertOperators(counted: Counted, layers: readonly number[]): Operator[] {
  const { model, tokens, split } = counted;
  const { experts, hidden } = model;
  if (experts === undefined || layers.length === 0) return [];
  const { perToken, intermediate } = experts;
  const { ranks, whole: areWhole } = split.experts;
  const chosen = createRouting(experts, split.experts)(tokens);
  const areSent = sendsTokens(split);
  const grouped: Omit<Grouped, "times"> = {
    ...(areSent
      ? { tokens: 0, rows: chosen.pairs, sums: summedHere(counted) }
      : { tokens, rows: tokens * perToken, sums: tokens }),
    chosen,
    isPart: areWhole && ranks > 1 && !areSent,
    hidden,
    width: areWhole ? intermediate : intermediate / ranks,
    widening: wideningMatrices(model),
    named: wideningName(model.mlp),
  };
  const packed = packedIn(model, `${model.modules.mlp}.experts.up_proj`, layers);
  const kept = layers.length - packed;
  const computed = [
    ...(packed > 0 ? groupedOperators({ ...grouped, times: packed }, keptPacked(model)) : []),
    ...(kept > 0 ? groupedOperators({ ...grouped, times: kept }, keptPlain(model)) : []),
  ];
  if (!sharesExperts(split) || areSent) return computed;
  const among = { among: "experts" } as const;
  const sent = packed > 0 ? packedInputWidth(model) : model.bytesPerElement;
  const brought = tokens * (hidden * sent + 2 * perToken * SCORE_BYTES);
  const summed = tokens * hidden * model.bytesPerElement;
  return [
    collective("dispatch", layers.length, { operation: "all-gather", bytes: brought, ...among }),
    ...computed,
    collective("combine", layers.length, { operation: "reduce-scatter", bytes: summed, ...among }),
  ];
}

/**
 * Tokens that a rank sums its experts' rows into before it sends them back: it has each once that
 * chose any. Kernels of low latency send every row, and sum where it comes back.
 */
function summedHere({ model, tokens, split }: Counted): number {
  const { ranks, backend } = split.experts;
  if (backend === "deepep_low_latency") return 0;
  return (tokens * reachedParts(model.experts!, split.experts)) / ranks;
}

/**
 * What a rank sends of `tokens`, its own, to the ranks of their experts, and gets back, where they
 * are not gathered by all.
 */
export function sentOperators({ model, tokens, split }: Counted, layers: readonly number[]) {
  const { experts, hidden, bytesPerElement } = model;
  if (experts === undefined || layers.length === 0 || !sendsTokens(split)) return [];
  const { ranks, backend } = split.experts;
  const own = tokens / (dividesTokens(split) ? split.ranks : 1);
  const to =
    backend === "deepep_low_latency"
      ? experts.perToken
      : Math.min(ranks, reachedParts(experts, split.experts));
  const times = layers.length;
  const packed = packedIn(model, `${model.modules.mlp}.experts.up_proj`, layers) > 0;
  const width = packed ? packedInputWidth(model) : bytesPerElement;
  const message = (each: Bytes) =>
    ({ operation: "all-to-all", bytes: own * to * each, among: "sent" }) as const;
  const chosen = 2 * experts.perToken * SCORE_BYTES;
  return [
    ...(packed ? quantizeInputs(model, { times, tokens: own, inputs: hidden }) : []),
    collective("dispatch", times, message(hidden * width + chosen)),
    collective("combine", times, message(hidden * bytesPerElement)),
  ];
}

/** Gathers in each group what its ranks got back, where these had divided the tokens. */
export function gatherDivided(
  { model, tokens, split }: Counted,
  layers: readonly number[],
): Operator[] {
  if (!dividesTokens(split) || layers.length === 0) return [];
  const bytes = tokens * model.hidden * model.bytesPerElement;
  return [collective("experts gather", layers.length, { operation: "all-gather", bytes })];
}

const keptPlain = ({ bytesPerElement: width }: Model): Kept => ({
  weights: (rows, columns) => rows * columns * width,
  input: width,
  output: width,
  prepare: () => [],
});

function keptPacked(model: Model): Kept {
  const { format } = model.quantization!;
  return {
    format: packedFormat(format),
    weights: (rows, columns) => matrixBytes(format, { rows, columns }),
    input: packedInputWidth(model),
    output: model.bytesPerElement,
    prepare: (of) => quantizeInputs(model, of),
  };
}
