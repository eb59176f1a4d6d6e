/**
 * What the parts of a request's latency are called on the page, and how each looks.
 *
 * Causes of decoding fold into the page's hues. A wait for something is hatched grey, one that a
 * preemption made hatched red; arithmetic for the prompts of others is amber, hatched because
 * nothing of it is for this request.
 */
import { type Part, parts } from "../../sim/index.ts";
import { hues } from "../hues.ts";
import type { Token } from "../palette.ts";

export interface LedgerPart {
  key: string;
  label: string;
  fill: Token;
  hatched: boolean;
  /** Parts of the simulator's ledger that it sums up. */
  of: readonly Part[];
}

const waits = {
  wait_step: "waited for the step in flight",
  wait_batch: "waited for the batch to end",
  wait_seqs: "waited for a place in the batch",
  wait_budget: "waited for token budget",
  wait_kv: "waited for KV blocks",
} as const;

const single = (key: Part, label: string, fill: Token, hatched = false): LedgerPart => ({
  key,
  label,
  fill,
  hatched,
  of: [key],
});

/** Before the first token, in the order of the stack. */
export const firstTokenParts: readonly LedgerPart[] = [
  ...(Object.keys(waits) as (keyof typeof waits)[]).map((key) =>
    single(key, waits[key], "hatch", true),
  ),
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
  fill,
  hatched: hatched === true,
  of: causes.map((cause) => `decode_${cause}` as const),
}));

/** After the first token, in the order of the stack. */
export const decodeParts: readonly LedgerPart[] = [
  ...ofHues,
  single("others_prefill", "prompts of others", "mm", true),
  single("preempted", "preempted, waited", "miss", true),
  { key: "again", label: "prompt computed again", fill: "mm", hatched: false, of: [] },
  single("lost_attempts", "lost attempts", "hatch", true),
  single("stream", "tokens sent out", "host"),
];

/** Seconds of a part in a row of the simulator's ledger that begins at `from`. */
export function secondsOf({ of }: LedgerPart, ledger: Float64Array, from: number): number {
  let sum = 0;
  for (const part of of) sum += ledger[from + PLACE[part]]!;
  return sum;
}

const PLACE = Object.fromEntries(parts.map((part, at) => [part, at])) as Record<Part, number>;
