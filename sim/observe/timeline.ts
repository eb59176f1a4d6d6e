/**
 * The timeline: what each engine did, interval by interval, in memory that stays bounded.
 *
 * There are only so many rows. When time outgrows them, neighbours are merged and the interval
 * doubles, so a run of a second and one of a month cost the same.
 */
import { causes } from "../cost/cost.ts";
import type { Step } from "../engine/step.ts";
import type { EngineView } from "../engine/view.ts";
import { onGrid } from "../kernel/time.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import { csv, fixed, text } from "./csv.ts";
import { EngineTrack, SUM } from "./engine-track.ts";
import { LEVEL } from "./levels.ts";
import { blind, type Probe } from "./probe.ts";
import { table } from "./usage.ts";

const causeColumns = causes.map((cause) => `${cause}_s` as const);

/** Figures of a row: averages over its interval, in the order of `TimelineRow.figures`. */
export const timelineColumns = [
  "running",
  "waiting",
  "kv_blocks_used",
  "steps",
  "batch_tokens",
  "output_tokens_per_s",
  ...causeColumns,
  "kv_used_tokens",
  "kv_reserved_tokens",
  "kv_internal_tokens",
  "kv_external_tokens",
  "kv_free_tokens",
] as const;
export type TimelineColumn = (typeof timelineColumns)[number];

export interface TimelineRow {
  start: Seconds;
  /** The end of the interval, or of the run. */
  end: Seconds;
  engine: string;
  figures: Record<TimelineColumn, number>;
}

export interface TimelineOptions {
  /** To begin with; it doubles when rows run out. */
  interval?: Seconds;
  /** The most intervals, and the most rows of all engines together. */
  maxIntervals?: number;
  maxRows?: number;
}

/** Fine enough for runs of two seconds, and from then on it doubles to 1 s, 2 s, 4 s… */
const FINEST: Seconds = 1 / 1024;

export class Timeline implements Probe {
  /** The interval so far. */
  interval: Seconds;
  readonly maxIntervals: number;
  readonly maxRows: number;
  readonly #tracks: (EngineTrack | undefined)[] = [];
  #engines = 0;
  /** There are intervals up to here. */
  #end: Seconds = 0;

  readonly tokensFollowed = blind.tokensFollowed;
  readonly firstTokenArrived = blind.firstTokenArrived;
  readonly requestFinished = blind.requestFinished;
  readonly requestRefused = blind.requestRefused;

  constructor({ interval = FINEST, maxIntervals = 2000, maxRows = 10_000 }: TimelineOptions = {}) {
    this.interval = onGrid(interval);
    this.maxIntervals = maxIntervals;
    this.maxRows = maxRows;
  }

  requestSubmitted(_request: Request, engine: EngineView, now: Seconds): void {
    this.#at(now, engine).readLevels(now, this.interval);
  }

  requestPreempted(_request: Request, engine: EngineView, now: Seconds): void {
    this.#at(now, engine).readLevels(now, this.interval);
  }

  stepScheduled(step: Step, engine: EngineView): void {
    const track = this.#at(step.scheduled, engine);
    track.readLevels(step.scheduled, this.interval);
    track.stepScheduled(step, this.interval);
  }

  stepFinished(step: Step, engine: EngineView): void {
    const track = this.#at(step.returned, engine);
    track.stepFinished(step.returned, this.interval);
    // A step that nobody leaves with changes no level when it returns.
    if (step.finishing.length > 0) track.readLevels(step.returned, this.interval);
  }

  /** Rows up to `now`, an interval's engines after one another. */
  *rows(engines: readonly EngineView[], now: Seconds): Generator<TimelineRow> {
    for (const engine of engines) this.#at(now, engine);
    for (const engine of engines) this.#track(engine).layOut(now, this.interval);
    for (let index = 0; index * this.interval < now; index++) {
      const start = index * this.interval;
      const end = Math.min(start + this.interval, now);
      for (const engine of engines) {
        const sums = this.#track(engine).row(index);
        yield { start, end, engine: engine.name, figures: averages(sums, end - start) };
      }
    }
  }

  /** The text of `timeline.csv` up to `now`, in chunks. */
  csv(engines: readonly EngineView[], now: Seconds): Generator<string> {
    const header = ["start_s", "end_s", "engine", ...timelineColumns];
    return csv(header, lines(this.rows(engines, now)));
  }

  /** The track of an engine, with room for what happens until `now`. */
  #at(now: Seconds, engine: EngineView): EngineTrack {
    const track = this.#track(engine);
    while (now > this.#end) this.#double();
    return track;
  }

  #track(engine: EngineView): EngineTrack {
    const known = this.#tracks[engine.index];
    if (known !== undefined) return known;
    const track = new EngineTrack(engine);
    this.#tracks[engine.index] = track;
    this.#engines += 1;
    this.#end = this.interval * this.#mostIntervals;
    return track;
  }

  get #mostIntervals(): number {
    return Math.max(1, Math.min(this.maxIntervals, Math.floor(this.maxRows / this.#engines)));
  }

  #double(): void {
    this.interval *= 2;
    this.#end = this.interval * this.#mostIntervals;
    for (const track of this.#tracks) track?.merge();
  }
}

function averages(sums: Float64Array, seconds: Seconds): Record<TimelineColumn, number> {
  const steps = sums[SUM.steps]!;
  const level = (index: number): number => sums[SUM.levels + index]! / seconds;
  return {
    running: level(LEVEL.running),
    waiting: level(LEVEL.waiting),
    kv_blocks_used: level(LEVEL.kv_blocks),
    steps,
    batch_tokens: steps > 0 ? sums[SUM.computedTokens]! / steps : 0,
    output_tokens_per_s: sums[SUM.outputTokens]! / seconds,
    ...table(causeColumns, (_, index) => sums[SUM.causes + index]!),
    kv_used_tokens: level(LEVEL.kv_used),
    kv_reserved_tokens: level(LEVEL.kv_reserved),
    kv_internal_tokens: level(LEVEL.kv_internal),
    kv_external_tokens: level(LEVEL.kv_external),
    kv_free_tokens: level(LEVEL.kv_free),
  };
}

function* lines(rows: Iterable<TimelineRow>): Generator<string> {
  for (const { start, end, engine, figures } of rows) {
    let line = `${fixed(start, 9)},${fixed(end, 9)},${text(engine)}`;
    for (const column of timelineColumns) line += `,${fixed(figures[column], 6)}`;
    yield line;
  }
}
