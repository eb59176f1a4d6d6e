/**
 * Two runs of the same requests, compared request by request.
 *
 * What counts is who changed sides: a request that was good in both runs, or in neither, says
 * nothing about the difference between them (McNemar, 1947).
 */
import { grown } from "../kernel/grown.ts";
import { meets } from "../observe/latency.ts";
import { blind, type Probe } from "../observe/probe.ts";
import type { Slo } from "../scenario/schema.ts";

/** Which requests met the objectives, by their number. */
export class Outcomes {
  #good = new Uint8Array(1024);
  /** To be told of the run. */
  readonly probe: Probe;

  constructor(slo: Slo | undefined) {
    this.probe = {
      ...blind,
      requestFinished: (request) => {
        if (slo !== undefined && meets(slo, request)) this.#mark(request.id);
      },
    };
  }

  get length(): number {
    return this.#good.length;
  }

  /** Whether the request of this number met them; one that was not seen to did not. */
  good(id: number): boolean {
    return this.#good[id] === 1;
  }

  #mark(id: number): void {
    if (id >= this.#good.length) this.#good = grown(this.#good, 2 * id);
    this.#good[id] = 1;
  }
}

/** Requests (counts) that changed sides from one run to the other. */
export interface Changed {
  gained: number;
  lost: number;
}

export function changed(before: Outcomes, after: Outcomes): Changed {
  let gained = 0;
  let lost = 0;
  for (let id = Math.max(before.length, after.length) - 1; id >= 0; id--) {
    if (before.good(id) === after.good(id)) continue;
    if (after.good(id)) gained += 1;
    else lost += 1;
  }
  return { gained, lost };
}

/**
 * The chance that as many or more change to one side where either side is as likely: McNemar's
 * mid-p, two-sided, which keeps its level where the exact test is too cautious (Fagerland, Lydersen
 * and Laake, BMC Medical Research Methodology 13:91, 2013).
 *
 * It takes requests to be independent. Those that wait in one queue are not, so it errs towards
 * seeing a difference; over several seeds one knows better.
 */
export function midP({ gained, lost }: Changed): number {
  const all = gained + lost;
  const fewer = Math.min(gained, lost);
  // Of a binomial with chance ½, term after term, in logarithms since 2^−n is soon 0.
  let logTerm = -all * Math.log(2);
  let below = 0;
  for (let count = 1; count <= fewer; count++) {
    below += Math.exp(logTerm);
    logTerm += Math.log((all - count + 1) / count);
  }
  return Math.min(1, 2 * below + Math.exp(logTerm));
}
