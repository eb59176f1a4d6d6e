/**
 * CSV, written by hand: a line a row, fixed decimals, in chunks that a file takes well.
 *
 * Building the text of a million rows at once would cost a gigabyte, so it comes in pieces.
 */
import type { Seconds } from "../units.ts";

/** Characters after which a chunk is handed on. */
const CHUNK = 64 * 1024;

/** The text of a table: the header, then the lines, each without its end. */
export function* csv(header: readonly string[], lines: Iterable<string>): Generator<string> {
  let chunk = `${header.join(",")}\n`;
  for (const line of lines) {
    chunk += line;
    chunk += "\n";
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
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
