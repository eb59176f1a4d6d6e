/** Logarithmic axes: which numbers to write at them, few and round. */
import { scaleLog, ticks } from "d3";
import { THIN, threeFigures } from "../format.ts";

export type LogScale = ReturnType<typeof logScale>;

/** A domain around these values with some room at its ends, on so many pixels. */
export function logScale(values: readonly number[], range: readonly [number, number]) {
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  const [low, high] = known.length > 0 ? [Math.min(...known), Math.max(...known)] : [1, 10];
  const room = low === high ? 1.6 : Math.min(1.35, (high / low) ** 0.06);
  return scaleLog()
    .domain([low / room, high * room])
    .range(range)
    .clamp(true);
}

/** The same scale, reaching so far that right of `value` there are so many pixels at least. */
export function withRoomAfter(scale: LogScale, value: number, pixels: number): LogScale {
  const [low] = scale.domain() as [number, number];
  const [, right] = scale.range() as [number, number];
  if (value <= low || scale(value) <= right - pixels) return scale;
  return scale.copy().domain([low, low * (value / low) ** (right / (right - pixels))]);
}

/** Within a decade, from the finest: which multiples of its power of ten are written. */
const multiples = [[1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];

/** The most round numbers between two that are no more than `most`; two at least, where it can. */
export function roundNumbers(low: number, high: number, most: number): number[] {
  for (const set of multiples) {
    const found = inDecades(low, high, set);
    if (found.length <= most) return found.length > 1 ? found : evenly(low, high, most);
  }
  const decades = inDecades(low, high, [1]);
  const every = Math.ceil(decades.length / most);
  return decades.filter((_, index) => index % every === 0);
}

/** Round numbers at even distances: of a narrow range no decade has two. */
function evenly(low: number, high: number, most: number): number[] {
  for (let asked = Math.floor(most); asked > 1; asked--) {
    const found = ticks(low, high, asked);
    if (found.length <= most) return found;
  }
  return ticks(low, high, 1);
}

function inDecades(low: number, high: number, set: readonly number[]): number[] {
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++)
    for (const multiple of set) {
      const value = Number((multiple * 10 ** power).toPrecision(2));
      if (value >= low && value <= high) found.push(value);
    }
  return found;
}

export interface Tick {
  value: number;
  /** The number; at the last tick the unit follows. */
  text: string;
  unit: string;
}

/** Ticks of an axis of seconds: in ms where all of it is below a second. */
export function durationTicks(scale: LogScale, most: number): Tick[] {
  const [low, high] = scale.domain() as [number, number];
  const [unit, factor] = high < 1 ? ["ms", 1000] : ["s", 1];
  const all = roundNumbers(low * factor, high * factor, most).map((value) => ({
    value: value / factor,
    text: threeFigures(value)
      .replace(/(\.\d*?)0+$/, "$1")
      .replace(/\.$/, ""),
  }));
  // On a range so narrow that three figures do not tell its ticks apart one speaks for them.
  const told = all.filter(({ text }, index) => text !== all[index + 1]?.text);
  return told.map((tick, index, { length }) => ({
    ...tick,
    unit: index === length - 1 ? `${THIN}${unit}` : "",
  }));
}
