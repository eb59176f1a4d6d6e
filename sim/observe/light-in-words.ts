/** The speed of light in words: what could be served, and what the gap to it is made of. */
import { formatPercent, threeDigits } from "../units.ts";
import type { DecodeTime, EngineTime, FirstTokenTime } from "./light-gaps.ts";
import type { SpeedOfLight } from "./speed-of-light.ts";

type Told = Omit<SpeedOfLight, "sentence">;

export const lightInWords = (light: Told): string =>
  [capacityInWords(light), ...gapsInWords(light)].join(" ");

function capacityInWords({ attained, offered_per_s, utilisation }: Told): string {
  const rate = threeDigits(attained.request_throughput);
  const most = `The engines could serve at most ${rate} requests/s`;
  if (offered_per_s === null || utilisation === null) return `${most} with kernels as measured.`;
  const asked = `asked for ${threeDigits(offered_per_s)}`;
  return utilisation > 1
    ? `${most} and were ${asked}: no schedule keeps up with that.`
    : `${most}; they were ${asked} (${formatPercent(utilisation)}).`;
}

function gapsInWords({ engine_time_share, ttft_ms, decode_ms }: Told): string[] {
  const gaps = [
    ["in engine time", largest(engine_time_share, ofEngines)],
    ["before a first token", largest(ttft_ms, ofFirstTokens)],
    ["after it", largest(decode_ms, ofDecodes)],
  ] as const;
  const told = gaps
    .filter(([, parts]) => parts.length > 0)
    .map(([where, parts]) => `${where}, ${parts.join(" and ")}`);
  return told.length === 0 ? [] : [`The gap to the data sheet: ${told.join("; ")}.`];
}

type Words<T> = { readonly [K in Exclude<keyof T, "light">]: string };

const ofEngines: Words<EngineTime> = {
  kernels: "kernels below their peaks",
  batches: "batches less than full",
  launch: "kernel latency",
  interconnect: "other GPUs",
  host: "the host",
  idle: "nothing to do",
};

const ofFirstTokens: Words<FirstTokenTime> = {
  kernels: "kernels below their peaks",
  shared: "launches and others in its steps",
  step: "the step in flight",
  queue: "queueing",
  transfer: "moving the cache",
  frontend: "the front end",
};

const ofDecodes: Words<DecodeTime> = {
  kernels: "kernels below their peaks",
  shared: "others in the batch",
  prompts: "prompts of others",
  launch: "kernel latency",
  interconnect: "other GPUs",
  host: "the host",
  waiting: "steps without it",
};

/** Parts named at most, and the least share of the gap that is named. */
const MOST_NAMED = 2;
const LEAST_NAMED = 0.1;

/** The largest parts of a gap with their shares of it, the largest first. */
function largest<T extends { light: number }>(time: T, words: Words<T>): string[] {
  const parts = (Object.keys(words) as (keyof Words<T> & keyof T)[]).map((part) => ({
    name: words[part],
    size: time[part] as number,
  }));
  const gap = parts.reduce((sum, { size }) => sum + size, 0);
  if (gap <= 0) return [];
  return parts
    .map(({ name, size }) => ({ name, share: size / gap }))
    .filter(({ share }) => share >= LEAST_NAMED)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_NAMED)
    .map(({ name, share }) => `${name} (${(100 * share).toFixed(0)} %)`);
}
