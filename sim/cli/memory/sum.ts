/**
 * The sum of a GPU's memory, line by line, as it adds up on screen.
 */
import type { MemoryPlan } from "../../index.ts";
import { broken, WIDTH } from "../text/paragraph.ts";

/** Hundredths of a GiB, in which the sum is printed. */
export const hundredths = (bytes: number): number => Math.round((100 * bytes) / 2 ** 30);

/** Of each line, such that they add up to those of the cache: `left to others` gives way. */
export function roundedLines({ lines, kvCache }: MemoryPlan): number[] {
  const rounded = lines.map(({ bytes }) => hundredths(bytes));
  const slack = lines.findIndex(({ name }) => name === LEFT);
  rounded[slack]! += hundredths(kvCache) - rounded.reduce((sum, value) => sum + value, 0);
  return rounded;
}

/** The line of what other processes have. */
export const LEFT = "left to others";

const VALUE_WIDTH = 8;

/** A line each, and what is left under a rule. */
export function sumLines(plan: MemoryPlan): string[] {
  const { lines, kvCache } = plan;
  const left = hundredths(kvCache);
  const rows = [
    ...roundedLines(plan).map((value, index) => ({ ...lines[index]!, value })),
    { name: "KV cache", value: left, arithmetic: left < 0 ? "missing" : "left for requests" },
  ];
  const nameWidth = 1 + Math.max(...rows.map(({ name }) => name.length));
  const texts = rows.map((row) => rowLines(row, nameWidth));
  const rule = `${" ".repeat(nameWidth)}${"─".repeat(VALUE_WIDTH + 4)}`;
  return [...texts.slice(0, -1).flat(), rule, ...texts.at(-1)!];
}

interface Row {
  name: string;
  /** Hundredths of a GiB. */
  value: number;
  arithmetic: string;
}

/** Name, GiB, and how it comes about, on further lines where that is long. */
function rowLines({ name, value, arithmetic }: Row, nameWidth: number): string[] {
  const sign = value < 0 ? "−" : "";
  const gib = `${sign}${(Math.abs(value) / 100).toFixed(2)}`.padStart(VALUE_WIDTH);
  const start = `${name.padEnd(nameWidth)}${gib} GiB  `;
  const [first = "", ...rest] = broken(arithmetic, WIDTH - start.length);
  return [`${start}${first}`, ...rest.map((line) => " ".repeat(start.length) + line)];
}
