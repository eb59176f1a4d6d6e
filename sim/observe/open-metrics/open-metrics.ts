/**
 * Metrics: a run as Prometheus would have scraped it from vLLM, at simulated instants.
 *
 * A scrape is taken each interval. Without one asked for, scrapes are a second apart, and where a
 * run is long for that, 5 s (as in vLLM's own example for Prometheus), 15 s, 30 s, a minute, and
 * then twice as long each time: those in between are dropped, so that memory and file stay bounded.
 */
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import { onGrid } from "../../kernel/time.ts";
import type { Seconds } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { inChunks } from "../chunks.ts";
import type { Probe } from "../probe.ts";
import { EngineMetrics } from "./engine-metrics.ts";
import { exposition, type Placement, type Scrape, samplesOf } from "./exposition.ts";
import { WIDTH } from "./families.ts";

export interface OpenMetricsOptions {
  /** Between scrapes; whole milliseconds. It doubles when there are too many. */
  interval?: Seconds;
  /** The most numbers kept. */
  maxSamples?: number;
}

export interface OpenMetricsText {
  placements: readonly Placement[];
  /** The end of the run so far. */
  end: Seconds;
  /** Where the run begins in the world's time, in seconds since 1970; whole milliseconds. */
  start?: Seconds;
}

/** Midnight of 1 January 2026, UTC: where a run begins unless another time is named. */
export const START: Seconds = 1_767_225_600;

const usual: readonly Seconds[] = [1, 5, 15, 30, 60];

export class OpenMetrics implements Probe {
  /** The interval so far. */
  interval: Seconds;
  readonly #asked: boolean;
  readonly #maxSamples: number;
  readonly #engines: (EngineMetrics | undefined)[] = [];
  #scrapes = 0;
  /** When the next scrape is due. */
  #due: Seconds = 0;

  constructor({ interval, maxSamples }: OpenMetricsOptions = {}) {
    this.#asked = interval !== undefined;
    this.interval = interval ?? usual[0]!;
    this.#maxSamples = maxSamples ?? (this.#asked ? 5_000_000 : 250_000);
  }

  requestSubmitted(_request: Request, engine: EngineView, now: Seconds): void {
    this.#at(now, engine).readLevels();
  }

  requestRefused(request: Request, engine: EngineView, now: Seconds): void {
    this.#at(now, engine).refused(request);
  }

  requestPreempted(_request: Request, engine: EngineView, now: Seconds): void {
    const metrics = this.#at(now, engine);
    metrics.preempted();
    metrics.readLevels();
  }

  stepScheduled(step: Step, engine: EngineView): void {
    const metrics = this.#at(step.scheduled, engine);
    metrics.scheduled(step);
    metrics.readLevels();
  }

  tokensFollowed(gap: Seconds, tokens: number, engine: EngineView): void {
    this.#atReturn(engine).followed(gap, tokens);
  }

  firstTokenArrived(request: Request, engine: EngineView): void {
    this.#atReturn(engine).firstToken(request);
  }

  requestFinished(request: Request, engine: EngineView, ledger: Float64Array): void {
    this.#atReturn(engine).finished(request, ledger);
  }

  stepFinished(step: Step, engine: EngineView): void {
    const metrics = this.#at(step.returned, engine);
    metrics.returned(step);
    metrics.readLevels();
  }

  /** The text in OpenMetrics 1.0, in chunks. It ends with the first scrape at or after the end. */
  text({ placements, end, start = START }: OpenMetricsText): Generator<string> {
    return inChunks(exposition(placements, this.#all(placements, end), start));
  }

  /** How much text that is: scrapes, and samples in all. */
  size({ placements, end }: OpenMetricsText): { scrapes: number; samples: number } {
    const scrapes = 1 + Math.ceil(end / this.interval);
    return { scrapes, samples: scrapes * samplesOf(placements) };
  }

  /** The scrapes taken, and those that are due up to the end. */
  #all(placements: readonly Placement[], end: Seconds): Scrape[] {
    const last = Math.ceil(end / this.interval);
    const tracks = placements.map(({ engine }) => this.#of(engine));
    return Array.from({ length: last + 1 }, (_, index) => ({
      at: this.#instant(index),
      values: tracks.map((metrics) => {
        if (index < this.#scrapes) return metrics.scrapes[index]!;
        const at = this.#instant(index);
        return at < end ? metrics.scrape(at) : metrics.lastScrape(end);
      }),
    }));
  }

  /** Something comes of the oldest step in flight when it returns. */
  #atReturn(engine: EngineView): EngineMetrics {
    return this.#at(this.#of(engine).inFlight.peek()!.returned, engine);
  }

  /** Scrapes what was due before `now`: what happens at an instant is in the scrape of it. */
  #at(now: Seconds, engine: EngineView): EngineMetrics {
    while (this.#due < now) {
      for (const metrics of this.#engines) metrics?.scrapes.push(metrics.scrape(this.#due));
      this.#scrapes += 1;
      this.#due = this.#instant(this.#scrapes);
      const kept = this.#scrapes * this.#engines.length * WIDTH;
      if (kept > this.#maxSamples) this.#thin();
    }
    return this.#of(engine);
  }

  #thin(): void {
    const next = this.#asked ? undefined : usual[usual.indexOf(this.interval) + 1];
    const longer = next ?? 2 * this.interval;
    const factor = longer / this.interval;
    for (const metrics of this.#engines) {
      if (metrics === undefined) continue;
      const { scrapes } = metrics;
      const kept = scrapes.filter((_, index) => index % factor === 0);
      scrapes.splice(0, scrapes.length, ...kept);
    }
    this.interval = longer;
    this.#scrapes = Math.ceil(this.#scrapes / factor);
    this.#due = this.#instant(this.#scrapes);
  }

  #instant(index: number): Seconds {
    return onGrid(index * this.interval);
  }

  #of(engine: EngineView): EngineMetrics {
    const known = this.#engines[engine.index];
    if (known !== undefined) return known;
    const metrics = new EngineMetrics(engine);
    // Until now it was idle.
    for (let index = 0; index < this.#scrapes; index++)
      metrics.scrapes.push(metrics.scrape(this.#instant(index)));
    this.#engines[engine.index] = metrics;
    return metrics;
  }
}
