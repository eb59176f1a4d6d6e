/**
 * The dialects of traces: where each keeps the instant and the two lengths of a request, beside
 * the columns that we let any of them have.
 *
 * A dialect says which cells to take and how it writes an instant; what makes a cell good or bad
 * is the same for all and stands in `trace.ts`.
 */
import type { Seconds } from "../units.ts";
import type { TraceFormat } from "./spec.ts";

/** The name of a cell: a header's, or a JSON key. */
export interface Columns {
  arrival: string;
  prompt: string;
  output: string;
  /** May be absent. */
  priority: string;
}

/** Columns of our own, which nobody records but anybody may add. */
const added = { priority: "priority" };

export interface Dialect {
  columns: Columns;
  /** Reads an instant; NaN where it is none. */
  instant(cell: unknown): Seconds;
  /** Instants are of a calendar: the first row becomes 0. */
  calendar: boolean;
}

export type CsvFormat = Exclude<TraceFormat, "mooncake">;

export const csvDialects: { [F in CsvFormat]: Dialect } = {
  plain: {
    columns: { arrival: "arrival_s", prompt: "prompt_tokens", output: "output_tokens", ...added },
    instant: numberIn,
    calendar: false,
  },
  azure: {
    columns: { arrival: "TIMESTAMP", prompt: "ContextTokens", output: "GeneratedTokens", ...added },
    instant: utcIn,
    calendar: true,
  },
  vidur: {
    columns: {
      arrival: "arrived_at",
      prompt: "num_prefill_tokens",
      output: "num_decode_tokens",
      ...added,
    },
    instant: numberIn,
    calendar: false,
  },
  burstgpt: {
    columns: {
      arrival: "Timestamp",
      prompt: "Request tokens",
      output: "Response tokens",
      ...added,
    },
    instant: numberIn,
    calendar: false,
  },
};

/** A line is an object with these keys, or an array with the same three in front. */
export const mooncake: Dialect = {
  columns: { arrival: "timestamp", prompt: "input_length", output: "output_length", ...added },
  instant: (cell) => numberIn(cell) / 1000,
  calendar: false,
};

const decimal = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** A number, or text that is one; else NaN. `Number` alone takes "" for 0 and "0x10" for 16. */
export function numberIn(cell: unknown): number {
  if (typeof cell === "number") return cell;
  return typeof cell === "string" && decimal.test(cell) ? Number(cell) : Number.NaN;
}

const timestamp = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(\.\d+)?(Z|\+00:00)?$/;

/** `2023-11-16 18:15:46.6805900`, which names no zone and is UTC. */
function utcIn(cell: unknown): Seconds {
  const parts = typeof cell === "string" ? timestamp.exec(cell.trim()) : null;
  if (!parts) return Number.NaN;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as Six;
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!exists || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const whole = (dayNumber(year, month, day) - FIRST_DAY) * 86_400 + hour * 3600 + minute * 60;
  return whole + second + Number(parts[7] ?? 0);
}

type Six = [number, number, number, number, number, number];

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
