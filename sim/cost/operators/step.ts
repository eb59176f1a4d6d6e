/**
 * The operators of one transformer step, in the order they run. Of a group of ranks it is one that
 * is counted; all of a stage have the same work.
 */
import type { Model } from "../../machine/model.ts";
import {
  dividesTokens,
  isFirstStage,
  isLastStage,
  type Split,
  sharesExperts,
  whole,
} from "../../machine/parallel.ts";
import type { Tokens } from "../../units.ts";
import type { StepShape } from "../cost.ts";
import {
  attentionOperators,
  operatorsAfterAttention,
  operatorsBeforeAttention,
} from "./attention.ts";
import { sums } from "./collectives.ts";
import {
  chosenExpertOperators,
  gatherDivided,
  ownTokenOperators,
  sentOperators,
} from "./experts.ts";
import { layersOn } from "./layers.ts";
import { logitOperators } from "./logits.ts";
import { mlpOperators } from "./mlp.ts";
import { type Counted, elementwise, type Operator } from "./operator.ts";

/**
 * What depends on the number of the rank's tokens alone: everything but attention, the logits, and
 * the experts where ranks share them that have tokens of their own.
 */
export const tokenOperators = (model: Model, tokens: Tokens, split: Split = whole): Operator[] => {
  const counted = { model, tokens, split };
  const experts = sharesExperts(split) ? [] : waveOperators(model, tokens, split);
  return [...beforeAttention(counted), ...afterAttention(counted, experts)];
};

/** What depends on the tokens alone, of all ranks that share experts: what these compute. */
export function waveOperators(model: Model, tokens: Tokens, split: Split = whole): Operator[] {
  const { mixed } = layersOn(model, split);
  return chosenExpertOperators({ model, tokens, split }, mixed);
}

/** What depends on the tokens of the busiest rank of a wave alone: what it sends, if it does. */
export function exchangeOperators(model: Model, tokens: Tokens, split: Split): Operator[] {
  const { mixed } = layersOn(model, split);
  return sentOperators({ model, tokens, split }, mixed);
}

const runs = ({ times }: Operator): boolean => times > 0;

/** From the embedding to where a layer has written its keys and values. */
function beforeAttention(counted: Counted): Operator[] {
  const { model, tokens, split } = counted;
  const { hidden, bytesPerElement: width } = model;
  const { all: layers } = layersOn(model, split);
  const embedding = elementwise("embedding", "copy", {
    times: isFirstStage(split) ? 1 : 0,
    rows: tokens,
    moved: 2 * hidden,
    flops: 0,
    width,
  });
  return [
    embedding,
    ...summed(counted, "embedding", embedding.times),
    wholeNorm(counted, "add and norm", layers.length * model.normsPerLayer),
    ...operatorsBeforeAttention(counted, layers),
  ].filter(runs);
}

/** The rest of a layer, and what follows the last one. */
function afterAttention(counted: Counted, experts: readonly Operator[]): Operator[] {
  const { model, split } = counted;
  const { all: layers, mixed, dense } = layersOn(model, split);
  // Of divided tokens every rank has the sums of its own.
  const summedLayers = dividesTokens(split) ? dense : layers;
  return [
    ...operatorsAfterAttention(counted, layers),
    // Where attention and MLP stand side by side, one sum is enough for both.
    ...summed(counted, "attention", model.normsPerLayer > 1 ? layers.length : 0),
    ...mlpOperators(counted, dense),
    ...ownTokenOperators(counted, mixed),
    ...experts,
    ...gatherDivided(counted, mixed),
    ...summed(counted, "MLP", summedLayers.length),
    wholeNorm(counted, "final norm", isLastStage(split) ? 1 : 0),
  ].filter(runs);
}

function wholeNorm({ model, tokens, split }: Counted, name: string, times: number): Operator {
  const { hidden, bytesPerElement: width } = model;
  const rows = split.bySequence ? Math.ceil(tokens / split.ranks) : tokens;
  // Reads the input and the residual, writes both.
  return elementwise(name, "norm", { times, rows, moved: 4 * hidden, flops: 5 * hidden, width });
}

const summed = ({ model, tokens, split }: Counted, after: string, times: number): Operator[] =>
  sums(split, { after, times, bytes: tokens * model.hidden * model.bytesPerElement });

/** Tokens that choose among the rank's experts: of a wave, or where it is alone, its own. */
export const waveOf = ({ waveTokens }: StepShape, padded: Tokens): Tokens =>
  Math.max(waveTokens, padded);

/** Tokens of the busiest rank of a wave, or of a rank alone. */
export const busiestOf = ({ waveMost }: StepShape, padded: Tokens): Tokens =>
  Math.max(waveMost, padded);

/** What of a step its shape does not say. */
export interface StepCounted {
  /** Tokens that are computed, where they are more than the step has. */
  padded?: Tokens;
  split?: Split;
}

/** Every operator of a step, in the order it runs; a table for whoever explains a step. */
export function stepOperators(
  model: Model,
  shape: StepShape,
  { padded = shape.tokens, split = whole }: StepCounted = {},
): Operator[] {
  const counted = { model, tokens: padded, split };
  return [
    ...beforeAttention(counted),
    ...attentionOperators(model, shape, split),
    ...afterAttention(counted, expertsIn(shape, counted)),
    ...logitOperators(model, shape.sampled, split),
  ];
}

/** What ranks do together about experts, in its order: they send, compute, and take back. */
function expertsIn(shape: StepShape, { model, tokens, split }: Counted): Operator[] {
  const sent = exchangeOperators(model, busiestOf(shape, tokens), split);
  const computed = waveOperators(model, waveOf(shape, tokens), split);
  return [...sent.slice(0, -1), ...computed, ...sent.slice(-1)];
}
