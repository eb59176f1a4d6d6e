/**
 * Drives a simulation, or several, to its end in slices, so that Ctrl-C and the progress line get a
 * word in.
 */
import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { Progress } from "./progress.ts";

/** How long a slice should take, in milliseconds. */
const SLICE_MS = 50;
const FIRST_SLICE = 1000;

export interface Driven {
  /** Runs up to so many events. False when nothing is left to happen. */
  advance(events: number): boolean;
}

/** Runs until nothing is left or the user interrupts; true when it was interrupted. */
export async function drive<D>(driven: D & Driven, progress: Progress<D>): Promise<boolean> {
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  // Once: a second Ctrl-C ends the process at once, as everywhere.
  process.once("SIGINT", interrupt);
  try {
    let events = FIRST_SLICE;
    while (!interrupted) {
      const begun = performance.now();
      if (!driven.advance(events)) break;
      events = nextSlice(events, performance.now() - begun);
      progress.show(driven);
      await setImmediate();
    }
    return interrupted;
  } finally {
    process.removeListener("SIGINT", interrupt);
    progress.clear();
  }
}

/** Events that should take one slice, given how long the last ones took; grows fourfold at most. */
const nextSlice = (events: number, took: number): number =>
  Math.ceil(events * Math.min(4, SLICE_MS / Math.max(took, 1)));
