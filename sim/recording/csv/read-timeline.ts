/** `timeline.csv`, read back into columns. */
import { timelineColumns } from "../../observe/timeline.ts";
import type { Tokens } from "../../units.ts";
import type { TimelineColumns } from "../run-record.ts";
import type { Names } from "./names.ts";
import { readTable, type TableKind } from "./read-table.ts";

const kind: TableKind = {
  title: "timeline.csv",
  columns: ["start_s", "end_s", "engine", ...timelineColumns],
};

/**
 * Throws an `Error`, in words, where it is no such table.
 *
 * @param engines named in the order of the first interval
 */
export function readTimeline(text: string, engines: Names): TimelineColumns {
  const edges: number[] = [];
  const figures: number[] = [];
  let end = Number.NaN;
  let rows = 0;
  /** Engines in an interval; not known before the second one begins. */
  let width = Number.POSITIVE_INFINITY;
  readTable(text, kind, (row) => {
    const start = row.number("start_s");
    if (edges.length === 0 || start !== edges.at(-1)) {
      if (edges.length === 1) width = rows;
      if (edges.length > 0 && start !== end) {
        row.fail("start_s", "is not where the interval before it ends");
      }
      edges.push(start);
    }
    end = row.number("end_s");
    if (!(end > start)) row.fail("end_s", "is not after start_s");
    const engine = engines.indexOf(row.text("engine"));
    if (engine !== rows % width) row.fail("engine", "is out of its order in the first interval");
    rows += 1;
    for (const column of timelineColumns) figures.push(row.number(column));
  });
  const { list } = engines;
  if (rows < edges.length * list.length) {
    const missing = list[rows % list.length];
    throw new Error(`timeline.csv ends in the midst of an interval: ${missing} is missing.`);
  }
  return {
    intervals: edges.length,
    engines: list.length,
    edges: Float64Array.from([...edges, ...(edges.length > 0 ? [end] : [])]),
    figures: Float64Array.from(figures),
    columns: timelineColumns,
  };
}

/** Blocks of an engine's cache and tokens in one, as far as its figures tell; 0 where not. */
export function cacheOf(
  timeline: TimelineColumns,
  engine: number,
): { kvBlocks: number; blockSize: Tokens } {
  const { intervals, engines, figures, columns } = timeline;
  const figure = (interval: number, column: (typeof timelineColumns)[number]): number =>
    figures[(interval * engines + engine) * columns.length + columns.indexOf(column)]!;
  for (let interval = 0; interval < intervals; interval++) {
    const held =
      figure(interval, "kv_used_tokens") +
      figure(interval, "kv_reserved_tokens") +
      figure(interval, "kv_internal_tokens");
    const blocks = figure(interval, "kv_blocks_used");
    // Of a small part of one block, six decimals tell too little.
    if (blocks < 1) continue;
    const free = figure(interval, "kv_external_tokens") + figure(interval, "kv_free_tokens");
    const blockSize = Math.round(held / blocks);
    return { kvBlocks: Math.round((held + free) / blockSize), blockSize };
  }
  return { kvBlocks: 0, blockSize: 0 };
}
