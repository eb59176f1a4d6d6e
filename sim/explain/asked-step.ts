/**
 * The step that somebody asks about, as the shape that is priced.
 */
import { addPrefill, emptyShape, type StepShape } from "../cost/cost.ts";
import type { Tokens } from "../units.ts";

/** A piece of a prompt, decodes, or both in one step. */
export interface AskedStep {
  /** Tokens of one prompt that the step computes, its last ones; 0 is no prompt. */
  prefill: Tokens;
  /** Tokens of that prompt computed before. */
  computed: Tokens;
  /** Requests that decode one token each. */
  decode: number;
  /** Tokens that each of them attends to, its new one included. */
  context: Tokens;
}

/** The shape of a step; whoever is in it draws a token. */
export function shapeOfStep({ prefill, computed, decode, context }: AskedStep): StepShape {
  const shape = emptyShape();
  shape.tokens = shape.decodes = shape.sampled = decode;
  shape.decodeContext = decode * context;
  if (prefill > 0) {
    addPrefill(shape, prefill, computed);
    shape.sampled += 1;
  }
  return shape;
}
