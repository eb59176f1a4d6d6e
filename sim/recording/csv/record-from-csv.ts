/**
 * A record made from the tables that we export: what they tell, and nothing more.
 *
 * Neither a scenario nor a summary is known, nor when requests were let in or what a GPU is; there
 * are no pieces and no pauses, and gaps are only known by their longest.
 */
import { requestColumns } from "../request-rows.ts";
import type { PauseColumns, PieceColumns, RecordedEngine, RunRecord } from "../run-record.ts";
import { Names } from "./names.ts";
import { readRequests } from "./read-requests.ts";
import { cacheOf, readTimeline } from "./read-timeline.ts";

export interface ExportedTables {
  /** What the run is called. */
  name: string;
  /** The texts of `requests.csv` and of `timeline.csv`. */
  requests?: string;
  timeline?: string;
}

/** Throws an `Error`, in words, where a text is not such a table. */
export function recordFromCsv({ name, requests, timeline }: ExportedTables): RunRecord {
  const engines = new Names();
  const classes = new Names();
  const intervals = timeline === undefined ? null : readTimeline(timeline, engines);
  const rows =
    requests === undefined
      ? { ...requestColumns(0), count: 0 }
      : readRequests(requests, engines, classes);
  if (intervals !== null && intervals.engines < engines.list.length) {
    const stranger = engines.list[intervals.engines];
    throw new Error(`requests.csv tells of an engine that timeline.csv does not: ${stranger}.`);
  }
  return {
    name,
    text: null,
    scenario: null,
    summary: null,
    engines: engines.list.map(
      (engine, index): RecordedEngine => ({
        name: engine,
        pool: engine.replace(/-\d+(-dp\d+)?$/, ""),
        model: "",
        gpu: "",
        ...(intervals === null ? { kvBlocks: 0, blockSize: 0 } : cacheOf(intervals, index)),
      }),
    ),
    classes: classes.list,
    requests: rows,
    pieces: noPieces(),
    pauses: noPauses(),
    timeline: intervals,
    gaps: null,
  };
}

const noPieces = (): PieceColumns => ({
  count: 0,
  request: new Int32Array(0),
  engine: new Int32Array(0),
  begin: new Float64Array(0),
  end: new Float64Array(0),
  tokens: new Int32Array(0),
  again: new Uint8Array(0),
});

const noPauses = (): PauseColumns => ({
  count: 0,
  request: new Int32Array(0),
  engine: new Int32Array(0),
  from: new Float64Array(0),
  until: new Float64Array(0),
});
