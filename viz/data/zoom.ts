/** Windows out of windows: zoomed, moved, and kept inside the run. */
import type { Seconds } from "../../sim/index.ts";
import type { Window } from "./window.ts";

/** Nothing shorter can be told apart. */
const SHORTEST: Seconds = 1e-3;

/** Makes a window `by` times as long, and leaves an instant where it is. */
export function zoomed([from, to]: Window, by: number, around: Seconds): Window {
  return [around - (around - from) * by, around + (to - around) * by];
}

/** Moves a window by a share of its length. */
export function moved([from, to]: Window, by: number, end: Seconds): Window {
  const shift = Math.min(end - to, Math.max(-from, (to - from) * by));
  return [from + shift, to + shift];
}

/** The window between two instants, in any order, inside the run; undefined is all of it. */
export function within(one: Seconds, other: Seconds, end: Seconds): Window | undefined {
  const shortest = Math.min(SHORTEST, end);
  const from = Math.max(0, Math.min(one, other, end - shortest));
  const to = Math.min(end, Math.max(one, other, from + shortest));
  return from <= 0 && to >= end ? undefined : [from, to];
}
