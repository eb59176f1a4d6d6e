/** Which limit binds, in words. */
import { formatPercent } from "../units.ts";
import {
  isQueueLimit,
  type Limit,
  type LimitReached,
  longestSpent,
  type QueueLimit,
  type TimeLimit,
  waited,
} from "./limits.ts";

/** Which limit binds, and how that shows. */
export function explanation(limits: readonly LimitReached[], binds: LimitReached | null): string {
  if (binds === null) return "Nothing ran.";
  const time = formatPercent(binds.share);
  const spent = longestSpent(limits);
  const most = `${formatPercent(spent.share)} of GPU time ${spending[spent.limit]}`;
  if (isQueueLimit(binds)) {
    const wait = `for ${time} of the time the queue waits for ${waiting[binds.limit]}`;
    return `${names[binds.limit]} binds: ${wait}; meanwhile ${most}.`;
  }
  const queues = queuesInWords(limits);
  return binds.limit === "arrivals"
    ? `Only the load limits: engines are idle for ${time} of the time; ${queues}.`
    : `${names[binds.limit]} binds: ${most}; ${queues}.`;
}

const names: { readonly [L in Exclude<Limit, "arrivals">]: string } = {
  compute: "Compute",
  bandwidth: "HBM bandwidth",
  interconnect: "The interconnect",
  bubble: "The pipeline's bubble",
  launch: "Kernel latency",
  host: "The host",
  kv: "KV capacity",
  seqs: "max_num_seqs",
  budget: "The token budget (max_num_batched_tokens)",
  batch: "Static batching",
};

const spending: { readonly [L in TimeLimit]: string } = {
  compute: "computes matrices and attention",
  bandwidth: "moves weights, KV and activations",
  interconnect: "waits for other GPUs",
  bubble: "waits for another stage",
  launch: "is the fixed time of kernels and of the sampler",
  host: "waits for the host",
};

const waiting: { readonly [L in QueueLimit]: string } = {
  kv: "free KV blocks",
  seqs: "a place among the running",
  budget: "room in a step",
  batch: "a batch to fill or to end",
};

function queuesInWords(limits: readonly LimitReached[]): string {
  const share = waited(limits);
  return share === 0
    ? "nobody waited for a place"
    : `queues waited for a place for ${formatPercent(share)} of the time`;
}
