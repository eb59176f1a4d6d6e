/**
 * Lengths of prompts and outputs: a distribution for each, or both at once, as rows of a file or
 * as kinds of request.
 */
import { z } from "zod";
import { count, MOST, number, refuse } from "../fields.ts";
import { recordedFile, stated } from "./recorded.ts";

const tokens = (description: string) =>
  count(description, { unit: "tokens", usual: [1, 8192], log: true, max: MOST.tokens });

const average = (description: string) =>
  number(description, { unit: "tokens", usual: [1, 8192], log: true, min: 1e-3, max: MOST.tokens });

const named = <const T extends string>(name: T, description: string) => ({
  distribution: z.literal(name).meta({ description }),
});

const min = tokens("Shortest; what falls below is raised to it.").default(1);
const max = tokens("Longest; what lies above is cut to it.");
const clip = { min, max: max.exactOptional() };
const mean = average("Mean of the lengths, before they are cut.");
const std = number("Standard deviation of the lengths.", {
  unit: "tokens",
  usual: [0, 4096],
  min: 0,
  max: MOST.tokens,
});

const fixed = {
  ...named("fixed", "Every length is the same."),
  tokens: tokens("The length."),
};
const uniform = {
  ...named("uniform", "Every whole number from min to max is as likely."),
  min,
  max,
};
const normal = {
  ...named("normal", "A bell around a mean."),
  mean,
  std,
  ...clip,
};
const lognormal = {
  ...named("lognormal", "Many short and few long: by mean and std, or by median and sigma."),
  mean: mean.exactOptional(),
  std: std.exactOptional(),
  median: average("Length that half of them stay below.").exactOptional(),
  sigma: number("Standard deviation of the logarithm of the lengths.", {
    usual: [0.1, 2],
    min: 0,
    max: 100,
  }).exactOptional(),
  ...clip,
};
const zipf = {
  ...named("zipf", "The k-th length is as likely as 1 / k to the exponent."),
  exponent: number("How fast long lengths become rare.", { usual: [0.1, 2], min: 0, max: 20 }),
  min,
  max,
};
const weight = number("How often this one is drawn, relative to the others.", {
  usual: [0.1, 10],
  log: true,
  min: 1 / MOST.factor,
  max: MOST.factor,
});

/** Refuses a table of more lengths than memory holds. */
function tabled(range: { min: number; max: number }, context: z.RefinementCtx): void {
  ordered(range, context);
  const lengths = range.max - range.min + 1;
  if (lengths <= MOST.choices) return;
  const message = `leaves ${lengths} lengths to choose from, more than ${MOST.choices}`;
  refuse(context, ["max"], message, range.max);
}

/** Refuses a range that holds nothing. */
function ordered({ min, max }: { min: number; max?: number }, context: z.RefinementCtx): void {
  if (max !== undefined && max < min) refuse(context, ["max"], `is below min, ${min}`, max);
}

type Lognormal = { mean?: number; std?: number; median?: number; sigma?: number };

/** Holds a lognormal to one of its two forms. */
function oneForm<T extends Lognormal>(spec: T, context: z.RefinementCtx) {
  const { mean, std, median, sigma, ...rest } = spec;
  if (median === undefined && sigma === undefined && mean !== undefined && std !== undefined)
    return { ...rest, mean, std };
  if (mean === undefined && std === undefined && median !== undefined && sigma !== undefined)
    return { ...rest, median, sigma };
  refuse(context, [], "needs mean and std, or median and sigma");
  return z.NEVER;
}

const componentSchema = z.discriminatedUnion("distribution", [
  z.strictObject({ ...fixed, weight }),
  z.strictObject({ ...uniform, weight }).superRefine(ordered),
  z.strictObject({ ...normal, weight }).superRefine(ordered),
  z
    .strictObject({ ...lognormal, weight })
    .superRefine(ordered)
    .transform(oneForm),
  z.strictObject({ ...zipf, weight }).superRefine(tabled),
]);

const mixture = {
  ...named("mixture", "One of several distributions, drawn anew for each request."),
  components: z.array(componentSchema).min(1).meta({ description: "The distributions." }),
};

const lengthSchema = z.discriminatedUnion("distribution", [
  z.strictObject(fixed),
  z.strictObject(uniform).superRefine(ordered),
  z.strictObject(normal).superRefine(ordered),
  z.strictObject(lognormal).superRefine(ordered).transform(oneForm),
  z.strictObject(zipf).superRefine(tabled),
  z.strictObject(mixture),
]);

/** Lengths in tokens, with what they are the lengths of. */
export const length = (description: string) => lengthSchema.meta({ description });

const empirical = {
  ...named("empirical", "A row of the file for each request, drawn with replacement."),
  ...recordedFile,
};

const kindSchema = z.strictObject({
  weight,
  prompt_tokens: length("Length of its prompts."),
  output_tokens: length("Length of its outputs."),
});

const kinds = {
  ...named("mixture", "One of several kinds of request, drawn anew for each."),
  components: z.array(kindSchema).min(1).meta({ description: "The kinds." }),
};

/** Prompt and output of a request together: a long prompt may go with a short answer. */
export const jointLengths = z
  .discriminatedUnion("distribution", [
    z.strictObject(empirical).superRefine(stated),
    z.strictObject(kinds),
  ])
  .meta({ description: "Prompts and outputs drawn together; stands instead of the two apart." });
