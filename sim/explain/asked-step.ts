/**
 * The step that somebody asks about, as the shape that is priced.
 */
import { addPrefill, addUnseen, emptyShape, type StepShape } from "../cost/cost.ts";
import { full, unseen } from "../kernel/reach.ts";
import { shortReach } from "../machine/attention.ts";
import type { Model } from "../machine/model.ts";
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

/** The shape of a step of `model`; whoever is in it draws a token. */
export function shapeOfStep(
  { prefill, computed, decode, context }: AskedStep,
  model: Pick<Model, "reach">,
): StepShape {
  const reach = shortReach(model, Number.POSITIVE_INFINITY) ?? full;
  const shape = emptyShape();
  shape.tokens = shape.decodes = shape.sampled = decode;
  shape.decodeContext = decode * context;
  shape.decodeUnseen = decode * unseen(reach, context);
  if (prefill > 0) {
    addPrefill(shape, prefill, computed);
    addUnseen(shape, reach, { tokens: prefill, before: computed });
    shape.sampled += 1;
  }
  return shape;
}
