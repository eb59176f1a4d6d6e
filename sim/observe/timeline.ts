/**
 * The timeline: what each engine did, interval by interval, in memory that stays bounded.
 *
 * There are only so many rows. When time outgrows them, neighbours are merged and the interval
 * doubles, so a run of a second and one of a month cost the same.
 */
import { causes } from "../cost/cost.ts";
import type { Step } from "../engine/step.ts";
import type { EngineView } from "../engine/view.ts";
import { positions } from "../kernel/positions.ts";
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

const WIDTH = timelineColumns.length;
/** Where some of them stand in a row. */
const FIGURE = positions(timelineColumns);

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
    const { edges, figures } = this.columns(engines, now);
    for (let index = 0; index + 1 < edges.length; index++) {
      const [start, end] = [edges[index]!, edges[index + 1]!];
      for (const [place, { name }] of engines.entries()) {
        const from = WIDTH * (index * engines.length + place);
        const row = table(timelineColumns, (_, column) => figures[from + column]!);
        yield { start, end, engine: name, figures: row };
      }
    }
  }

  /** The same in numbers: where each interval begins and the last one ends, and row after row. */
  columns(
    engines: readonly EngineView[],
    now: Seconds,
  ): { edges: number[]; figures: Float64Array } {
    for (const engine of engines) this.#at(now, engine);
    for (const engine of engines) this.#track(engine).layOut(now, this.interval);
    const { interval } = this;
    const intervals = Math.ceil(now / interval);
    const figures = new Float64Array(WIDTH * intervals * engines.length);
    let at = 0;
    for (let index = 0; index < intervals; index++) {
      const seconds = Math.min((index + 1) * interval, now) - index * interval;
      for (const engine of engines) {
        average(this.#track(engine).row(index), seconds, figures.subarray(at, at + WIDTH));
        at += WIDTH;
      }
    }
    const begins = Array.from({ length: intervals }, (_, index) => index * interval);
    return { edges: [...begins, now], figures };
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

/** The averages of an interval from its sums, in the order of `timelineColumns`. */
function average(sums: Float64Array, seconds: Seconds, row: Float64Array): void {
  const steps = sums[SUM.steps]!;
  row[FIGURE.running] = sums[SUM.levels + LEVEL.running]! / seconds;
  row[FIGURE.waiting] = sums[SUM.levels + LEVEL.waiting]! / seconds;
  row[FIGURE.kv_blocks_used] = sums[SUM.levels + LEVEL.kv_blocks]! / seconds;
  row[FIGURE.steps] = steps;
  row[FIGURE.batch_tokens] = steps > 0 ? sums[SUM.computedTokens]! / steps : 0;
  row[FIGURE.output_tokens_per_s] = sums[SUM.outputTokens]! / seconds;
  for (let cause = 0; cause < causes.length; cause++) {
    row[FIGURE.weights_s + cause] = sums[SUM.causes + cause]!;
  }
  // Where memory is: the last figures, and the last levels.
  for (let part = FIGURE.kv_used_tokens; part < WIDTH; part++) {
    const level = LEVEL.kv_used + part - FIGURE.kv_used_tokens;
    row[part] = sums[SUM.levels + level]! / seconds;
  }
}

function* lines(rows: Iterable<TimelineRow>): Generator<string> {
  for (const { start, end, engine, figures } of rows) {
    let line = `${fixed(start, 9)},${fixed(end, 9)},${text(engine)}`;
    for (const column of timelineColumns) line += `,${fixed(figures[column], 6)}`;
    yield line;
  }
}
