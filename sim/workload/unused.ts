/**
 * What a trace holds that a run cannot use, in words that follow the name of its file.
 *
 * A misspelt column is among it, so columns are named, with the reason where there is one.
 */
import { shortened } from "../printable.ts";
import type { Dialect } from "./dialects.ts";

/** The columns of a header that mean nothing here. */
export function unusedColumns(header: readonly string[], dialect: Dialect): string[] {
  const used: string[] = Object.values(dialect.columns);
  const isOurs = header.includes("request_id") && header.includes("finish_reason");
  const unused = header.filter(
    (name) => name !== "" && !used.includes(name) && !(isOurs && isResult(name)),
  );
  const { others } = dialect;
  const reasons = unused
    .filter((name) => Object.hasOwn(others, name) && others[name] !== "")
    .map((name) => `${name} (${others[name]})`);
  const strange = unused.filter((name) => !Object.hasOwn(others, name));
  return [
    ...(isOurs ? ["is the requests.csv of a run: its results are not read"] : []),
    ...holdsColumns([...reasons, ...strange]),
  ];
}

/** Columns of our own `requests.csv` that tell how a request fared. */
const isResult = (name: string): boolean => name.endsWith("_ms") || results.includes(name);

const results = ["request_id", "cached_tokens", "engine", "preemptions", "finish_reason", "slo_ok"];

/** A table may have dozens of them: the first tell the story. */
export function holdsColumns(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  const first = names.slice(0, 5).map((name) => shortened(name, 80));
  return [`has columns that are not used: ${first.join(", ")}${more}`];
}
