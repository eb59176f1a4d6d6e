/** Limits: what can keep a cluster from serving more, and for how long each was reached. */
import type { Cause } from "../cost/cost.ts";
import type { Wait } from "../engine/ledger.ts";
import type { Seconds } from "../units.ts";
import type { Usage } from "./figures.ts";

export type Limit = QueueLimit | TimeLimit | "arrivals";
/** What the head of a queue waits for, the steps in flight left out: those always return soon. */
export type QueueLimit = Exclude<Wait, "step">;
/** What the engines spend their time on. */
export type TimeLimit = "compute" | "bandwidth" | "interconnect" | "bubble" | "launch" | "host";

/** How long a limit was reached, summed over engines, and as a share of the engines' time. */
export interface LimitReached<L extends Limit = Limit> {
  limit: L;
  seconds: Seconds;
  share: number;
}

const causesOf: { readonly [L in TimeLimit | "arrivals"]: readonly Cause[] } = {
  compute: ["matrix", "attention"],
  bandwidth: ["weights", "kv", "activations"],
  interconnect: ["collectives", "transfer"],
  bubble: ["bubble"],
  launch: ["launch", "sampler"],
  host: ["host"],
  arrivals: ["idle"],
};
const timeLimits: readonly TimeLimit[] = [
  "compute",
  "bandwidth",
  "interconnect",
  "bubble",
  "launch",
  "host",
];
const queueLimits: readonly QueueLimit[] = ["kv", "seqs", "budget", "batch"];

/** Every limit, the one reached longest first. */
export function limitsReached(usage: Usage): LimitReached[] {
  const { seconds_by_cause, idle_in_steps_s: forRanks, waited_s, seconds: all } = usage;
  const reached = (limit: Limit, seconds: Seconds): LimitReached => ({
    limit,
    seconds,
    share: all > 0 ? seconds / all : 0,
  });
  const secondsOn = (limit: TimeLimit | "arrivals") =>
    causesOf[limit].reduce((sum, cause) => sum + seconds_by_cause[cause], 0);
  return [
    ...queueLimits.map((limit) => reached(limit, waited_s[limit])),
    ...timeLimits.map((limit) =>
      // To wait for a slower rank is to wait for other GPUs.
      reached(limit, secondsOn(limit) + (limit === "interconnect" ? forRanks : 0)),
    ),
    reached("arrivals", secondsOn("arrivals") - forRanks),
  ].sort((a, b) => b.seconds - a.seconds);
}

/** Share of the time in which the heads of queues waited for some limit. */
export const waited = (limits: readonly LimitReached[]): number =>
  limits.filter(isQueueLimit).reduce((sum, { share }) => sum + share, 0);

/** The limit that queues waited for longest; `limits` come with the longest first. */
export const longestWaited = (limits: readonly LimitReached[]): LimitReached<QueueLimit> =>
  limits.find(isQueueLimit)!;

/** The limit that most of the engines' time was spent on; `limits` come likewise. */
export const longestSpent = (limits: readonly LimitReached[]): LimitReached<TimeLimit> =>
  limits.find(isTimeLimit)!;

export const isQueueLimit = (reached: LimitReached): reached is LimitReached<QueueLimit> =>
  queueLimits.some((name) => name === reached.limit);

const isTimeLimit = (reached: LimitReached): reached is LimitReached<TimeLimit> =>
  timeLimits.some((name) => name === reached.limit);
