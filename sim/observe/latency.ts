/**
 * The latency of one request, and whether it was good enough, as `vllm bench serve` has it.
 */
import type { Seconds } from "../units.ts";
import type { Objectives } from "../workload/class-spec.ts";
import type { Request } from "../workload/request.ts";

type Pace = Pick<Request, "ttft" | "e2el" | "output">;

/** Whether there is a token after the first one, so that times between tokens exist. */
export const hasPace = (request: Pick<Request, "output">): boolean => request.output > 1;

/** TPOT: (E2E − TTFT) / (output − 1) of a finished request; 0 where nothing follows the first. */
export const timePerOutputToken = (request: Pace): Seconds =>
  hasPace(request) ? (request.e2el - request.ttft) / (request.output - 1) : 0;

/** What a request is held against: its class's own objectives, or else the scenario's. */
export const objectivesOf = (
  request: Request,
  common: Objectives | undefined,
): Objectives | undefined => request.class.slo ?? common;

/**
 * Whether a finished request meets every objective, and so counts into goodput. `vllm bench serve`
 * knows no objective for ITL; here it bounds the longest gap of the request.
 */
export const meets = (slo: Objectives, request: Request): boolean =>
  within(request.ttft, slo.ttft) &&
  within(timePerOutputToken(request), slo.tpot) &&
  within(request.maxItl, slo.itl) &&
  within(request.e2el, slo.e2el);

const within = (time: Seconds, limit: Seconds | undefined): boolean =>
  limit === undefined || time <= limit;
