/** The speed of light in words: what could be served, and what a gap to it is made of. */
import { formatPercent, threeDigits } from "../units.ts";
import type { DecodeTime, EngineTime, FirstTokenTime } from "./light-gaps.ts";

/** A part of a gap, and how much of the gap it is. */
export interface GapPart {
  part: string;
  /** The part in plain words. */
  words: string;
  share: number;
}

/**
 * What the engines could serve, and what they were asked for.
 *
 * @param most requests a second
 * @param offered the same; null where nobody asked at a rate of their own
 */
export function capacityInWords(most: number, offered: number | null): string {
  const rate = `At most ${threeDigits(most)} requests/s could be served`;
  if (offered === null) return `${rate} with kernels as measured.`;
  const asked = `${rate}, and ${threeDigits(offered)} were asked for`;
  return offered > most
    ? `${asked}: the queue must grow.`
    : `${asked} (${formatPercent(offered / most)}).`;
}

/** Whatever stands between a time and its least. */
type Words<T> = { readonly [K in Exclude<keyof T, "light">]: string };

export const ofEngines: Words<EngineTime> = {
  kernels: "kernels below peak",
  batches: "batches not full",
  launch: "kernel latency",
  interconnect: "other GPUs",
  host: "the host",
  idle: "nothing to do",
};

export const ofFirstTokens: Words<FirstTokenTime> = {
  kernels: "kernels below peak",
  shared: "overheads and others",
  step: "the step in flight",
  queue: "queueing",
  transfer: "moving the cache",
  frontend: "the front end",
};

export const ofDecodes: Words<DecodeTime> = {
  kernels: "kernels below peak",
  shared: "others and padding",
  prompts: "prompts of others",
  launch: "kernel latency",
  interconnect: "other GPUs",
  host: "the host",
  waiting: "steps without it",
};

/** The parts of the gap between a time and the light in it, the largest first; none of nothing. */
export function gapParts<T extends { light: number }>(time: T, words: Words<T>): GapPart[] {
  const names = Object.entries<string>(words);
  const sizes = time as unknown as Record<string, number>;
  const gap = names.reduce((sum, [part]) => sum + sizes[part]!, 0);
  return names
    .map(([part, inWords]) => ({ part, words: inWords, share: sizes[part]! / gap }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}
