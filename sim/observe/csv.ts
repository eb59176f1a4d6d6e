/** CSV, written by hand: a line a row, fixed decimals, in chunks that a file takes well. */
import type { Seconds } from "../units.ts";
import { inChunks } from "./chunks.ts";

/** The text of a table: the header, then the lines, each without its end. */
export const csv = (header: readonly string[], lines: Iterable<string>): Generator<string> =>
  inChunks(ended([header.join(",")], lines));

function* ended(...parts: readonly Iterable<string>[]): Generator<string> {
  for (const lines of parts) for (const line of lines) yield `${line}\n`;
}

/** A number with fixed decimals; NaN stands for what is not known and leaves its cell empty. */
export function fixed(value: number, decimals: number): string {
  if (value === 0) return ZERO[decimals]!;
  return Number.isNaN(value) ? "" : value.toFixed(decimals);
}

/** Most parts of most ledgers are zero. */
const ZERO = Array.from({ length: 16 }, (_, decimals) => (0).toFixed(decimals));

/** Six decimals of a millisecond are one tick of the time grid, so that printed parts add up. */
export const milliseconds = (value: Seconds): string => fixed(value * 1000, 6);

/** A name as a cell, quoted where it must be. */
export const text = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
