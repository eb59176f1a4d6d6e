/**
 * The workload's section: when requests arrive, how many, how long they are, and their classes.
 */
import { z } from "zod";
import { choice, count, duration, refuse } from "../fields.ts";
import { type Arrivals, arrivalsSchema } from "./arrivals.ts";
import { checkClasses, classSchema, isAllAtOnce, lengthsApart } from "./classes.ts";
import { jointLengths, length } from "./lengths.ts";

export const workloadSchema = z
  .strictObject({
    arrivals: arrivalsSchema.exactOptional(),
    num_prompts: count("Arrivals end after this many requests.", {
      unit: "requests",
      usual: [100, 1_000_000],
      log: true,
    }).exactOptional(),
    duration: duration("Arrivals end at this instant.", {
      usual: [10, 86_400],
      log: true,
      above: 0,
    }).exactOptional(),
    drain: choice("After the last arrival: finish what is left, or cut it off as unfinished.", [
      "finish",
      "cut",
    ]).default("finish"),
    prompt_tokens: length("Length of each prompt.").exactOptional(),
    output_tokens: length("Length of each output.").exactOptional(),
    lengths: jointLengths.exactOptional(),
    classes: z
      .array(classSchema)
      .min(1)
      .meta({ description: "Kinds of request, each reported by itself." })
      .exactOptional(),
  })
  .superRefine((workload, context) => {
    if (workload.arrivals === undefined && workload.classes === undefined)
      refuse(context, ["arrivals"], "is missing: it must be a mapping of keys to values");
    checkClasses(workload, context);
    for (const message of [endComplaint(workload), lengthsComplaint(workload)])
      if (message) refuse(context, [], message);
  })
  .meta({ description: "The requests." });

interface Parts {
  arrivals?: Arrivals;
  classes?: { arrivals?: Arrivals }[];
  num_prompts?: number;
  duration?: number;
  prompt_tokens?: unknown;
  output_tokens?: unknown;
  lengths?: unknown;
}

/** Whether arrivals end by themselves. */
const endless = (arrivals: Arrivals): boolean =>
  arrivals.process === "piecewise" ? arrivals.repeat : arrivals.process !== "trace";

function endComplaint(workload: Parts): string | undefined {
  const { num_prompts, duration, classes = [] } = workload;
  const all = [workload, ...classes].flatMap(({ arrivals }) => arrivals ?? []);
  if (num_prompts !== undefined && duration !== undefined)
    return `has two ends, num_prompts (${num_prompts}) and duration (${duration} s): keep one`;
  if (num_prompts === undefined && all.some(isAllAtOnce))
    return "never ends: with request_rate: inf it needs num_prompts";
  if (num_prompts === undefined && duration === undefined && all.some(endless))
    return "never ends: give num_prompts or duration";
  return undefined;
}

function lengthsComplaint(workload: Parts): string | undefined {
  const apart = lengthsApart(workload);
  if (workload.lengths !== undefined)
    return apart.length === 0
      ? undefined
      : `has lengths twice: lengths and ${apart.join(" and ")}; keep one`;
  // What classes say of their lengths, and what they leave out, is told class by class.
  if (apart.length === 2 || workload.classes || workload.arrivals?.process === "trace")
    return undefined;
  return "lacks lengths: give prompt_tokens and output_tokens, or lengths";
}
