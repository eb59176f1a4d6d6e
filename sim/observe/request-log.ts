/**
 * The request log: what every request met and what became of it, in the order of arrival.
 *
 * Requests are numbered in the order in which they arrive, so each has its row before it is done.
 * A few numbers a request are all that percentiles, the steady part of a run and the growth of its
 * queues are read from.
 */
import { grown } from "../kernel/grown.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import type { Metric } from "./figures.ts";
import { Samples } from "./samples.ts";

/**
 * What has become of a request. Refused, it had objectives or, `dismissed`, had none. From `missed`
 * on it is complete: it did not meet all objectives, did, or, `exempt`, had none to meet.
 */
export const FATE = {
  unseen: 0,
  open: 1,
  refused: 2,
  dismissed: 3,
  missed: 4,
  good: 5,
  exempt: 6,
} as const;

/** Latencies of which a request has one; gaps between tokens are many. */
export const requestMetrics = ["ttft", "tpot", "e2el"] as const satisfies Metric[];
export type RequestMetric = (typeof requestMetrics)[number];

/** Requests (counts) open in the cluster, and waiting in its queues. */
export interface Crowd {
  inside: number;
  waiting: number;
}

/** Rows from `from` up to, and without, `to`. */
export interface Rows {
  from: number;
  to: number;
}

/** Its arrays by themselves, as long as there are rows: what is handed to another thread. */
export type LogColumns = Pick<RequestLog, (typeof columnNames)[number]>;

const columnNames = [
  "arrival",
  "ttft",
  "e2el",
  "prompt",
  "output",
  "class",
  "inside",
  "waiting",
  "fate",
] as const;

export class RequestLog {
  /** Rows so far. */
  count = 0;
  /** When each arrived, and the client's latencies of those that are complete, in seconds. */
  arrival = new Float64Array(1024);
  ttft = new Float64Array(1024);
  e2el = new Float64Array(1024);
  /** Its prompt tokens, and its output tokens once it is complete. */
  prompt = new Int32Array(1024);
  output = new Int32Array(1024);
  /** The index of its class. */
  class = new Uint16Array(1024);
  /** Requests open in the cluster and waiting in its queues as it joined them, itself included. */
  inside = new Int32Array(1024);
  waiting = new Int32Array(1024);
  /** One of `FATE`. */
  fate = new Uint8Array(1024);

  /** A log of what another one held. */
  static from(columns: LogColumns): RequestLog {
    return Object.assign(new RequestLog(), columns, { count: columns.fate.length });
  }

  columns(): LogColumns {
    return Object.fromEntries(
      columnNames.map((name) => [name, this[name].slice(0, this.count)]),
    ) as unknown as LogColumns;
  }

  /** A request joined a queue; `inside` and `waiting` count it. */
  opened(request: Request, { inside, waiting }: Crowd): void {
    const row = this.#row(request);
    this.prompt[row] = request.prompt;
    this.class[row] = request.class.index;
    this.inside[row] = inside;
    this.waiting[row] = waiting;
    this.fate[row] = FATE.open;
  }

  /** A request was turned away; `inside` and `waiting` do not count it. */
  refused(request: Request, fate: "refused" | "dismissed", crowd: Crowd): void {
    this.opened(request, crowd);
    this.fate[request.id] = FATE[fate];
  }

  finished(request: Request, fate: "missed" | "good" | "exempt"): void {
    const row = request.id;
    this.ttft[row] = request.ttft;
    this.e2el[row] = request.e2el;
    this.output[row] = request.output;
    this.fate[row] = FATE[fate];
  }

  /** The last row that had arrived by then; at least the first. */
  rowAt(instant: Seconds): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.arrival[middle]! <= instant) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  isRefused(row: number): boolean {
    return this.fate[row] === FATE.refused || this.fate[row] === FATE.dismissed;
  }

  /** Requests (counts) whose last token came after `from` and by `to`, and their output tokens. */
  completedBetween(from: Seconds, to: Seconds) {
    const { fate, arrival, e2el, output, count } = this;
    let completed = 0;
    let good = 0;
    let tokens = 0;
    for (let row = 0; row < count; row++) {
      if (fate[row]! < FATE.missed) continue;
      const end = arrival[row]! + e2el[row]!;
      if (end <= from || end > to) continue;
      completed += 1;
      tokens += output[row]!;
      if (fate[row] === FATE.good) good += 1;
    }
    return { completed, good, tokens };
  }

  /** Requests (counts) among these rows that have objectives, and that met them. */
  judged({ from, to }: Rows): { requests: number; good: number } {
    let good = 0;
    let requests = 0;
    for (let row = from; row < to; row++) {
      const fate = this.fate[row]!;
      if (fate !== FATE.exempt && fate !== FATE.dismissed) requests += 1;
      if (fate === FATE.good) good += 1;
    }
    return { requests, good };
  }

  /** Latencies of the complete requests among these rows; of TPOT, of those that have one. */
  latency(metric: RequestMetric, rows: Rows): Samples {
    return Samples.of(metric === "tpot" ? this.#paces(rows) : this.#complete(this[metric], rows));
  }

  /** Those of each metric. */
  latencies(rows: Rows = this.all): Record<RequestMetric, Samples> {
    return {
      ttft: this.latency("ttft", rows),
      tpot: this.latency("tpot", rows),
      e2el: this.latency("e2el", rows),
    };
  }

  get all(): Rows {
    return { from: 0, to: this.count };
  }

  #complete(column: Float64Array<ArrayBuffer>, { from, to }: Rows): Float64Array<ArrayBuffer> {
    const { fate } = this;
    let row = from;
    while (row < to && fate[row]! >= FATE.missed) row += 1;
    // Where all are complete, as they mostly are, the column itself will do.
    if (row === to) return column.subarray(from, to);
    const values = new Float64Array(to - from);
    values.set(column.subarray(from, row));
    let count = row - from;
    for (; row < to; row++) if (fate[row]! >= FATE.missed) values[count++] = column[row]!;
    return values.subarray(0, count);
  }

  /** As `timePerOutputToken`, straight from the columns. */
  #paces({ from, to }: Rows): Float64Array<ArrayBuffer> {
    const values = new Float64Array(to - from);
    const { fate, ttft, e2el, output } = this;
    let count = 0;
    for (let row = from; row < to; row++) {
      if (fate[row]! < FATE.missed || output[row]! < 2) continue;
      values[count++] = (e2el[row]! - ttft[row]!) / (output[row]! - 1);
    }
    return values.subarray(0, count);
  }

  #row({ id, arrival }: Request): number {
    while (id >= this.fate.length) this.#grow();
    this.count = Math.max(this.count, id + 1);
    this.arrival[id] = arrival;
    return id;
  }

  #grow(): void {
    const length = 2 * this.fate.length;
    this.arrival = grown(this.arrival, length);
    this.ttft = grown(this.ttft, length);
    this.e2el = grown(this.e2el, length);
    this.prompt = grown(this.prompt, length);
    this.output = grown(this.output, length);
    this.class = grown(this.class, length);
    this.inside = grown(this.inside, length);
    this.waiting = grown(this.waiting, length);
    this.fate = grown(this.fate, length);
  }
}
