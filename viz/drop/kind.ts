/** What a file is to the page, told by its name and its first line. */

export interface Given {
  name: string;
  text: string;
}

/** `requests` and `timeline` are the tables that a run is exported to. */
export type GivenKind = "scenario" | "trace" | "requests" | "timeline";

/** Columns that our own tables have, and others hardly will. */
const ours: Readonly<Partial<Record<GivenKind, readonly string[]>>> = {
  requests: ["request_id", "arrival_s", "ttft_ms", "e2el_ms"],
  timeline: ["start_s", "end_s", "engine", "batch_tokens"],
};

/** Undefined where the page has no use for it. */
export function kindOf({ name, text }: Given): GivenKind | undefined {
  const start = text.slice(0, 4096).replace(/^\uFEFF/, "");
  if (start.includes("\0")) return undefined;
  if (/\.ya?ml$/i.test(name)) return "scenario";
  if (/\.json$/i.test(name)) return /"workload"\s*:\s*\{/.test(text) ? "scenario" : undefined;
  const first = start.split(/\r\n|\n|\r/, 1)[0]!.trim();
  const cells = first.split(",").map((cell) => cell.trim());
  for (const kind of ["requests", "timeline"] as const)
    if (ours[kind]!.every((column) => cells.includes(column))) return kind;
  // A line of JSON, or a header.
  return /^[{[]/.test(first) || cells.length > 1 ? "trace" : undefined;
}

/** The last part of a path. */
export const nameIn = (path: string): string => path.split(/[/\\]/).at(-1)!;
