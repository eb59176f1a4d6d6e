/**
 * The memory of a GPU as a bar: every part by its own shade and its own name, without colour.
 */
import type { MemoryPlan } from "../../index.ts";
import { paragraph, tied, WIDTH } from "../text/paragraph.ts";
import { hundredths, LEFT, roundedLines } from "./sum.ts";

interface Part {
  name: string;
  /** Hundredths of a GiB. */
  size: number;
  shade: string;
}

/** Parts, in the order of the bar. Where they are more than the memory, its end is marked. */
export function memoryBar(plan: MemoryPlan): string[] {
  const parts = partsOf(plan);
  const ends = columnsOf(parts);
  const bar = parts.map(({ shade }, index) =>
    shade.repeat(ends[index]! - (index === 0 ? 0 : ends[index - 1]!)),
  );
  const needed = parts.reduce((sum, { size }) => sum + size, 0);
  const missing = Math.max(0, -hundredths(plan.kvCache));
  return [
    ...namesAbove(parts, ends),
    bar.join(""),
    ...(missing > 0 ? [limit((needed - missing) / needed)] : []),
    ...namesBelow(parts, ends),
  ];
}

/** Weights are all that is loaded once: the decoder's, a vision tower's, copies of them. */
function partsOf(plan: MemoryPlan): Part[] {
  const lines = roundedLines(plan).map(
    (value, index) => [plan.lines[index]!.name, -value] as const,
  );
  const own = ["GPU memory", "activations", "reserve", LEFT];
  const size = (wanted: string) => lines.find(([name]) => name === wanted)?.[1] ?? 0;
  const loaded = lines.filter(([name]) => !own.includes(name));
  const cache = hundredths(plan.kvCache);
  return [
    {
      name: loaded.map(([name]) => name).join(" + "),
      size: loaded.reduce((sum, [, one]) => sum + one, 0),
      shade: "█",
    },
    { name: "activations", size: size("activations"), shade: "▓" },
    { name: "reserve", size: size("reserve"), shade: "▒" },
    { name: "KV cache", size: cache, shade: "░" },
    { name: LEFT, size: cache < 0 ? 0 : size(LEFT), shade: "·" },
  ].filter(({ size }) => size > 0);
}

/** The column at which each part ends; every part has one at least. */
function columnsOf(parts: readonly Part[]): number[] {
  const total = parts.reduce((sum, { size }) => sum + size, 0);
  const widths = parts.map(({ size }) => Math.max(1, Math.round((WIDTH * size) / total)));
  const widest = widths.indexOf(Math.max(...widths));
  widths[widest]! += WIDTH - widths.reduce((sum, width) => sum + width, 0);
  let end = 0;
  return widths.map((width) => {
    end += width;
    return end;
  });
}

const named = ({ name, size }: Part): string => `${name} ${(size / 100).toFixed(2)}`;

const fits = (part: Part, ends: readonly number[], index: number): boolean =>
  ends[index]! - (index === 0 ? 0 : ends[index - 1]!) > named(part).length;

/** Names of the parts that are wide enough to have theirs right above them. */
function namesAbove(parts: readonly Part[], ends: readonly number[]): string[] {
  let line = "";
  for (const [index, part] of parts.entries())
    if (fits(part, ends, index))
      line = line.padEnd(index === 0 ? 0 : ends[index - 1]!) + named(part);
  return [line];
}

/** The others by their shades. */
function namesBelow(parts: readonly Part[], ends: readonly number[]): string[] {
  const small = parts.filter((part, index) => !fits(part, ends, index));
  if (small.length === 0) return [];
  return paragraph(`${small.map((part) => tied(`${part.shade} ${named(part)}`)).join(", ")} (GiB)`);
}

/** A mark below the column where the memory that the engine may use ends. */
function limit(share: number): string {
  const words = "the engine may use so much";
  const column = Math.floor(share * WIDTH);
  return column > words.length + 2
    ? `${words} ▲`.padStart(column + 1)
    : `${" ".repeat(column)}▲ ${words}`;
}
