/**
 * Hues: what the twelve causes of a step's time, and the parts of a request's, look like.
 *
 * Causes that spend the same resource share a hue and a name. Activations are bytes from memory as
 * weights are, and so are the logits that a sampler reads.
 */
import { type Cause, causes } from "../sim/index.ts";
import type { Token } from "./palette.ts";

export interface Hue {
  key: "weights" | "kv" | "matrix" | "attention" | "wire" | "bubble" | "host" | "idle";
  label: string;
  causes: readonly Cause[];
  fill: Token;
  /** For a line, a small open mark, or text: dark enough on paper. */
  line: Token;
  text: Token;
  /** Hatched, so that colour is not alone. */
  hatched?: true;
}

/** In the order in which they are stacked, from the bottom. */
export const hues: readonly Hue[] = [
  {
    key: "weights",
    label: "Weights, activations",
    causes: ["weights", "activations", "sampler"],
    fill: "weights",
    line: "weights",
    text: "t-mem",
  },
  { key: "kv", label: "KV read", causes: ["kv"], fill: "kv", line: "kv-line", text: "t-mem2" },
  {
    key: "matrix",
    label: "Matrix compute",
    causes: ["matrix"],
    fill: "mm",
    line: "mm",
    text: "t-math",
  },
  {
    key: "attention",
    label: "Attention",
    causes: ["attention"],
    fill: "attn",
    line: "attn-line",
    text: "t-math",
  },
  {
    key: "wire",
    label: "Collectives",
    causes: ["collectives", "transfer"],
    fill: "coll",
    line: "coll",
    text: "t-wire",
  },
  {
    key: "bubble",
    label: "Pipeline bubble",
    causes: ["bubble"],
    fill: "bubble",
    line: "bubble",
    text: "ink-3",
    hatched: true,
  },
  {
    key: "host",
    label: "Launch and host",
    causes: ["launch", "host"],
    fill: "host",
    line: "bubble",
    text: "ink-3",
  },
  { key: "idle", label: "Idle", causes: ["idle"], fill: "idle", line: "bubble", text: "ink-3" },
];

const byCause = Object.fromEntries(
  causes.map((cause) => [cause, hues.find((hue) => hue.causes.includes(cause))!]),
) as Record<Cause, Hue>;

export const hueOf = (cause: Cause): Hue => byCause[cause];
