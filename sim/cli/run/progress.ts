/**
 * The progress of a run: one line on the terminal that is written over and over, and taken away at
 * the end. Where nobody watches (a pipe, a file) there is none.
 */
import { performance } from "node:perf_hooks";
import { formatCount, formatSeconds, type Seconds, type Simulation } from "../../index.ts";

export interface Progress<D> {
  show(driven: D): void;
  clear(): void;
}

/** Runs shorter than this need no line; later ones get a new one as often. */
const INTERVAL_MS = 200;
const CLEAR_LINE = "\r\u001B[K";

/** @param inWords where it is, so many seconds of ours after its start */
export function createProgress<D>(
  stream: NodeJS.WriteStream,
  inWords: (driven: D, elapsed: Seconds) => string,
): Progress<D> {
  if (!stream.isTTY) return { show() {}, clear() {} };
  const begun = performance.now();
  let shownAt = begun;
  let shown = false;
  return {
    show(driven) {
      const now = performance.now();
      if (now - shownAt < INTERVAL_MS) return;
      shownAt = now;
      shown = true;
      const line = inWords(driven, (now - begun) / 1000);
      // A terminal that does not know its width says 0.
      stream.write(CLEAR_LINE + line.slice(0, (stream.columns || 80) - 1));
    },
    clear() {
      if (shown) stream.write(CLEAR_LINE);
      shown = false;
    },
  };
}

/** Where a run is, `elapsed` seconds of ours after its start. */
export function progressLine(
  { now, ended, expected }: Pick<Simulation, "now" | "ended" | "expected">,
  elapsed: Seconds,
): string {
  const rate = ended / elapsed;
  const total = expected === undefined ? "" : ` of ${formatCount(expected)}`;
  const words = [
    `${formatSeconds(now)} simulated`,
    `${formatCount(ended)}${total} requests`,
    `${formatCount(rate)} a second`,
  ];
  if (expected !== undefined && ended > 0)
    words.push(`${formatSeconds(Math.ceil((expected - ended) / rate))} left`);
  return words.join(", ");
}
