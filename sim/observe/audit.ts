/**
 * The audit: holds the simulator to its promises after every event, and throws with the numbers.
 *
 * Clocks only run forward; no request appears or vanishes; blocks and tokens in the cache are those
 * of the running requests; tiles of time follow one another; every ledger sums to its whole, with
 * `===`. It looks at every running request each time, so it is for tests and for doubts.
 */
import { endToEnd, timeToFirstToken } from "../engine/ledger.ts";
import type { Step } from "../engine/step.ts";
import type { EngineView } from "../engine/view.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import { EngineAudit } from "./engine-audit.ts";
import type { Probe } from "./probe.ts";

export interface AuditOptions {
  /**
   * Whether requests hold exactly the blocks that cover what is computed: a paged cache under
   * in-flight batching. Elsewhere blocks are held ahead, and cover at least that.
   */
  exactBlocks?: boolean;
}

export class Audit implements Probe {
  readonly #exactBlocks: boolean;
  readonly #engines: EngineAudit[] = [];
  #now: Seconds = 0;
  /** Times (a count) that promises were checked: a test can see that it was at work. */
  checks = 0;

  constructor({ exactBlocks = false }: AuditOptions = {}) {
    this.#exactBlocks = exactBlocks;
  }

  requestSubmitted(request: Request, engine: EngineView, now: Seconds): void {
    this.#advance(now);
    const audit = this.#of(engine);
    audit.submit(request);
    this.#check(audit);
  }

  requestRefused(request: Request, engine: EngineView, now: Seconds): void {
    this.#advance(now);
    const reason = request.finishReason;
    invariant(
      reason === "prompt_too_long" || reason === "kv_too_small",
      () => `request ${request.id} was refused as ${reason}`,
    );
    this.#check(this.#of(engine));
  }

  stepScheduled(step: Step, engine: EngineView): void {
    this.#advance(step.scheduled);
    const audit = this.#of(engine);
    audit.schedule(step);
    this.#check(audit);
  }

  stepFinished(step: Step, engine: EngineView): void {
    this.#advance(step.returned);
    const audit = this.#of(engine);
    audit.finish(step);
    this.#check(audit);
  }

  tokensFollowed(gap: Seconds, tokens: number, engine: EngineView): void {
    invariant(
      gap >= 0 && tokens > 0,
      () => `${engine.name}: ${tokens} tokens followed after ${gap} s`,
    );
  }

  firstTokenArrived(request: Request, engine: EngineView, now: Seconds): void {
    this.#of(engine).deliver(now);
    sums(`ttft of request ${request.id}`, request.ttft, now - request.arrival);
  }

  // It comes amid a decision, when nothing adds up yet; what the decision leads to is checked.
  requestPreempted(request: Request, engine: EngineView, now: Seconds): void {
    this.#advance(now);
    this.#of(engine).preempt(request);
  }

  requestFinished(request: Request, engine: EngineView, ledger: Float64Array, now: Seconds): void {
    const audit = this.#of(engine);
    audit.deliver(now);
    audit.leave(request);
    sums(`e2el of request ${request.id}`, request.e2el, now - request.arrival);
    sums(`TTFT parts of request ${request.id}`, timeToFirstToken(ledger), request.ttft);
    sums(`all parts of request ${request.id}`, endToEnd(ledger), request.e2el);
    invariant(
      ledger.every((seconds) => seconds >= 0),
      () => `request ${request.id} was charged less than nothing: ${ledger.join(", ")}`,
    );
  }

  #advance(now: Seconds): void {
    invariant(now >= this.#now, () => `time ran back from ${this.#now} s to ${now} s`);
    this.#now = now;
  }

  #check(audit: EngineAudit): void {
    this.checks += 1;
    audit.checkRequests();
    audit.checkCache(this.#exactBlocks);
  }

  #of(engine: EngineView): EngineAudit {
    const known = this.#engines[engine.index];
    if (known !== undefined) return known;
    const audit = new EngineAudit(engine);
    this.#engines[engine.index] = audit;
    return audit;
  }
}

function sums(what: string, sum: Seconds, whole: Seconds): void {
  invariant(sum === whole, () => `${what}: ${sum} s, where ${whole} s was meant`);
}
