/**
 * The size of each request: its prompt and its output, drawn apart or together.
 *
 * Prompt and output have a stream each, and what ties them has a third, so that changing one knob
 * leaves all other draws alone.
 */
import { invariant } from "../kernel/invariant.ts";
import type { Random } from "../kernel/random.ts";
import type { Tokens } from "../units.ts";
import { createLengths } from "./lengths.ts";
import type { Recordings } from "./recordings.ts";
import type { JointMixtureSpec, LengthSpec, WorkloadSpec } from "./spec.ts";
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

/** What says how long requests are. */
export type SizesSpec = Pick<WorkloadSpec, "prompt_tokens" | "output_tokens" | "lengths">;

/** Where sizes come from. */
export interface SizeSources {
  random: Random;
  recordings: Recordings;
  /** Of the trace whose rows arrive, for what the spec does not say. */
  recorded: Record<"prompt" | "output", NextLength> | undefined;
}

export function createSizes(spec: SizesSpec, sources: SizeSources): NextSize {
  const { lengths } = spec;
  const { random, recordings, recorded } = sources;
  if (lengths?.distribution === "mixture") return createKinds(lengths, random);
  if (lengths?.distribution === "empirical")
    return createEmpirical(recordings.lengths(lengths), random);
  const nextLength = (side: "prompt" | "output"): NextLength => {
    const own = spec[`${side}_tokens`];
    if (own) return createDrawn(own, `${side}_tokens`, random);
    invariant(recorded !== undefined, () => `the workload gives no ${side}_tokens`);
    return recorded[side];
  };
  const [prompt, output] = [nextLength("prompt"), nextLength("output")];
  return () => ({ prompt: prompt(), output: output() });
}

/** What a class says of its lengths, and the workload where it is silent. */
export function sizesOf(own: SizesSpec | undefined, common: SizesSpec): SizesSpec {
  const { prompt_tokens, output_tokens, lengths } = own ?? {};
  if (lengths !== undefined) return { lengths };
  if (prompt_tokens === undefined && output_tokens === undefined) return common;
  return {
    prompt_tokens: prompt_tokens ?? common.prompt_tokens,
    output_tokens: output_tokens ?? common.output_tokens,
  };
}

/** Lengths of a distribution, from the stream of this name. */
function createDrawn(spec: LengthSpec, stream: string, random: Random): NextLength {
  const lengths = createLengths(spec);
  const draws = random.stream(stream);
  return () => lengths.draw(draws);
}

/** Rows drawn with replacement. */
function createEmpirical({ prompt, output }: LengthColumns, random: Random): NextSize {
  const draws = random.stream("lengths");
  return () => {
    const row = draws.below(prompt.length);
    return { prompt: prompt[row]!, output: output[row]! };
  };
}

/** A kind of request, then its prompt and its output. */
function createKinds({ components }: JointMixtureSpec, random: Random): NextSize {
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
