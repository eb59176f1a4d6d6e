/**
 * A roofline chart, before anybody draws it: operators as points under the roof of their GPU.
 *
 * Both axes are logarithmic: FLOPs a byte to the right, FLOPs a second upwards. An operator without
 * arithmetic (a copy, a sampler) has no place on it.
 */
import type { FlopRate } from "../../units.ts";
import type { MemoryRoof } from "../memory-roof.ts";
import type { ExplainedOperator } from "../operators.ts";

export interface RooflinePoint {
  letter: string;
  name: string;
  /** FLOPs a byte. */
  intensity: number;
  /** FLOPs a second that it reaches, floor included. */
  rate: FlopRate;
  /** Of the GPU time of the step. */
  share: number;
}

/** A logarithmic axis, from end to end. */
export interface Axis {
  from: number;
  to: number;
}

/** What a chart is of, in two lines. */
export interface Titles {
  title: string;
  detail: string;
}

export interface RooflineChart extends Titles {
  points: RooflinePoint[];
  roof: Pick<MemoryRoof, "sheet" | "attained">;
  intensity: Axis;
  rate: Axis;
}

/** The chart of a step's operators. */
export function rooflineChart(
  titles: Titles,
  operators: readonly ExplainedOperator[],
  roof: Pick<MemoryRoof, "sheet" | "attained">,
): RooflineChart {
  const letters = lettersOf(operators);
  const points = operators.flatMap(({ name, intensity, flops, seconds, share }, index) => {
    const letter = letters[index]!;
    return letter === "" ? [] : [{ letter, name, intensity, rate: flops / seconds, share }];
  });
  const intensities = points.map(({ intensity }) => intensity);
  const rates = points.map(({ rate }) => rate);
  return {
    ...titles,
    points,
    roof,
    intensity: {
      from: decadeBelow(Math.min(...intensities, 1) / 2),
      to: 4 * Math.max(...intensities, roof.sheet.intensity),
    },
    rate: { from: decadeBelow(Math.min(...rates, 1e12) / 2), to: 2 * roof.sheet.arithmetic },
  };
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * A letter for each operator that has a place on the chart, in order; none for the others, nor for
 * more than there are letters.
 */
export function lettersOf(operators: readonly Pick<ExplainedOperator, "flops">[]): string[] {
  let used = 0;
  return operators.map(({ flops }) => (flops > 0 ? (LETTERS[used++] ?? "") : ""));
}

/** The greatest whole power of ten that is not above `value`. */
const decadeBelow = (value: number): number => Number(`1e${Math.floor(Math.log10(value))}`);

/** Where a value lies on an axis: 0 is its beginning, 1 its end. */
export const along = ({ from, to }: Axis, value: number): number =>
  Math.log(value / from) / Math.log(to / from);

/** The value at a place of an axis. */
export const valueAt = ({ from, to }: Axis, place: number): number =>
  from * Math.exp(place * Math.log(to / from));

/** The whole powers of ten on an axis. */
export function decades({ from, to }: Axis): number[] {
  const found: number[] = [];
  for (let power = Math.ceil(Math.log10(from) - 1e-9); ; power++) {
    const value = Number(`1e${power}`);
    if (value > to) return found;
    found.push(value);
  }
}

const prefixes = ["", "k", "M", "G", "T", "P", "E"];

/** 1e14 → "100 T", 1000 → "1 k", 0.1 → "0.1". */
export function shortly(value: number): string {
  const group = Math.max(0, Math.floor(Math.log10(value) / 3 + 1e-9));
  const scaled = value / Number(`1e${3 * group}`);
  const digits = Number(scaled.toPrecision(3));
  return group === 0 ? `${digits}` : `${digits} ${prefixes[group]}`;
}
