/**
 * The answer of `rooflight memory` in sentences, the first one first.
 */
import { formatCount, formatGib, type MemoryAnswer } from "../../index.ts";
import { tied } from "../text/paragraph.ts";

/** What stands where: "Llama-3.1-8B on 2 × H100-SXM-80GB". */
function setting({ question: { model, gpu, settings } }: MemoryAnswer): string {
  const ranks = settings.tensor_parallel_size ?? 1;
  return `${model.name} on ${ranks === 1 ? `one ${gpu.name}` : `${ranks} × ${gpu.name}`}`;
}

/** A paragraph each. */
export function answerSentences(answer: MemoryAnswer): string[] {
  const { plan, question } = answer;
  const { model, gpu, settings } = question;
  const ranks = settings.tensor_parallel_size ?? 1;
  const each = ranks === 1 ? "" : " on each GPU";
  const weights = `${tied(formatGib(plan.weights))} of weights${each}`;
  if (plan.blocks === 0) {
    const where = ranks === 1 ? `one ${gpu.name}` : `${ranks} × ${gpu.name}`;
    return [
      `${model.name} does not fit ${where}: ${weights}, and all in all ` +
        `${tied(formatGib(-plan.kvCache))} too much. ${fewestSentence(answer)}`,
    ];
  }
  return [
    `${setting(answer)}: ${weights} leave ${tied(formatGib(plan.kvCache))} for the KV cache, ` +
      `which holds ${heldSentence(answer)}.`,
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
  const { gpus, tried } = fewest;
  if (gpus === undefined)
    return (
      `No number of ${gpu.name} that it divides into (${tried.join(", ")}) holds it and ` +
      `${request}.`
    );
  if (gpus === (settings.tensor_parallel_size ?? 1)) return "";
  const count = gpus === 1 ? `One ${gpu.name} is` : `${gpus} × ${gpu.name} are`;
  return (
    `${count} the fewest that hold it and ${request}` +
    `${gpus === 1 ? "" : ` (--tensor-parallel-size ${gpus})`}.`
  );
}
