/**
 * The metrics of one engine as they stand, and as they stood at each scrape.
 */
import { CAUSE, causes } from "../../cost/cost.ts";
import { waits } from "../../engine/ledger.ts";
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import { Fifo } from "../../kernel/fifo.ts";
import type { Seconds, Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { type Refusal, refusals } from "../figures.ts";
import { timePerOutputToken } from "../latency.ts";
import { FAMILY, type Family, finishReasons, WIDTH } from "./families.ts";

export class EngineMetrics {
  readonly engine: EngineView;
  /** Scheduled and not returned. */
  readonly inFlight = new Fifo<Step>();
  /** Scrapes number 0, 1, … */
  readonly scrapes: Float64Array[] = [];
  readonly #now = new Float64Array(WIDTH);
  /** When open requests were let in for the first time, by id. */
  readonly #letIn = new Map<number, Seconds>();
  /** Prompt tokens of the first tokens of the step that is being taken in. */
  #firstPrompts: Tokens = 0;

  constructor(engine: EngineView) {
    this.engine = engine;
  }

  scheduled(step: Step): void {
    this.inFlight.push(step);
    // Here, not when it returns: a scrape before that has to find what the last one found idle.
    this.#add(FAMILY.engineSeconds, step.idle, CAUSE.idle);
    for (const { id } of step.admitted) this.#letIn.set(id, step.scheduled);
    this.#readWaits(this.#now, step.scheduled);
  }

  /** Gauges hold from now on. */
  readLevels(): void {
    const { running, waiting, kvBlocksHeld, kvBlocks } = this.engine;
    this.#set(FAMILY.running, running);
    this.#set(FAMILY.waiting, waiting);
    this.#set(FAMILY.waitingByReason, waiting);
    this.#set(FAMILY.kvUsage, kvBlocksHeld / kvBlocks);
  }

  refused({ finishReason }: Request): void {
    this.#add(FAMILY.refused, 1, refusals.indexOf(finishReason as Refusal));
  }

  preempted(): void {
    this.#add(FAMILY.preemptions, 1);
  }

  followed(gap: Seconds, tokens: number): void {
    this.#observe(FAMILY.itl, gap, tokens);
  }

  firstToken({ prompt, ttft }: Request): void {
    this.#firstPrompts += prompt;
    this.#observe(FAMILY.ttft, ttft);
  }

  finished(request: Request, ledger: Float64Array): void {
    const { id, prompt, output, finishReason, ttft, e2el, submittedAt } = request;
    const letIn = this.#letIn.get(id)!;
    this.#letIn.delete(id);
    this.#add(
      FAMILY.success,
      1,
      finishReasons.indexOf(finishReason === "length" ? finishReason : "stop"),
    );
    // As vLLM: the first token is 0 seconds a token for one that has no other.
    this.#observe(FAMILY.tpot, timePerOutputToken(request));
    this.#observe(FAMILY.e2e, e2el);
    const { returned } = this.inFlight.peek()!;
    const decoding = e2el - ttft;
    this.#observe(FAMILY.queueTime, letIn - submittedAt);
    this.#observe(FAMILY.inferenceTime, returned - letIn);
    this.#observe(FAMILY.prefillTime, returned - decoding - letIn);
    this.#observe(FAMILY.decodeTime, decoding);
    this.#observe(FAMILY.requestPrompt, prompt);
    this.#observe(FAMILY.requestGeneration, output);
    this.#observe(FAMILY.requestMaxGeneration, output);
    for (let part = 0; part < ledger.length; part++)
      this.#add(FAMILY.requestSeconds, ledger[part]!, part);
  }

  returned(step: Step): void {
    this.inFlight.shift();
    const { outputTokens, shape, padding } = step;
    this.#addSeconds(step);
    this.#add(FAMILY.steps, 1);
    this.#add(FAMILY.computedTokens, shape.tokens);
    this.#add(FAMILY.paddingTokens, padding);
    this.#add(FAMILY.promptTokens, this.#firstPrompts);
    this.#add(FAMILY.generationTokens, outputTokens);
    // As vLLM: a step without output is not counted, and a prompt counts where it ends.
    if (outputTokens > 0) this.#observe(FAMILY.iterationTokens, outputTokens + this.#firstPrompts);
    this.#firstPrompts = 0;
  }

  #addSeconds({ byCause, stages }: Step): void {
    if (stages.length > 0) {
      // The mean of its stages, of which a step tells but a part.
      this.#now.set(this.engine.secondsByCause, FAMILY.engineSeconds.at);
      return;
    }
    for (let cause = 0; cause < byCause.length; cause++)
      this.#add(FAMILY.engineSeconds, byCause[cause]!, cause);
  }

  /** What a scrape finds at an instant up to which nothing more happens. */
  scrape(at: Seconds): Float64Array {
    const found = this.#now.slice();
    if (this.inFlight.length > 0) return found;
    // Its idle time is known when it ends; so far it is what is left of the time.
    const from = FAMILY.engineSeconds.at;
    let accounted = 0;
    for (let cause = 0; cause < causes.length; cause++) accounted += found[from + cause]!;
    found[from + CAUSE.idle]! += at - accounted;
    return found;
  }

  /** The same at the end of the run, with what the head of the queue waits for counted up to it. */
  lastScrape(end: Seconds): Float64Array {
    const found = this.scrape(end);
    this.#readWaits(found, end);
    return found;
  }

  #readWaits(into: Float64Array, now: Seconds): void {
    const waited = this.engine.secondsWaited(now);
    const from = FAMILY.queueHeadSeconds.at;
    for (let wait = 0; wait < waits.length; wait++) into[from + wait] = waited[wait]!;
  }

  #set({ at }: Family, value: number): void {
    this.#now[at] = value;
  }

  #add({ at }: Family, value: number, label = 0): void {
    this.#now[at + label]! += value;
  }

  #observe({ at, buckets }: Family, value: number, weight = 1): void {
    let bucket = 0;
    while (bucket < buckets!.length && value > buckets![bucket]!) bucket += 1;
    this.#now[at + bucket]! += weight;
    this.#now[at + buckets!.length + 1]! += value * weight;
  }
}
