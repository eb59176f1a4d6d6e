/**
 * The verdict: were the objectives met, and which limit binds.
 *
 * A queue that waits for places, memory or room in a step names its limit by itself. Where hardly
 * anybody waits, the limit is what the engines spend their time on; and where they mostly have
 * nothing to do, it is the load that limits, unless latency is missed even so.
 */
import type { Usage } from "./figures.ts";
import { inside, type Judged } from "./inside.ts";
import {
  type Limit,
  type LimitReached,
  limitsReached,
  longestSpent,
  longestWaited,
  waited,
} from "./limits.ts";
import { explanation } from "./sentence.ts";

export interface Verdict {
  /** Share of requests that met their objectives; failed and unfinished ones did not. */
  share: number | null;
  /** Whether that is what was asked for, of each class; null where no objective is stated. */
  met: boolean | null;
  /** Every limit, the one reached longest first. */
  limits: LimitReached[];
  /** The limit that best explains the run; null where nothing ran. */
  binds: Limit | null;
  /** The same in plain words. */
  sentence: string;
}

/** Where queues wait for less of the time than this, they do not limit. */
const QUEUES_COUNT = 0.1;
/** Where engines are idle for more of the time than this, the load is light. */
const LOAD_IS_LIGHT = 0.5;

/** @param figures with what the whole cluster did */
export function judge(figures: Judged & { cluster: Usage }): Verdict {
  const { share, met, sentence: objectives } = inside(figures);
  const limits = limitsReached(figures.cluster);
  const binds = figures.cluster.seconds > 0 ? binding(limits, met) : null;
  const sentence = `${objectives} ${explanation(limits, binds)}`;
  return { share, met, limits, binds: binds?.limit ?? null, sentence };
}

function binding(limits: readonly LimitReached[], met: boolean | null): LimitReached {
  if (waited(limits) >= QUEUES_COUNT) return longestWaited(limits);
  const idle = limits.find(({ limit }) => limit === "arrivals")!;
  if (idle.share > LOAD_IS_LIGHT && met !== false) return idle;
  return longestSpent(limits);
}
