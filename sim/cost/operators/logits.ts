/** What depends on the number of requests that draw a token: the head and the sampler. */
import type { Model } from "../../machine/model.ts";
import { isLastStage, type Split, whole } from "../../machine/parallel.ts";
import { vocabularyOnRank } from "../../machine/parameters.ts";
import type { Bytes } from "../../units.ts";
import { collective } from "./collectives.ts";
import { matrixWork, type Operator } from "./operator.ts";

/** Bytes of a logit: samplers work on 32-bit floats. */
export const LOGIT_BYTES: Bytes = 4;

/** Of `sampled` requests; none in a stage that is not the last. */
export function logitOperators(model: Model, sampled: number, split: Split = whole): Operator[] {
  if (sampled === 0 || !isLastStage(split)) return [];
  const { hidden, vocabulary, bytesPerElement: width } = model;
  const { ranks } = split;
  const outputs = vocabularyOnRank(model, ranks);
  const head = { inputs: hidden, outputs, width };
  const { flops, weights, kv, activations } = matrixWork(sampled, head);
  const logits = sampled * ranks * outputs * width;
  const gather = collective("logits gather", 1, { operation: "all-gather", bytes: logits });
  return [
    { name: "head", kind: "matrix", times: 1, flops, weights, kv, activations },
    ...(ranks > 1 ? [gather] : []),
    {
      name: "sampler",
      kind: "sampler",
      times: 1,
      flops: 0,
      weights: 0,
      kv: 0,
      activations: sampled * vocabulary * LOGIT_BYTES,
    },
  ];
}
