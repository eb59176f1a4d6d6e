/**
 * Little's law as a probe: the integral over time of the requests inside is the sum of their times
 * inside. Instants lie on the grid, so on every run the two are equal to the last bit.
 */
import { FRONTEND } from "../../sim/cluster/assemble.ts";
import type { EngineView } from "../../sim/engine/view.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import type { Request } from "../../sim/workload/request.ts";

export class LittlesLaw {
  /** Requests inside now: submitted to an engine, their last token not yet out of it. */
  inside = 0;
  /** ∫ inside dt. */
  integral = 0;
  /** Σ of the times that finished requests were inside. */
  sojourns = 0;
  #since = 0;

  readonly probe: Probe = {
    ...blind,
    requestSubmitted: (_request: Request, _engine: EngineView, now: number) => this.#change(now, 1),
    requestFinished: (request, _engine, _ledger, delivered) => {
      const out = delivered - FRONTEND.out;
      this.#change(out, -1);
      this.sojourns += out - request.submittedAt;
    },
  };

  #change(now: number, by: number): void {
    this.integral += this.inside * (now - this.#since);
    this.#since = now;
    this.inside += by;
  }
}
