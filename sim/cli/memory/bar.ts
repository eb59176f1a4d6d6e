/**
 * The memory of a GPU as a bar: every part by its own shade and its own name, without colour.
 */
import type { MemoryPlan } from "../../index.ts";
import { paragraph, tied } from "../report/paragraph.ts";

interface Part {
  name: string;
  bytes: number;
  shade: string;
}

const WIDTH = 80;

/** Parts, in the order of the bar. Where they are more than the memory, its end is marked. */
export function memoryBar({ lines, weights, activations, reserve, kvCache }: MemoryPlan): string[] {
  const memory = lines[0]!.bytes;
  const usable = weights + activations + reserve + kvCache;
  const parts: Part[] = [
    { name: "weights", bytes: weights, shade: "█" },
    { name: "activations", bytes: activations, shade: "▓" },
    { name: "reserve", bytes: reserve, shade: "▒" },
    { name: "KV cache", bytes: Math.max(0, kvCache), shade: "░" },
    { name: "left to others", bytes: kvCache < 0 ? 0 : memory - usable, shade: "·" },
  ].filter(({ bytes }) => bytes > 0);
  const ends = columnsOf(parts);
  const bar = parts.map(({ shade }, index) =>
    shade.repeat(ends[index]! - (index === 0 ? 0 : ends[index - 1]!)),
  );
  return [
    ...namesAbove(parts, ends),
    bar.join(""),
    ...(kvCache < 0 ? [limit(usable / parts.reduce((sum, { bytes }) => sum + bytes, 0))] : []),
    ...namesBelow(parts, ends),
  ];
}

/** The column at which each part ends; every part has one at least. */
function columnsOf(parts: readonly Part[]): number[] {
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const widths = parts.map(({ bytes }) => Math.max(1, Math.round((WIDTH * bytes) / total)));
  const widest = widths.indexOf(Math.max(...widths));
  widths[widest]! += WIDTH - widths.reduce((sum, width) => sum + width, 0);
  let end = 0;
  return widths.map((width) => {
    end += width;
    return end;
  });
}

const named = ({ name, bytes }: Part): string => `${name} ${(bytes / 2 ** 30).toFixed(2)}`;

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
    ? `${`${words} ▲`.padStart(column + 1)}`
    : `${" ".repeat(column)}▲ ${words}`;
}
