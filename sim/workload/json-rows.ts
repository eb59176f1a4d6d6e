/**
 * Traces as JSON lines, Mooncake's: an object or an array a request.
 */
import { formatCount } from "../units.ts";
import { mooncake } from "./dialects.ts";
import type { TraceProblems } from "./trace-problem.ts";
import type { Row, Visit } from "./trace-table.ts";
import { holdsColumns } from "./unused.ts";

/** Visits each row. @returns what the rows hold that is not used, in words. */
export function jsonRows(text: string, problems: TraceProblems, visit: Visit): string[] {
  const { columns } = mooncake;
  const strange = new Set<string>();
  let hashed = 0;
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const written = text.slice(start, end < 0 ? text.length : end);
    start = end < 0 ? text.length : end + 1;
    line += 1;
    if (written.trim() === "") continue;
    const value = parsed(written);
    if (typeof value !== "object" || value === null) {
      problems.add({ line, column: "", value: written.slice(0, 40), problem: NO_ROW });
    } else if (Array.isArray(value)) {
      visit(compactRow(value, line), mooncake);
      if (isFilled(value[3])) hashed += 1;
    } else {
      const keys = value as Record<string, unknown>;
      visit(rowOf(keys, line), mooncake);
      if (isFilled(keys.hash_ids)) hashed += 1;
      for (const key in keys) if (!known.has(key) && strange.size < 100) strange.add(key);
    }
  }
  return [...sharedPrefixes(hashed), ...holdsColumns([...strange].sort())];

  function rowOf(keys: Record<string, unknown>, line: number): Row {
    return {
      line,
      arrival: keys[columns.arrival],
      prompt: keys[columns.prompt],
      output: keys[columns.output],
      priority: keys[columns.priority],
      class: keys[columns.class],
      tenant: keys[columns.tenant],
    };
  }
}

const NO_ROW =
  'is no JSON row, such as {"timestamp": 0, "input_length": 512, "output_length": 64} ' +
  "or [0,512,64]";

const known = new Set<string>([...Object.values(mooncake.columns), "hash_ids"]);

/** `[arrival_ms, prompt, output, [ids]]`. */
const compactRow = ([arrival, prompt, output]: unknown[], line: number): Row => ({
  line,
  arrival,
  prompt,
  output,
  priority: undefined,
  class: undefined,
  tenant: undefined,
});

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

const isFilled = (ids: unknown): boolean => Array.isArray(ids) && ids.length > 0;

function sharedPrefixes(rows: number): string[] {
  if (rows === 0) return [];
  const carry = rows === 1 ? "has 1 row that carries" : `has ${formatCount(rows)} rows that carry`;
  return [
    `${carry} hash_ids: shared prefixes are not modelled yet, every prompt is computed whole`,
  ];
}
