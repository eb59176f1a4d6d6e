/**
 * The objectives' section: what latency is good enough, and for what share of requests.
 */
import { z } from "zod";
import { duration, refuse, share } from "../fields.ts";

export const sloSchema = z
  .strictObject({
    ttft: duration("Longest time from arrival to the first output token.", {
      usual: [0.05, 10],
      log: true,
      above: 0,
    }).exactOptional(),
    tpot: duration("Longest mean time between output tokens of a request.", {
      usual: [0.005, 0.2],
      log: true,
      above: 0,
    }).exactOptional(),
    itl: duration("Longest single gap between output tokens of a request.", {
      usual: [0.005, 1],
      log: true,
      above: 0,
    }).exactOptional(),
    e2el: duration("Longest time from arrival to the last output token.", {
      usual: [0.5, 100],
      log: true,
      above: 0,
    }).exactOptional(),
    share: share("Share of requests that must meet them all.", {
      usual: [0.9, 0.999],
      above: 0,
    }).default(0.99),
  })
  .superRefine(({ share: _, ...objectives }, context) => {
    if (Object.keys(objectives).length === 0)
      refuse(context, [], "states no objective: give ttft, tpot, itl or e2el");
  })
  .meta({ description: "Objectives of latency; a request is good when it meets them all." });

/** Objectives, times in seconds. */
export type Slo = z.output<typeof sloSchema>;
