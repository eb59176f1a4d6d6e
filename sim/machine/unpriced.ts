/**
 * What of a model has a size but no price yet: its memory is exact, its time would be a guess.
 */
import type { Model } from "./model.ts";

/** Something that no step can be priced with. */
export interface Unpriced {
  /** Key of the `config.json` that says so. */
  path: string;
  value: unknown;
  /** Reads on after the model's name or the value: `is not priced yet: …`. */
  why: string;
}

/** All of `model` that keeps it from being priced; nothing where it can be. */
export const unpriced = (_model: Model): Unpriced[] => [];
