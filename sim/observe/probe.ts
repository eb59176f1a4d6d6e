/**
 * Observation never steers: a probe is told what happened, in the past tense, and is asked nothing.
 *
 * Everything it is handed is read-only to it. A run has the same digest with and without probes.
 */

import type { Step } from "../engine/step.ts";
import type { EngineView } from "../engine/view.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";

export interface Probe {
  /** A request joined the queue of an engine. */
  requestSubmitted(request: Request, engine: EngineView, now: Seconds): void;
  /** An engine refused a request; `request.finishReason` says why. */
  requestRefused(request: Request, engine: EngineView, now: Seconds): void;
  /** A step was scheduled: its work, its tile of time and its causes are known. */
  stepScheduled(step: Step, engine: EngineView): void;
  /** A step has returned and what it finished has left. */
  stepFinished(step: Step, engine: EngineView): void;
  /** `tokens` output tokens came `gap` seconds after the token before them, each of its request. */
  tokensFollowed(gap: Seconds, tokens: number, engine: EngineView): void;
  /** A request has its first token. `now` is the client's clock. */
  firstTokenArrived(request: Request, engine: EngineView, now: Seconds): void;
  /** A request lost its cache. */
  requestPreempted(request: Request, engine: EngineView, now: Seconds): void;
  /** A request is complete at the client. `ledger` has one entry a part and is lent, not given. */
  requestFinished(request: Request, engine: EngineView, ledger: Float64Array, now: Seconds): void;
}

/** Sees nothing. Spread it to write a probe of a few methods. */
export const blind: Probe = {
  requestSubmitted() {},
  requestRefused() {},
  stepScheduled() {},
  stepFinished() {},
  tokensFollowed() {},
  firstTokenArrived() {},
  requestPreempted() {},
  requestFinished() {},
};

/** One probe that tells each of several, in their order. */
export function tee(probes: readonly Probe[]): Probe {
  const [only] = probes;
  if (only !== undefined && probes.length === 1) return only;
  return {
    requestSubmitted(request, engine, now) {
      for (const probe of probes) probe.requestSubmitted(request, engine, now);
    },
    requestRefused(request, engine, now) {
      for (const probe of probes) probe.requestRefused(request, engine, now);
    },
    stepScheduled(step, engine) {
      for (const probe of probes) probe.stepScheduled(step, engine);
    },
    stepFinished(step, engine) {
      for (const probe of probes) probe.stepFinished(step, engine);
    },
    tokensFollowed(gap, tokens, engine) {
      for (const probe of probes) probe.tokensFollowed(gap, tokens, engine);
    },
    firstTokenArrived(request, engine, now) {
      for (const probe of probes) probe.firstTokenArrived(request, engine, now);
    },
    requestPreempted(request, engine, now) {
      for (const probe of probes) probe.requestPreempted(request, engine, now);
    },
    requestFinished(request, engine, ledger, now) {
      for (const probe of probes) probe.requestFinished(request, engine, ledger, now);
    },
  };
}
