/**
 * What of a model has a size but no price yet: its memory is exact, its time would be a guess.
 */
import type { Tokens } from "../units.ts";
import { type Reach, span } from "./attention.ts";
import type { Model } from "./model.ts";

/** Something that no step can be priced with. */
export interface Unpriced {
  /** Key of the `config.json` that says so. */
  path: string;
  value: unknown;
  /** Reads on after the model's name or the value: `is not priced yet: …`. */
  why: string;
}

/**
 * All of `model` that keeps it from being priced; nothing where it can be. A window or chunk no
 * shorter than the longest request is none.
 */
export function unpriced(model: Model, maxModelLen: Tokens = model.context): Unpriced[] {
  const { latent, layers } = model;
  const found: Unpriced[] = [];
  const add = (path: string, value: unknown, what: string) =>
    found.push({ path, value, why: `is not priced yet: ${what}` });

  if (latent !== undefined) add("kv_lora_rank", latent.kvRank, "latent attention (MLA)");
  const short = model.reach.filter((reach) => span(reach) < maxModelLen);
  if (short[0] !== undefined) {
    add(keyOf(short[0]), span(short[0]), windowInWords(short, layers, maxModelLen));
  }
  return found;
}

const keyOf = (reach: Reach): string =>
  reach.kind === "chunked" ? "attention_chunk_size" : "sliding_window";

function windowInWords(short: readonly Reach[], layers: number, maxModelLen: Tokens): string {
  const [reach] = short;
  const seen = span(reach!);
  const within =
    reach!.kind === "chunked" ? `only in chunks of ${seen} tokens` : `back only ${seen} tokens`;
  const remedy = short.length === layers ? ` (max_model_len ${seen} or less needs none)` : "";
  return (
    `attention that looks ${within} in ${short.length} of ${layers} layers, ` +
    `with requests of up to ${maxModelLen}${remedy}`
  );
}
