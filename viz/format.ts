/** Numbers as the page writes them: three figures, a thin space before the unit, a true minus. */
import type { Seconds } from "../sim/index.ts";

/** Thin and no-break, between a number and its unit. */
export const THIN = "\u202f";
const MINUS = "−";

/** A number and its unit, apart: units are set lighter than numbers. */
export interface Figure {
  number: string;
  unit: string;
}

export const inOne = ({ number, unit }: Figure): string =>
  unit === "" ? number : `${number}${THIN}${unit}`;

/** 1234567 → "1,234,567", −3 → "−3". */
export const count = (value: number): string => grouped(Math.round(value).toFixed(0));

/** "1 request", "1,234 requests". */
export const counted = (value: number, one: string): string =>
  `${count(value)} ${one}${value === 1 ? "" : "s"}`;

/** Three significant figures without an exponent: 1234.5 → "1,230", 0.05036 → "0.0504". */
export function threeFigures(value: number): string {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(3));
  const decimals = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded)))));
  return grouped(rounded.toFixed(decimals));
}

function grouped(fixed: string): string {
  const [whole, fraction] = fixed.replace("-", MINUS).split(".");
  const thousands = whole!.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

/** Under a second in ms, up to ten with two decimals, then one; from ten minutes on in min. */
export function duration(seconds: Seconds): Figure {
  const size = Math.abs(seconds);
  if (size < 0.9995) return { number: threeFigures(seconds * 1000), unit: "ms" };
  if (size < 9.995) return { number: grouped(seconds.toFixed(2)), unit: "s" };
  if (size < 600) return { number: grouped(seconds.toFixed(1)), unit: "s" };
  if (size < 7200) return { number: threeFigures(seconds / 60), unit: "min" };
  return { number: threeFigures(seconds / 3600), unit: "h" };
}

/** A time as somebody has set it, not as it was measured: 50 ms is no 50.0 ms. */
export function stated(seconds: Seconds): string {
  const { number, unit } = duration(seconds);
  return inOne({ number: number.replace(/\.0+$|(\.\d*?[1-9])0+$/, "$1"), unit });
}

/** An instant of the run: 67.14 → "01:07.1", with hours where there are some. */
export function clock(seconds: Seconds, decimals = 1): string {
  const scale = 10 ** decimals;
  const ticks = Math.round(Math.max(0, seconds) * scale);
  const whole = Math.floor(ticks / scale);
  const two = (value: number): string => String(value).padStart(2, "0");
  const fraction = decimals > 0 ? `.${String(ticks % scale).padStart(decimals, "0")}` : "";
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const start = hours > 0 ? `${hours}:${two(minutes)}` : two(minutes);
  return `${start}:${two(whole % 60)}${fraction}`;
}

/** A share of one: 0.4531 → 45 %; one decimal near the ends, where it decides. */
export function percent(share: number): Figure {
  const value = 100 * share;
  const atEnd = (value > 0 && value < 10) || (value > 90 && value < 100);
  const number = atEnd ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(0);
  return { number: grouped(rounding(number, value)), unit: "%" };
}

/**
 * The share that met an objective, never more than it was: the terminal rounds it down to a tenth,
 * and so does the page, or the two would contradict each other.
 */
export const percentMet = (share: number): Figure => percent(Math.floor(1000 * share) / 1000);

/** What is not quite all is never written as all, nor what is not quite nothing as nothing. */
function rounding(number: string, value: number): string {
  if (Number(number) === 100 && value < 100) return "99.9";
  return Number(number) === 0 && value > 0 ? "0.1" : number;
}

/** Large numbers, shortened: 12800 → "12.8 k". */
export function short(value: number): string {
  const size = Math.abs(value);
  for (const [from, scale, prefix] of prefixes)
    if (size >= from) return `${trimmed(value / scale)}${THIN}${prefix}`;
  return trimmed(value);
}

/** From which size on, in what, and what that is called: four digits need no shortening. */
const prefixes = [
  [1e15, 1e15, "P"],
  [1e12, 1e12, "T"],
  [1e9, 1e9, "G"],
  [1e6, 1e6, "M"],
  [1e4, 1e3, "k"],
] as const;

const trimmed = (value: number): string =>
  threeFigures(value)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
