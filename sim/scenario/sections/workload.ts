/**
 * The workload's section: when requests arrive, how many, and how long they are.
 */
import { z } from "zod";
import { choice, count, duration, refuse } from "../fields.ts";
import { type Arrivals, arrivalsSchema } from "./arrivals.ts";
import { jointLengths, length } from "./lengths.ts";

export const workloadSchema = z
  .strictObject({
    arrivals: arrivalsSchema,
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
  })
  .superRefine((workload, context) => {
    for (const message of [endComplaint(workload), lengthsComplaint(workload)])
      if (message) refuse(context, [], message);
  })
  .meta({ description: "The requests." });

interface Parts {
  arrivals: Arrivals;
  num_prompts?: number;
  duration?: number;
  prompt_tokens?: unknown;
  output_tokens?: unknown;
  lengths?: unknown;
}

/** Whether arrivals end by themselves. */
const endless = (arrivals: Arrivals): boolean =>
  arrivals.process === "piecewise" ? arrivals.repeat : arrivals.process !== "trace";

const allAtOnce = (arrivals: Arrivals): boolean =>
  "request_rate" in arrivals && arrivals.request_rate === Number.POSITIVE_INFINITY;

function endComplaint({ arrivals, num_prompts, duration }: Parts): string | undefined {
  if (num_prompts !== undefined && duration !== undefined)
    return `has two ends, num_prompts (${num_prompts}) and duration (${duration} s): keep one`;
  if (num_prompts === undefined && allAtOnce(arrivals))
    return "never ends: with request_rate: inf it needs num_prompts";
  if (num_prompts === undefined && duration === undefined && endless(arrivals))
    return "never ends: give num_prompts or duration";
  return undefined;
}

function lengthsComplaint(workload: Parts): string | undefined {
  const apart = (["prompt_tokens", "output_tokens"] as const).filter(
    (key) => workload[key] !== undefined,
  );
  if (workload.lengths !== undefined)
    return apart.length === 0
      ? undefined
      : `has lengths twice: lengths and ${apart.join(" and ")}; keep one`;
  if (apart.length === 2 || workload.arrivals.process === "trace") return undefined;
  return "lacks lengths: give prompt_tokens and output_tokens, or lengths";
}
