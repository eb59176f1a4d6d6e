/** What depends on the number of requests that draw a token: the head and the sampler. */
import type { Model } from "../../machine/model.ts";
import { isLastStage, type Split, whole } from "../../machine/parallel.ts";
import { vocabularyOnRank } from "../../machine/parameters.ts";
import { isHeadPacked } from "../../machine/quantize.ts";
import type { Bytes } from "../../units.ts";
import { collective } from "./collectives.ts";
import { packedMatrix, plainMatrix } from "./matrix.ts";
import type { Operator } from "./operator.ts";

/** Bytes of a logit: samplers work on 32-bit floats. */
export const LOGIT_BYTES: Bytes = 4;

/** Of `sampled` requests; none in a stage that is not the last. */
export function logitOperators(model: Model, sampled: number, split: Split = whole): Operator[] {
  if (sampled === 0 || !isLastStage(split)) return [];
  const { hidden, vocabulary, bytesPerElement: width } = model;
  const { ranks } = split;
  const outputs = vocabularyOnRank(model, ranks);
  const counted = { model, tokens: sampled };
  const sizes = { times: 1, inputs: hidden, outputs };
  const head = isHeadPacked(model)
    ? packedMatrix("head", counted, sizes)
    : [plainMatrix("head", counted, sizes)];
  const logits = sampled * ranks * outputs * width;
  const gather = collective("logits gather", 1, { operation: "all-gather", bytes: logits });
  return [
    ...head,
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
