/**
 * Which limits were reached, and for how long: what the GPUs spent their time on, and what the
 * heads of queues waited for. Seconds are summed over engines.
 */
import { formatPercent, formatSeconds, type Limit, type Summary } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph, tied } from "../text/paragraph.ts";

const words: { readonly [L in Limit]: string } = {
  bandwidth: "HBM bandwidth",
  compute: "compute",
  launch: "kernel latency",
  host: "host",
  interconnect: "interconnect",
  arrivals: "idle for want of arrivals",
  kv: "KV capacity",
  seqs: "max_num_seqs",
  budget: "token budget",
  batch: "the batch",
};

const ofTheGpus: readonly Limit[] = [
  "bandwidth",
  "compute",
  "launch",
  "host",
  "interconnect",
  "arrivals",
];
const ofTheQueues: readonly Limit[] = ["kv", "seqs", "budget", "batch"];

/** Two paragraphs; none where nothing ran. */
export function limitsReached({ verdict }: Summary, paint: Paint): string[] {
  if (verdict.binds === null) return [];
  const told = (title: string, limits: readonly Limit[]) => {
    const reached = verdict.limits
      .filter(({ limit, seconds }) => limits.includes(limit) && seconds > 0)
      .map(({ limit, seconds, share }) =>
        tied(`${words[limit]} ${formatSeconds(seconds)} (${formatPercent(share)})`),
      );
    return paragraph(`${title}: ${reached.length > 0 ? reached.join(", ") : "nothing"}.`);
  };
  return [
    ...told("GPU time went to", ofTheGpus),
    ...told("The heads of queues waited for", ofTheQueues),
  ].map((line) => paint.dim(line));
}
