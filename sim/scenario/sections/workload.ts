/**
 * The workload's section: when requests arrive, how many, how long they are, and their classes.
 */
import { z } from "zod";
import { choice, count, duration, MOST, refuse } from "../fields.ts";
import { type Arrivals, arrivalsSchema, expectedIn } from "./arrivals.ts";
import { type Common, checkClasses, classSchema, isAllAtOnce, lengthsApart } from "./classes.ts";
import { jointLengths, length } from "./lengths.ts";

export const workloadSchema = z
  .strictObject({
    arrivals: arrivalsSchema.exactOptional(),
    num_prompts: count("Arrivals end after this many requests.", {
      unit: "requests",
      usual: [100, 1_000_000],
      log: true,
      max: MOST.requests,
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
    const end = endComplaint(workload) ?? crowdComplaint(workload);
    for (const message of [end, lengthsComplaint(workload)])
      if (message) refuse(context, [], message);
  })
  .meta({ description: "The requests." });

interface Parts extends Common {
  num_prompts?: number;
  duration?: number;
}

/** Whether arrivals end by themselves. */
const endless = (arrivals: Arrivals): boolean =>
  arrivals.process === "piecewise" ? arrivals.repeat : arrivals.process !== "trace";

/** The common ones, and those of classes. */
const arrivalsOf = ({ arrivals, classes = [] }: Parts): Arrivals[] =>
  [{ arrivals }, ...classes].flatMap((kind) => kind.arrivals ?? []);

function endComplaint(workload: Parts): string | undefined {
  const { num_prompts, duration } = workload;
  const all = arrivalsOf(workload);
  if (num_prompts !== undefined && duration !== undefined)
    return `has two ends, num_prompts (${num_prompts}) and duration (${duration} s): keep one`;
  if (num_prompts === undefined && all.some(isAllAtOnce))
    return "never ends: with request_rate: inf it needs num_prompts";
  if (num_prompts === undefined && duration === undefined && all.some(endless))
    return "never ends: give num_prompts or duration";
  return undefined;
}

/** More requests than a run can hold, where only the clock ends them. */
function crowdComplaint(workload: Parts): string | undefined {
  const { num_prompts, duration } = workload;
  if (num_prompts !== undefined) return undefined;
  const expected = arrivalsOf(workload)
    .map((arrivals) => requestsExpected(arrivals, duration))
    .reduce((sum, requests) => sum + requests, 0);
  if (expected <= MOST.requests) return undefined;
  const most = `a run holds ${MOST.requests}`;
  return `brings about ${expected.toPrecision(3)} requests, and ${most} at most: lower the rate`;
}

function requestsExpected(arrivals: Arrivals, duration = Number.POSITIVE_INFINITY): number {
  if (arrivals.process === "trace" || arrivals.process === "closed") return 0;
  if (arrivals.process !== "piecewise") return arrivals.request_rate * duration;
  const { segments, repeat } = arrivals;
  const seconds = segments.reduce((sum, segment) => sum + segment.duration, 0);
  const once = segments.reduce((sum, segment) => sum + expectedIn(segment), 0);
  return once * (repeat ? Math.max(1, duration / seconds) : 1);
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
