/** Why the longest gap of a request was as long as it was, in words. */
import type { RunRecord } from "../../sim/index.ts";
import { count, duration, inOne } from "../format.ts";
import { decodeParts } from "./ledger-parts.ts";
import { culprit, type TokenGaps } from "./token-gaps.ts";

/** "token 57 waited 182 ms: 4,000 tokens of a prompt were computed beside it". */
export function gapInWords(record: RunRecord, gaps: TokenGaps, gap: number): string {
  const waited = `token ${count(gap + 2)} waited ${inOne(duration(gaps.gap[gap]!))}`;
  const { key, label } = decodeParts[culprit(gaps, gap)]!;
  if (key === "others_prefill") return `${waited}: ${promptsBeside(record, gaps, gap)}`;
  if (key === "preempted") return `${waited}: preempted, it waited for KV blocks to start again`;
  if (key === "again") return `${waited}: preempted, its prompt had to be computed again`;
  return `${waited}, more than others for ${label}`;
}

/** Prompts of others in the step that drew the token. */
function promptsBeside({ pieces, requests }: RunRecord, gaps: TokenGaps, gap: number): string {
  const [from, to] = [gaps.at[gap]! - gaps.gap[gap]!, gaps.at[gap]!];
  const engine = requests.engine[gaps.request]!;
  const whose = new Set<number>();
  let tokens = 0;
  for (let piece = 0; piece < pieces.count && pieces.begin[piece]! < to; piece++) {
    const inside = pieces.end[piece]! > from && pieces.end[piece]! <= to;
    if (!inside || pieces.engine[piece] !== engine || pieces.request[piece] === gaps.request)
      continue;
    whose.add(pieces.request[piece]!);
    tokens += pieces.tokens[piece]!;
  }
  if (whose.size === 0) return "prompts of others were computed beside it";
  const prompts = whose.size === 1 ? "a prompt" : `${count(whose.size)} prompts`;
  return `${count(tokens)} tokens of ${prompts} were computed beside it`;
}
