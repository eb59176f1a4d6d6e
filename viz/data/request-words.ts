/** One request in words: for those who hear the page, and where there is nothing to draw. */
import { finishReasons, type RunRecord } from "../../sim/index.ts";
import { clock, count, duration, inOne } from "../format.ts";

export const nameOf = (request: number): string => `r${request}`;

/** "r276: arrived 00:55.0, first token after 6.09 s, 194 tokens in 15.3 s, preempted once". */
export function inWords(record: RunRecord, request: number): string {
  const { arrival, ttft, e2el, output, preemptions } = record.requests;
  const said = [`${nameOf(request)}: arrived ${clock(arrival[request]!)}`];
  if (!Number.isNaN(ttft[request]!))
    said.push(`first token after ${inOne(duration(ttft[request]!))}`);
  if (!Number.isNaN(e2el[request]!))
    said.push(`${count(output[request]!)} tokens in ${inOne(duration(e2el[request]!))}`);
  else said.push(fates[reasonOf(record, request)] ?? "");
  const times = preemptions[request]!;
  if (times > 0) said.push(`preempted ${times === 1 ? "once" : `${times} times`}`);
  return said.join(", ");
}

/** What became of a request that did not get all its tokens: the fact, the cause, the way out. */
export function fateOf(record: RunRecord, request: number): string | undefined {
  const { arrival, ttft, prompt } = record.requests;
  const name = nameOf(request);
  const when = clock(arrival[request]!);
  const tokens = count(prompt[request]!);
  switch (reasonOf(record, request)) {
    case "prompt_too_long":
      return (
        `${name} was refused when it arrived at ${when}: its prompt of ${tokens} tokens ` +
        "leaves no room for an answer. Raise max_model_len, or send shorter prompts."
      );
    case "kv_too_small":
      return (
        `${name} was refused when it arrived at ${when}: with its prompt of ${tokens} tokens it ` +
        "needs more KV blocks than the engine has. Give the KV cache more memory."
      );
    case "unfinished": {
      const first = ttft[request]!;
      const so = Number.isNaN(first)
        ? "without a token"
        : `after its first token, which took ${inOne(duration(first))}`;
      return (
        `${name} was still there at the end of the run, ${so}: its ledger is not closed. ` +
        "Let the run last longer."
      );
    }
    default:
      return undefined;
  }
}

const fates: Partial<Record<(typeof finishReasons)[number], string>> = {
  unfinished: "not finished when the run ended",
  prompt_too_long: "refused: its prompt is too long",
  kv_too_small: "refused: larger than the KV cache",
};

const reasonOf = (record: RunRecord, request: number): (typeof finishReasons)[number] =>
  finishReasons[record.requests.reason[request]!]!;
