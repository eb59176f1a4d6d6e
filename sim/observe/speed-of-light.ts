/**
 * The speed of light: what no schedule could exceed for these requests on these engines, beside
 * what the run reached.
 *
 * Every figure is a bound (`engine/engine-bounds.ts`) for the requests that are complete.
 */
import { inSeries, type LeastTime } from "../cost/least-time.ts";
import type { EngineBounds } from "../engine/engine-bounds.ts";
import type { Seconds } from "../units.ts";
import { Demand } from "../workload/demand.ts";
import {
  type DecodeTime,
  decodeTime,
  type EngineTime,
  engineTime,
  type FirstTokenTime,
  firstTokenTime,
} from "./light-gaps.ts";
import {
  capacityInWords,
  type GapPart,
  gapParts,
  ofDecodes,
  ofEngines,
  ofFirstTokens,
} from "./light-in-words.ts";
import type { Figures } from "./summary.ts";

/** The most a second, and the least milliseconds on average. */
export interface LightFigures {
  request_throughput: number;
  output_throughput: number;
  mean_ttft_ms: number;
  /** Null where no request has a second token. */
  mean_tpot_ms: number | null;
}

export interface Gap {
  /** Times that a figure of the run is away from the data sheet's. */
  times: number;
  /** Of the engines' time, or of a request's, that lies between; the largest part first. */
  made_of: GapPart[];
}

export interface SpeedOfLight {
  /** By the data sheet: weights and cache at full bandwidth, arithmetic at its peak. */
  sheet: LightFigures;
  /** With kernels as they were measured, and nothing between them. */
  attained: LightFigures;
  /** How far the run is from the data sheet, and why; null where it has no such figure. */
  gap: { request_throughput: Gap; mean_ttft: Gap; mean_tpot: Gap | null };
  /** Requests a second that came; null where they wait for one another or came all at once. */
  offered_per_s: number | null;
  /** Of what `attained` could serve: above 1 no schedule keeps up. */
  utilisation: number | null;
  /** Of the engines' time; they sum to 1. */
  engine_time_share: EngineTime;
  /** They sum to `mean_ttft_ms`. */
  ttft_ms: FirstTokenTime;
  /** They sum to `mean_e2el_ms` less `mean_ttft_ms`. */
  decode_ms: DecodeTime;
  /** What could be served and what was asked for, in plain words. */
  sentence: string;
}

/** A pool, and what its requests asked for that are complete. */
export interface BoundedPool {
  engines: number;
  bounds: EngineBounds;
  demand: Demand;
}

/** Of a run, what is held against its bounds. */
type Reached = Pick<
  Figures,
  | "request_throughput"
  | "mean_ttft_ms"
  | "mean_tpot_ms"
  | "ttft_parts_ms"
  | "decode_parts_ms"
  | "cluster"
>;

/**
 * Null where nothing was completed in any time, or no pools are given.
 *
 * @param offered requests a second that came; null where nobody asked at a rate of their own
 */
export function speedOfLight(
  run: Reached,
  pools: readonly BoundedPool[],
  offered: number | null,
): SpeedOfLight | null {
  const { request_throughput, mean_ttft_ms, ttft_parts_ms, decode_parts_ms } = run;
  if (pools.length === 0 || !request_throughput || mean_ttft_ms === null) return null;
  if (ttft_parts_ms === null || decode_parts_ms === null) return null;
  const demand = pools.reduce((all, pool) => all.addAll(pool.demand), new Demand());
  const together = (of: "work" | "firstToken" | "decode" | "pace"): LeastTime =>
    inSeries(pools.map((pool) => pool.bounds[of](pool.demand)));
  const meanMs = (seconds: Seconds): number => (1000 * seconds) / demand.requests;

  const [firstToken, pace] = [together("firstToken"), together("pace")];
  const figures = (roof: "sheet" | "attained"): LightFigures => {
    // Pools work side by side, each at what it was given.
    const longest = Math.max(
      ...pools.map(({ bounds, demand: own, engines }) => bounds.work(own)[roof] / engines),
    );
    return {
      request_throughput: demand.requests / longest,
      output_throughput: demand.output / longest,
      mean_ttft_ms: meanMs(firstToken[roof]),
      mean_tpot_ms: demand.paced > 0 ? (1000 * pace[roof]) / demand.paced : null,
    };
  };
  const [sheet, attained] = [figures("sheet"), figures("attained")];
  const time = engineTime(run.cluster, together("work"));
  const ttft = firstTokenTime(ttft_parts_ms, meansOf(firstToken, meanMs));
  const decode = decodeTime(decode_parts_ms, meansOf(together("decode"), meanMs));
  const tpot = ratio(run.mean_tpot_ms, sheet.mean_tpot_ms);
  return {
    sheet,
    attained,
    gap: {
      request_throughput: {
        times: sheet.request_throughput / request_throughput,
        made_of: gapParts(time, ofEngines),
      },
      mean_ttft: {
        times: mean_ttft_ms / sheet.mean_ttft_ms,
        made_of: gapParts(ttft, ofFirstTokens),
      },
      mean_tpot: tpot === null ? null : { times: tpot, made_of: gapParts(decode, ofDecodes) },
    },
    offered_per_s: offered,
    utilisation: ratio(offered, attained.request_throughput),
    engine_time_share: time,
    ttft_ms: ttft,
    decode_ms: decode,
    sentence: capacityInWords(attained.request_throughput, offered),
  };
}

const meansOf = (
  { sheet, attained, sampling }: LeastTime,
  mean: (seconds: Seconds) => number,
): LeastTime => ({ sheet: mean(sheet), attained: mean(attained), sampling: mean(sampling) });

const ratio = (got: number | null, least: number | null): number | null =>
  got === null || !least ? null : got / least;
