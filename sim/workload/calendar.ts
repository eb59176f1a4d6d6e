/**
 * Instants of the calendar, read by hand: `Date` would take a time without a zone for local time,
 * and knows milliseconds only, where recordings have 100 ns.
 */
import type { Seconds } from "../units.ts";

const timestamp =
  /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|([+-])(\d\d):?(\d\d))?$/;

/**
 * `2023-11-16 18:15:46.6805900`, which names no zone and is UTC, or `2024-05-12
 * 00:00:00.001163+00:00`. Seconds since the beginning of 2023; NaN where it is no instant.
 */
export function utcIn(cell: unknown): Seconds {
  const parts = typeof cell === "string" ? timestamp.exec(cell.trim()) : null;
  if (!parts) return Number.NaN;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as Six;
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!exists || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const whole = (dayNumber(year, month, day) - FIRST_DAY) * 86_400 + hour * 3600 + minute * 60;
  return whole - offsetIn(parts) + second + Number(parts[7] ?? 0);
}

type Six = [number, number, number, number, number, number];

/** How far the clock of its zone is ahead of UTC. */
function offsetIn([, , , , , , , , sign, hours, minutes]: RegExpExecArray): Seconds {
  if (sign === undefined) return 0;
  const ahead = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === "-" ? -ahead : ahead;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysIn = (year: number, month: number): number =>
  [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;

/** Days in a row. Years begin in March here, so that a leap day comes last. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const m = month > 2 ? month - 3 : month + 9;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return 365 * y + leapDays + Math.floor((153 * m + 2) / 5) + day;
}

/** Counted from the year of Azure's first trace, float64 tells 100 ns apart. */
const FIRST_DAY = dayNumber(2023, 1, 1);
