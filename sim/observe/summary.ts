/**
 * The summary: a run in figures.
 *
 * Keys are those that `vllm bench serve` writes, so that whatever reads its results reads ours;
 * beside them stands what a measurement cannot know: where the time went and where the memory was.
 * A figure that has nothing to stand on is null, never NaN.
 */
import type { Seconds } from "../units.ts";
import type { ClassFigures, TenantFigures } from "./class-figures.ts";
import type {
  DecodePart,
  FirstTokenPart,
  LatencyFigures,
  LatencyKey,
  OutcomeFigures,
  RunStatus,
  SloFigures,
  ThroughputFigures,
  Usage,
} from "./figures.ts";
import type { GapsOfPart } from "./gap-marks.ts";
import type { SpeedOfLight } from "./speed-of-light.ts";
import type { Stability } from "./stability.ts";
import type { SteadyPart } from "./steady.ts";
import type { Verdict } from "./verdict.ts";

/** The steady part of a run, with the gaps between tokens that ended in it. */
export type SteadyFigures = SteadyPart & GapsOfPart;

export interface Figures extends OutcomeFigures, ThroughputFigures, LatencyFigures {
  status: RunStatus;
  /** First arrival to last completion, or to the end of a run that was cut. */
  duration: Seconds;
  /** Completed requests (a count) cut at `max_model_len`. */
  cut_short: number;

  output_throughput_per_gpu: number | null;
  /** Most output tokens in one second, seconds counted from the first arrival. */
  max_output_tokens_per_s: number | null;
  /** Most requests open at some moment of one such second; more than were ever open at once. */
  max_concurrent_requests: number;

  /** Percentiles beyond which fewer than ten samples lie: they may be far off. */
  few_samples: LatencyKey[];
  /** Whether the queues grew for as long as requests arrived. */
  stability: Stability;
  /** The part of the run that its start and its end do not touch; null where there is none. */
  steady: SteadyFigures | null;

  /** The scenario's; classes may have their own. */
  slo: SloFigures | null;
  /** Mean of completed requests by part; they sum to `mean_ttft_ms`. */
  ttft_parts_ms: Record<FirstTokenPart, number> | null;
  /** The same after the first token; both together sum to `mean_e2el_ms`. */
  decode_parts_ms: Record<DecodePart, number> | null;

  /** Each class by itself, and each tenant; empty where nobody speaks of any. */
  classes: ClassFigures[];
  tenants: TenantFigures[];

  cluster: Usage;
  pools: Usage[];
  engines: Usage[];

  gpu_hours: number;
  /** US dollars; null where a pool's price is not known. */
  cost: number | null;
  cost_per_million_output_tokens: number | null;

  digest: string;
  /** What a reader must know before trusting the figures, in sentences. */
  notes: string[];
}

export interface Summary extends Figures {
  verdict: Verdict;
  /**
   * What no schedule could exceed; null where nothing was completed, or engines have a price list
   * of the caller's own.
   */
  speed_of_light: SpeedOfLight | null;
}
