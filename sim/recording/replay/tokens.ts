/** One request token by token: when each came, which step drew it, and what its gap went to. */
import { PART } from "../../engine/ledger.ts";
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import { blind } from "../../observe/probe.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { Simulation } from "../../simulation.ts";
import type { Seconds } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import type { TokenColumns } from "./details.ts";
import { FirstToken } from "./first-token.ts";
import { Replay, type ReplayOptions, type Watcher } from "./replay.ts";
import { TokenLedger } from "./token-ledger.ts";

export interface WhichRequest {
  request: number;
}

/** Replays a run until one request is done, token by token. */
export class TokenReplay extends Replay<TokenColumns> {
  constructor(scenario: Scenario, which: WhichRequest, options: ReplayOptions = {}) {
    super(scenario, new TokenWatcher(which), options);
  }
}

/** What a step in flight is to the request. */
interface Share {
  step: Step;
  /** It draws a token of the request. */
  token: boolean;
  /** The request had its cache, and a token before, and it is a step of its group. */
  lives: boolean;
  /** Where the time goes that it was away, if it comes back in this step; else −1. */
  away: number;
}

class TokenWatcher implements Watcher<TokenColumns> {
  over = false;
  readonly #id: number;
  #request: Request | undefined;
  #engine: EngineView | undefined;
  /** Steps of its engine in flight, since it was submitted, oldest first. */
  readonly #inFlight: Share[] = [];
  /** Whether the next step draws a token of it, unless it says otherwise. */
  #drawing = false;
  /** Whether its decoding is charged from the next step on. */
  #decoding = false;
  /** The group of its latest token, and whether it has had one. */
  #group = 0;
  #begun = false;
  #done = false;
  readonly #first = new FirstToken();
  readonly #tokens = new TokenLedger();

  readonly tokensFollowed = blind.tokensFollowed;

  constructor({ request }: WhichRequest) {
    this.#id = request;
  }

  begin(): void {}

  requestSubmitted(request: Request, engine: EngineView, now: Seconds): void {
    if (request.id !== this.#id) return;
    this.#request = request;
    this.#engine = engine;
    this.#first.submit(engine, now);
  }

  requestRefused(request: Request): void {
    if (request.id !== this.#id) return;
    this.#request = request;
    this.over = true;
  }

  requestPreempted(request: Request): void {
    if (request !== this.#request) return;
    this.#drawing = false;
    this.#decoding = false;
    this.#first.preempt();
  }

  stepScheduled(step: Step, engine: EngineView): void {
    const request = this.#request;
    if (request === undefined || engine !== this.#engine) return;
    this.#first.schedule(step, request, engine);
    const yields = step.yielding.includes(request);
    const isLate = step.late.includes(request);
    if (step.stalled.includes(request)) {
      this.#drawing = false;
      // Where groups take turns it is away until it comes back, maybe to another one.
      if (step.stages.length > 0) this.#decoding = false;
    }
    let away = -1;
    if (yields && this.#begun) away = PART.preempted;
    if (isLate && !this.#decoding) away = PART.decode_bubble;
    if (yields || isLate) {
      this.#drawing = true;
      this.#group = step.group;
      this.#begun = true;
    }
    const isOurs = step.group === this.#group;
    const lives = this.#decoding && isOurs;
    this.#inFlight.push({ step, token: this.#drawing && isOurs, lives, away });
    if (yields || isLate) this.#decoding = true;
    if (step.finishing.includes(request)) this.#drawing = false;
  }

  firstTokenArrived(request: Request, _engine: EngineView, now: Seconds): void {
    if (request === this.#request) this.#first.delivered = now;
  }

  requestFinished(request: Request, _engine: EngineView, ledger: Float64Array): void {
    if (request !== this.#request) return;
    this.#tokens.close(ledger);
    this.#done = true;
  }

  stepFinished(step: Step, engine: EngineView): void {
    if (engine !== this.#engine) return;
    // Steps that were in flight when it came are none of its.
    const share = this.#inFlight[0]?.step === step ? this.#inFlight.shift() : undefined;
    if (share?.lives) this.#tokens.live(step);
    else if (share !== undefined && share.away >= 0) this.#tokens.comeBack(step, share.away);
    if (share?.token) this.#draw(step, this.#request!);
    // The step that draws its last token returns after it is done.
    this.over = this.#done;
  }

  #draw(step: Step, request: Request): void {
    const { delivered } = this.#first;
    if (this.#tokens.count > 0) this.#tokens.draw(step);
    else this.#tokens.drawFirst(step, delivered, this.#first.charged(step, request));
  }

  answer({ arrived }: Simulation): TokenColumns {
    if (this.#request === undefined) {
      throw new Error(`There is no request ${this.#id}: ${arrived} came, counted from 0.`);
    }
    return { request: this.#id, ...this.#tokens.columns() };
  }
}
