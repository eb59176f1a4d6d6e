/**
 * Which limits were reached, and for how long: what the GPUs spent their time on, and what the
 * heads of queues waited for. Seconds are summed over engines.
 */
import {
  formatPercent,
  formatSeconds,
  isQueueLimit,
  type Limit,
  type Summary,
} from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph, tied } from "../text/paragraph.ts";

export const limitNames: { readonly [L in Limit]: string } = {
  bandwidth: "HBM bandwidth",
  compute: "compute",
  launch: "kernel latency",
  host: "host",
  interconnect: "interconnect",
  bubble: "pipeline bubbles",
  arrivals: "idle for want of arrivals",
  kv: "KV capacity",
  seqs: "max_num_seqs",
  budget: "token budget",
  batch: "the batch",
};

/** Two paragraphs; none where nothing ran. */
export function limitsReached({ verdict }: Summary, paint: Paint): string[] {
  if (verdict.binds === null) return [];
  const told = (title: string, ofQueues: boolean) => {
    const reached = verdict.limits
      .filter((each) => isQueueLimit(each) === ofQueues && each.seconds > 0)
      .map(({ limit, seconds, share }) =>
        tied(`${limitNames[limit]} ${formatSeconds(seconds)} (${formatPercent(share)})`),
      );
    return paragraph(`${title}: ${reached.length > 0 ? reached.join(", ") : "nothing"}.`);
  };
  return [...told("GPU time went to", false), ...told("The heads of queues waited for", true)].map(
    (line) => paint.dim(line),
  );
}
