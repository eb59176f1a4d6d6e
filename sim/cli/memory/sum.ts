/**
 * The sum of a GPU's memory, line by line, as it adds up on screen.
 */
import type { MemoryPlan } from "../../index.ts";
import { broken } from "../report/paragraph.ts";

/** Hundredths of a GiB, in which the sum is printed. */
const hundredths = (bytes: number): number => Math.round((100 * bytes) / 2 ** 30);

const NAME_WIDTH = 15;
const VALUE_WIDTH = 8;
const WIDTH = 80;

/** A line each, and what is left under a rule. What rounding loses, `left to others` takes. */
export function sumLines({ lines, kvCache }: MemoryPlan): string[] {
  const rounded = lines.map(({ bytes }) => hundredths(bytes));
  const left = hundredths(kvCache);
  const slack = lines.findIndex(({ name }) => name === "left to others");
  rounded[slack]! += left - rounded.reduce((sum, value) => sum + value, 0);
  return [
    ...lines.flatMap(({ name, arithmetic }, index) => row(name, rounded[index]!, arithmetic)),
    `${" ".repeat(NAME_WIDTH)}${"─".repeat(VALUE_WIDTH + 4)}`,
    ...row("KV cache", left, left < 0 ? "missing" : "left for requests"),
  ];
}

/** Name, GiB, and how it comes about, on further lines where that is long. */
function row(name: string, value: number, words: string): string[] {
  const sign = value < 0 ? "−" : "";
  const gib = `${sign}${(Math.abs(value) / 100).toFixed(2)}`.padStart(VALUE_WIDTH);
  const start = `${name.padEnd(NAME_WIDTH)}${gib} GiB  `;
  const [first = "", ...rest] = broken(words, WIDTH - start.length);
  return [`${start}${first}`, ...rest.map((line) => " ".repeat(start.length) + line)];
}
