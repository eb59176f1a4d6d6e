/**
 * The scale of a slider: from where to where it goes, and the round values that it stops at.
 *
 * It goes by factors where the schema says so, or where values are usual that differ by a factor of
 * more than 50; by factors of two alone where a model hardly divides by anything else.
 */

export interface Scale {
  low: number;
  high: number;
  log: boolean;
  whole: boolean;
  doubles?: boolean;
}

export interface Bounds {
  usual: readonly [number, number];
  log: boolean;
  whole: boolean;
  doubles?: boolean;
  /** Values that must lie on the scale, wherever the usual ones do. */
  held: readonly number[];
}

const MOST_ON_LINEAR = 50;

export function scaleOf({ usual, log, whole, doubles, held }: Bounds): Scale {
  const [from, to] = usual;
  const byFactors = from > 0 && (log || to / from > MOST_ON_LINEAR);
  const inside = held.filter((value) => !byFactors || value > 0);
  const low = Math.min(from, ...inside);
  const high = Math.max(to, ...inside);
  return { low, high, log: byFactors, whole, ...(doubles && { doubles }) };
}

/** The values that a slider stops at, ascending. */
export function stopsOf({ low, high, log, whole, doubles }: Scale): number[] {
  const between = (value: number): boolean => value > low && value < high;
  if (doubles) return [low, ...powersOfTwo(high).filter(between), high];
  const round = (log ? factors(low, high) : steps(low, high, whole)).filter(between);
  const stops = whole ? [...new Set(round.map(Math.round))].filter(between) : round;
  return [low, ...stops, high];
}

/** Two figures and, where those are far apart, halves between; with powers of two among them. */
function factors(low: number, high: number): number[] {
  const binary = [low, high].every((end) => Number.isInteger(Math.log2(end)) && end >= 1);
  const stops: number[] = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++)
    for (let mantissa = 100; mantissa < 1000; mantissa += mantissa < 300 ? 5 : 10)
      stops.push(Number(`${mantissa}e${power - 2}`));
  return binary ? withPowersOfTwo(stops, high) : stops;
}

/** Whoever counts in powers of two means 1024 by what is near it. */
const NEAR = 0.026;

function withPowersOfTwo(stops: readonly number[], high: number): number[] {
  const powers = powersOfTwo(high);
  const isApart = (stop: number): boolean =>
    powers.every((power) => power < 64 || Math.abs(stop / power - 1) > NEAR);
  return [...stops.filter(isApart), ...powers].sort((a, b) => a - b);
}

/** From 1 up to a value. */
const powersOfTwo = (high: number): number[] =>
  Array.from({ length: Math.floor(Math.log2(high)) + 1 }, (_, power) => 2 ** power);

/** About two hundred steps of 1, 2 or 5. */
function steps(low: number, high: number, whole: boolean): number[] {
  const power = Math.floor(Math.log10((high - low) / 200));
  const size = [1, 2, 5, 10]
    .map((figure) => Number(`${figure}e${power}`))
    .find((step) => (high - low) / step <= 200)!;
  const step = whole ? Math.max(1, size) : size;
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, index) =>
    Number(((first + index) * step).toFixed(decimals)),
  );
}

/** Where a value lies, from 0 to 1; beyond an end it lies there. */
export function positionOf({ low, high, log }: Scale, value: number): number {
  if (high === low) return 0;
  const inside = Math.min(high, Math.max(low, value));
  return log ? Math.log(inside / low) / Math.log(high / low) : (inside - low) / (high - low);
}

/** The stop nearest to a position. */
export function valueNear(scale: Scale, position: number): number {
  const stops = stopsOf(scale);
  const index = stops.findIndex((stop) => positionOf(scale, stop) >= position);
  if (index <= 0) return stops.at(index)!;
  const [below, above] = [stops[index - 1]!, stops[index]!];
  const middle = (positionOf(scale, below) + positionOf(scale, above)) / 2;
  return position < middle ? below : above;
}

/** The stop so many after a value, or before it. */
export function stopAfter(scale: Scale, value: number, count: number): number {
  const stops = stopsOf(scale);
  const index = count > 0 ? stops.findLastIndex((stop) => stop <= value) : above(stops, value);
  return stops[Math.min(stops.length - 1, Math.max(0, index + count))]!;
}

function above(stops: readonly number[], value: number): number {
  const index = stops.findIndex((stop) => stop >= value);
  return index < 0 ? stops.length : index;
}
