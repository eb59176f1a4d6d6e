/** Long work in slices, so that between two of them messages are heard. */

/** What goes on so many events at a time; false when nothing is left. */
export interface Driven {
  advance(events: number): boolean;
}

/** How long a slice should take, in milliseconds. */
const SLICE_MS = 15;
const FIRST_SLICE = 1000;

/** Drives to the end; between slices it yields the share that is done. */
export function* inSlices(
  driven: Driven,
  share: () => number,
  now: () => number,
): Generator<number, void, void> {
  let events = FIRST_SLICE;
  for (;;) {
    const begun = now();
    if (!driven.advance(events)) return;
    const took = Math.max(now() - begun, 1);
    events = Math.ceil(events * Math.min(4, SLICE_MS / took));
    yield share();
  }
}
