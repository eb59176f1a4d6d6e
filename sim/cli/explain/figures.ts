/** Figures in tables of a step: in a unit, as short as they tell apart. */
import { formatCount, threeDigits } from "../../index.ts";

/** In a unit, with decimals where the number is small. */
export const scaled = (value: number, unit: number): string => {
  const inUnit = value / unit;
  return inUnit >= 100 || inUnit === 0 ? formatCount(inUnit) : short(inUnit);
};

export const short = (value: number): string =>
  value >= 100 ? formatCount(value) : threeDigits(value);
