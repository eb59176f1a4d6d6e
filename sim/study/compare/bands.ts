/** Bands of prompt length: quarters of the requests, or between bounds that somebody names. */
import type { RequestLog } from "../../observe/request-log.ts";
import type { Tokens } from "../../units.ts";
import type { Band } from "./comparison.ts";

const QUARTERS = [1 / 4, 1 / 2, 3 / 4];

/**
 * Bands that hold about as many of these requests each; fewer where many prompts are equally long,
 * and none where nearly all are.
 */
export function quarters(logs: readonly RequestLog[]): Band[] {
  const prompts = new Int32Array(logs.reduce((sum, { count }) => sum + count, 0));
  let filled = 0;
  for (const { prompt, count } of logs) {
    prompts.set(prompt.subarray(0, count), filled);
    filled += count;
  }
  prompts.sort();
  const last = prompts.length - 1;
  const bounds = QUARTERS.map((share) => prompts[Math.floor(share * last)]!);
  return bandsBetween(bounds.filter((bound) => bound < prompts[last]!));
}

/** @param bounds the longest prompts of all bands but the last */
export function bandsBetween(bounds: readonly Tokens[]): Band[] {
  const ends = [...new Set(bounds)].sort((a, b) => a - b);
  if (ends.length === 0) return [];
  const starts = ends.map((end) => end + 1);
  return [null, ...starts].map((from, index) => ({ from, to: ends[index] ?? null }));
}

/** Which of the bands a prompt is of: they hold all lengths. */
export const bandOf = (bands: readonly Band[], prompt: Tokens): number =>
  bands.findIndex(({ to }) => to === null || prompt <= to);
