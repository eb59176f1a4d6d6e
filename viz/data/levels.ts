/** How many requests ran and waited, interval by interval, out of a table of requests alone. */
import { finishReasons, type RunRecord, type Seconds } from "../../sim/index.ts";
import type { Track } from "./track.ts";
import { endOf } from "./window.ts";

const INTERVALS = 1024;
const refused = (["prompt_too_long", "kv_too_small"] as const).map((reason) =>
  finishReasons.indexOf(reason),
);

/** Whoever was refused was never in the system; whoever did not finish stayed to the end. */
export function levelsOf(record: RunRecord, engine: number | undefined): Track {
  const { requests } = record;
  const end = endOf(record);
  const running = new Level(end);
  const waiting = new Level(end);
  for (let row = 0; row < requests.count; row++) {
    if (refused.includes(requests.reason[row]!)) continue;
    if (engine !== undefined && requests.engine[row] !== engine) continue;
    const arrival = requests.arrival[row]!;
    const left = orElse(arrival + requests.e2el[row]!, end);
    const admitted = orElse(requests.admitted[row]!, left);
    waiting.add(arrival, admitted);
    running.add(admitted, left);
  }
  return {
    intervals: INTERVALS,
    edges: Float64Array.from({ length: INTERVALS + 1 }, (_, i) => (end * i) / INTERVALS),
    running: running.averages(),
    waiting: waiting.averages(),
    work: undefined,
  };
}

const orElse = (value: number, otherwise: number): number =>
  Number.isNaN(value) ? otherwise : value;

/** Averages of a count over intervals; each stay costs the same, however long it is. */
class Level {
  readonly #interval: Seconds;
  /** Changes of the slope at each edge, and shares of the interval that follows it. */
  readonly #partly = new Float64Array(INTERVALS + 1);
  readonly #steps = new Float64Array(INTERVALS + 1);

  constructor(end: Seconds) {
    this.#interval = end / INTERVALS;
  }

  add(from: Seconds, to: Seconds): void {
    this.#change(from, 1);
    this.#change(to, -1);
  }

  /** From an instant on there is one more, or less: for the rest of its interval, then whole. */
  #change(at: Seconds, by: number): void {
    const place = Math.min(INTERVALS, Math.max(0, at / this.#interval || 0));
    const interval = Math.min(INTERVALS - 1, Math.floor(place));
    this.#partly[interval]! += by * (interval + 1 - place);
    this.#steps[interval + 1]! += by;
  }

  averages(): Float64Array {
    const averages = new Float64Array(INTERVALS);
    let whole = 0;
    for (let i = 0; i < INTERVALS; i++) {
      whole += this.#steps[i]!;
      averages[i] = Math.max(0, whole + this.#partly[i]!);
    }
    return averages;
  }
}
