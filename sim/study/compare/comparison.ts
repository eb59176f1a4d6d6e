/**
 * A comparison as plain values: what each contender came to, how it differs from the first, and
 * what may be said of that.
 *
 * It goes into JSON as it is. Times are milliseconds where a key says so, shares are of one, and a
 * figure that has nothing to stand on is null, never NaN.
 */
import type { Part } from "../../engine/ledger.ts";
import type { RunStatus } from "../../observe/figures.ts";
import type { Limit } from "../../observe/limits.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { Tokens } from "../../units.ts";
import type { Interval } from "../replications/interval.ts";
import type { ComparedFigure, FiguresCompared } from "./figures.ts";

/** What is compared: the first of several is what the others are held against. */
export interface Contender {
  name: string;
  description?: string | undefined;
  scenario: Scenario;
}

export interface Comparison {
  /** In the order given. */
  contenders: ContenderFigures[];
  /** Of each contender but the first, against the first. */
  differences: Difference[];
  /** Replications (counts): done by all contenders, and asked for so far. */
  n: number;
  asked: number;
  /** How often one looks at most whether they are enough. */
  looks: number;
  /** Of the done ones; all contenders have the same. */
  seeds: number[];
  /** Of every interval in `differences`, by itself and over all looks. */
  confidence: number;
  /** By length of prompt, in tokens; empty where all are about as long. */
  bands: Band[];
  verdict: CompareVerdict;
  /** What a reader must know before trusting it, in sentences. */
  notes: string[];
}

/** Prompts from so many tokens to so many, both included; null where there is no bound. */
export interface Band {
  from: Tokens | null;
  to: Tokens | null;
}

export interface ContenderFigures {
  name: string;
  description: string | null;
  /** Whether its queues keep up. Of one that does not, latencies are null. */
  stable: boolean;
  /** Runs (counts) at whose end the queue still grew, and that got stuck. */
  growing: number;
  stuck: number;
  /** Requests a second in the second half of arrivals; null where too few came to tell. */
  arrivals_per_s: number | null;
  served_per_s: number | null;
  /** Runs (a count) that met the objectives; null where none are stated. */
  met: number | null;
  /** Means over runs; percentiles of TTFT, TPOT and E2E are of the requests of all runs. */
  figures: FiguresCompared;
  /** What binds, the limit that most runs name first. */
  binds: { limit: Limit; runs: number }[];
  /** For what share of the engines' time each limit was reached, the longest first. */
  limits: { limit: Limit; share: number }[];
  /** Mean of completed requests by part, over runs; they sum to `mean_e2el_ms`. */
  parts_ms: Record<Part, number> | null;
  runs: RunCompared[];
}

export interface RunCompared extends FiguresCompared {
  seed: number;
  status: RunStatus;
  digest: string;
  growing: boolean | null;
  binds: Limit | null;
}

/** A contender less the first, paired by replication. */
export interface Difference {
  name: string;
  /** Whether both did the same in every run, to the last token. */
  identical: boolean;
  /** Why requests cannot be held against themselves; null where they can. */
  unpaired: string | null;
  /** Null where one of them lacks the figure, or is not stable and it is a latency. */
  figures: Record<ComparedFigure, FigureChange | null>;
  /** Where the difference of `mean_e2el_ms` comes from; parts sum to `whole`. */
  causes: Causes | null;
  /** Classes, then bands of prompt length; none where requests do not pair. */
  groups: GroupDifference[];
}

/** In the unit of the figure; a share's is in shares of one. */
export interface FigureChange extends Interval {
  /** Of the first contender's figure; null where that is 0 or a share. */
  relative: Interval | null;
  /** Whether it is for the better; null where the interval does not tell. */
  better: boolean | null;
}

export interface Causes {
  /** The sum of the means below: the mean difference of end-to-end latency over runs. */
  whole: Interval;
  parts: Record<Part, Interval>;
}

/** The requests of a class, or with prompts of some length, each held against itself. */
export interface GroupDifference {
  kind: "class" | "prompt";
  /** Of the class; null of a band. */
  name: string | null;
  band: Band | null;
  /** Pairs (a count) that are complete in both, in all runs. */
  pairs: number;
  /** Shares of the pairs that ended sooner and later than with the first contender. */
  sooner: number;
  later: number;
  /** Means over all pairs; null where those of a single run are all there are. */
  ttft_ms: FigureChange | null;
  e2el_ms: FigureChange | null;
  /** Share of requests inside their objectives; null without any. */
  share: FigureChange | null;
}

export interface CompareVerdict {
  /** A paragraph for each contender but the first, then which is best. */
  sentences: string[];
  /** All statements together hold with this confidence, each of them with `each`. */
  confidence: number;
  each: number;
  /** Statements (a count) for which room was left. */
  statements: number;
}
