/** The options of `--trace` and `--metrics`, read and refused in words. */
import { type ChromeTraceOptions, parseQuantity, type Seconds } from "../../index.ts";
import { Refusal } from "../exit.ts";

/** `10s..30s`; either end may be left out. */
export function readWindow(written: string | undefined): ChromeTraceOptions {
  if (written === undefined) return {};
  const refuse = (why: string): never => {
    throw new Refusal(`--trace-window ${written}: ${why}`);
  };
  const ends = written.split("..");
  if (ends.length !== 2) refuse("is not of the form FROM..TO, such as 10s..30s");
  const [from, to] = ends.map((end) => {
    if (end.trim() === "") return undefined;
    const time = parseQuantity(end, "time");
    return time !== undefined && time >= 0 ? time : refuse(`"${end}" is not a time such as 10s`);
  });
  if (from !== undefined && to !== undefined && from >= to) refuse("it ends before it begins");
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** Time between scrapes: whole milliseconds, which is how exact Prometheus keeps time. */
export function readInterval(written: string | undefined): Seconds | undefined {
  if (written === undefined) return undefined;
  const refuse = (why: string): never => {
    throw new Refusal(`--metrics-interval ${written}: ${why}`);
  };
  const seconds = parseQuantity(written, "time") ?? refuse("is not a time such as 5s");
  const milliseconds = Math.round(1000 * seconds);
  if (milliseconds < 1 || Math.abs(milliseconds - 1000 * seconds) > 1e-6)
    refuse("is not a number of whole milliseconds, 1 or more");
  return milliseconds / 1000;
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** An instant such as `2026-01-31T12:00:00Z`, in seconds since 1970. Without a zone it is UTC. */
export function readStart(written: string | undefined): Seconds | undefined {
  if (written === undefined) return undefined;
  const match = DATE.exec(written);
  const zoned = match?.[1] === undefined && written.includes("T") ? `${written}Z` : written;
  const milliseconds = match === null ? Number.NaN : Date.parse(zoned);
  if (!(milliseconds >= 0))
    throw new Refusal(
      `--metrics-start ${written}: is not a date after 1970 such as 2026-01-31T12:00:00Z`,
    );
  return milliseconds / 1000;
}
