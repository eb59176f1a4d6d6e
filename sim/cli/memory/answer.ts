/**
 * The answer of `rooflight memory` in sentences, the first one first.
 */
import { formatCount, formatGib, gpusInWords, gpusOf, type MemoryAnswer } from "../../index.ts";
import { tied } from "../text/paragraph.ts";

/** What stands where: "Llama-3.1-8B on 2 × H100-SXM-80GB". */
const setting = ({ question: { model, gpu, settings } }: MemoryAnswer): string =>
  `${model.name} on ${gpusInWords(gpu, gpusOf(settings))}`;

/** "131.42 GiB of weights", and of which GPUs where there are several. */
function weightsInWords({ plan, question: { settings } }: MemoryAnswer): string {
  const { split, stages, weights } = plan;
  const each = gpusOf(settings) === 1 ? "" : " on each GPU";
  const where = split.stage === undefined ? "" : ` of stage ${split.stage.index + 1}`;
  const why = stages.length === 1 ? "" : `, which has the least room for its layers,`;
  return `${tied(formatGib(weights))} of weights${each}${where}${why}`;
}

/** A paragraph each. */
export function answerSentences(answer: MemoryAnswer): string[] {
  const { plan, question } = answer;
  const { model, gpu, settings } = question;
  const weights = weightsInWords(answer);
  if (plan.blocks === 0)
    return [
      `${model.name} does not fit ${gpusInWords(gpu, gpusOf(settings))}: ${weights}, and all in ` +
        `all ${tied(formatGib(-plan.kvCache))} too much. ${fewestSentence(answer)}`,
    ];
  const replicas = settings.data_parallel_size ?? 1;
  const where = replicas === 1 ? "" : `, in each of ${replicas} data-parallel ranks`;
  return [
    `${setting(answer)}: ${weights} leave ${tied(formatGib(plan.kvCache))} for the KV cache, ` +
      `which holds ${heldSentence(answer)}${where}.`,
    batchSentence(answer),
    answer.longestHeld < answer.longest ? longestSentence(answer) : fewestSentence(answer),
  ].filter((sentence) => sentence !== "");
}

/** "56 requests of 8,192 tokens at once, or 3 of 131,072, the longest". */
function heldSentence({ heldAtLength, held, longest }: MemoryAnswer): string {
  const { requests, context } = heldAtLength;
  const atLongest = held.at(-1)!.requests;
  const one = (count: number) =>
    `${count === 0 ? "no" : formatCount(count)} ${count < 2 ? "request" : "requests"}`;
  const first = `${tied(one(requests))} of ${tied(`${formatCount(context)} tokens`)} at once`;
  if (context === longest || atLongest === 0) return first;
  return `${first}, or ${formatCount(atLongest)} of ${tied(formatCount(longest))}, the longest`;
}

/** Whether the batch that was asked about fits, if it was one. */
function batchSentence({ question: { batch, length }, heldAtLength }: MemoryAnswer): string {
  if (batch === 1) return "";
  const { requests, bytesPerRequest } = heldAtLength;
  const need = tied(formatGib(batch * bytesPerRequest));
  const what = `${formatCount(batch)} requests of ${tied(`${formatCount(length)} tokens`)}`;
  return requests >= batch
    ? `${what} need ${need}: they fit.`
    : `${what} need ${need}: they do not fit, ${requests === 0 ? "none" : formatCount(requests)} ` +
        `${requests === 1 ? "does" : "do"}.`;
}

function longestSentence(answer: MemoryAnswer): string {
  const { longest, longestHeld } = answer;
  return (
    `One request of ${tied(`${formatCount(longest)} tokens`)}, the longest that it may be asked ` +
    `for, does not fit: --max-model-len ${longestHeld} is the most. ${fewestSentence(answer)}`
  );
}

/** How few GPUs hold the model and one request of the longest kind. */
function fewestSentence({ fewest, longest, question: { gpu, settings } }: MemoryAnswer): string {
  const request = `one request of ${tied(`${formatCount(longest)} tokens`)}`;
  const { gpus, spread, tried } = fewest;
  if (gpus === undefined)
    return `Up to ${tried.at(-1)} × ${gpu.name} that share it do not hold it and ${request}.`;
  if (gpus === gpusOf(settings)) return "";
  const count = gpus === 1 ? `One ${gpu.name} is` : `${gpus} × ${gpu.name} are`;
  const options = Object.entries(spread)
    .filter(([, size]) => size > 1)
    .map(([name, size]) => tied(`--${name.replaceAll("_", "-")} ${size}`));
  const stages = spread.pipeline_parallel_size;
  const how =
    options.length === 0
      ? ""
      : ` in ${stages === 1 ? "one stage" : `${stages} stages`} (${options.join(" ")})`;
  return `${count} the fewest that hold it and ${request}${how}.`;
}
