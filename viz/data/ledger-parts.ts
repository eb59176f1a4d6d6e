/**
 * What the parts of a request's latency are called on the page, and how each looks.
 *
 * Causes of decoding fold into the page's hues. A wait for something is hatched grey, one that a
 * preemption made hatched red; arithmetic for the prompts of others is amber, hatched because
 * nothing of it is for this request.
 */
import { type Part, parts } from "../../sim/index.ts";
import { type Hue, hues } from "../hues.ts";
import type { Token } from "../palette.ts";

export interface LedgerPart {
  key: string;
  label: string;
  /** In fewer words, for narrow pages. */
  brief: string;
  fill: Token;
  hatched: boolean;
  /** Parts of the simulator's ledger that it sums up. */
  of: readonly Part[];
}

const single = (key: Part, label: string, fill: Token, hatched = false): LedgerPart => ({
  key,
  label,
  brief: label,
  fill,
  hatched,
  of: [key],
});

const wait = (key: Part, on: string, inBrief = on): LedgerPart => ({
  ...single(key, `waited for ${on}`, "hatch", true),
  brief: `waited for ${inBrief}`,
});

/** Before the first token, in the order of the stack. */
export const firstTokenParts: readonly LedgerPart[] = [
  wait("wait_step", "the step in flight", "a step"),
  wait("wait_batch", "the batch to end", "the batch"),
  wait("wait_seqs", "a place in the batch", "a place"),
  wait("wait_budget", "token budget"),
  wait("wait_kv", "KV blocks"),
  single("preempted_prefill", "preempted, waited", "miss", true),
  single("prefill", "prompt computed", "mm"),
  single("transfer", "KV transfer", "coll"),
  single("frontend", "front end, in and out", "host"),
];

/** "Matrix compute" goes on inside a line, "KV read" stays. */
const inLine = (label: string): string =>
  /^.[a-z]/.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label;

const ofHues: readonly LedgerPart[] = hues.map(({ key, label, fill, hatched, causes }) => ({
  key,
  label: inLine(label),
  brief: inLine(label),
  fill,
  hatched: hatched === true,
  of: causes.map((cause) => `decode_${cause}` as const),
}));

/** After the first token, in the order of the stack. */
export const decodeParts: readonly LedgerPart[] = [
  ...ofHues,
  single("others_prefill", "prompts of others", "mm", true),
  single("preempted", "preempted, waited", "miss", true),
  { ...single("prefill", "prompt computed again", "mm"), key: "again", of: [] },
  single("lost_attempts", "lost attempts", "hatch", true),
  single("stream", "tokens sent out", "host"),
];

/** The hue of what a part spent; where nobody worked for anybody, none of the hues. */
export const hueKeyOf = ({ fill }: LedgerPart): Hue["key"] | "none" =>
  hues.find((hue) => hue.fill === fill)?.key ?? "none";

/** Seconds of a part in a row of the simulator's ledger that begins at `from`. */
export function secondsOf({ of }: LedgerPart, ledger: Float64Array, from: number): number {
  let sum = 0;
  for (const part of of) sum += ledger[from + PLACE[part]]!;
  return sum;
}

const PLACE = Object.fromEntries(parts.map((part, at) => [part, at])) as Record<Part, number>;
