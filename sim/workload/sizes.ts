/**
 * The size of each request: its prompt and its output, drawn apart or together.
 *
 * Prompt and output have a stream each, and what ties them has a third, so that changing one knob
 * leaves all other draws alone.
 */
import type { Random } from "../kernel/random.ts";
import type { Tokens } from "../units.ts";
import { createLengths } from "./lengths.ts";
import type { JointMixtureSpec, LengthSpec } from "./spec.ts";
import type { LengthColumns } from "./trace.ts";
import { createWeighted } from "./weighted.ts";

export interface Size {
  prompt: Tokens;
  output: Tokens;
}

/** One length after another. */
export type NextLength = () => Tokens;

/** The size of one request after another. */
export type NextSize = () => Size;

/** Prompt and output each on their own. */
export const createApart =
  (prompt: NextLength, output: NextLength): NextSize =>
  () => ({ prompt: prompt(), output: output() });

/** Lengths of a distribution, from the stream of this name. */
export function createDrawn(spec: LengthSpec, stream: string, random: Random): NextLength {
  const lengths = createLengths(spec);
  const draws = random.stream(stream);
  return () => lengths.draw(draws);
}

/** Rows drawn with replacement. */
export function createEmpirical({ prompt, output }: LengthColumns, random: Random): NextSize {
  const draws = random.stream("lengths");
  return () => {
    const row = draws.below(prompt.length);
    return { prompt: prompt[row]!, output: output[row]! };
  };
}

/** A kind of request, then its prompt and its output. */
export function createKinds({ components }: JointMixtureSpec, random: Random): NextSize {
  const kinds = components.map((component) => ({
    prompt: createLengths(component.prompt_tokens),
    output: createLengths(component.output_tokens),
  }));
  const choice = createWeighted(components.map(({ weight }) => weight));
  const choices = random.stream("lengths");
  const prompts = random.stream("prompt_tokens");
  const outputs = random.stream("output_tokens");
  return () => {
    const kind = kinds[choice.draw(choices)]!;
    return { prompt: kind.prompt.draw(prompts), output: kind.output.draw(outputs) };
  };
}
