/** The six numbers below the verdict: of the whole run, or of what ended in a window. */
import { quickselect } from "d3";
import type { RunRecord, Summary } from "../../sim/index.ts";
import {
  count,
  counted,
  duration,
  type Figure,
  percent,
  percentMet,
  short,
  stated,
  threeFigures,
} from "../format.ts";
import { judged } from "./headline.ts";
import { usageIn } from "./usage.ts";
import { endOf, type Window } from "./window.ts";

export interface Cell {
  label: string;
  value: Figure;
  /** The objective or the spread beneath. */
  note: string;
  /** An objective that is missed: red, and marked. */
  missed: boolean;
  /** Where the page shows what the number comes from. */
  evidence: string;
}

const UNKNOWN: Figure = { number: "–", unit: "" };

interface Numbers {
  good: number;
  judged: number;
  share: number | null;
  /** 95th percentiles, in seconds. */
  ttft: number | null;
  tpot: number | null;
  /** Output tokens a second, of one GPU and of all. */
  perGpu: number | null;
  rate: number | null;
  peakBlocks: number | null;
  utilisation: number | null;
}

export const cellsOfRun = (record: RunRecord): Cell[] =>
  record.summary === null
    ? cells(record, ofRows(record, undefined))
    : cells(record, ofSummary(record, record.summary));

/** Of the requests that ended in the window, and of what engines did in it. */
export function cellsOfWindow(record: RunRecord, window: Window): Cell[] {
  return cells(record, { ...ofRows(record, endedIn(record, window)), ...usageIn(record, window) });
}

/** How many requests ended in a window. */
export const endings = (record: RunRecord, window: Window): number =>
  endedIn(record, window).length;

let last: { record: RunRecord; window: Window; rows: Int32Array } | undefined;

/** Requests that did, looked for once as long as neither run nor window changes. */
function endedIn(record: RunRecord, window: Window): Int32Array {
  if (last?.record !== record || last.window !== window)
    last = { record, window, rows: rowsEndedIn(record, window) };
  return last.rows;
}

/** The last answer reaches its client a moment after the engines have stopped: it is in, too. */
function rowsEndedIn(record: RunRecord, [from, to]: Window): Int32Array {
  const { arrival, e2el, count } = record.requests;
  const until = to >= endOf(record) ? Number.POSITIVE_INFINITY : to;
  const rows = new Int32Array(count);
  let found = 0;
  for (let row = 0; row < count; row++) {
    const end = arrival[row]! + e2el[row]!;
    if (end >= from && end <= until) rows[found++] = row;
  }
  return rows.subarray(0, found);
}

function ofSummary(record: RunRecord, summary: Summary): Numbers {
  const { good, all } = judged(record);
  const seconds = (ms: number | null): number | null => ms && ms / 1000;
  return {
    good,
    judged: all,
    share: summary.verdict.share,
    ttft: seconds(summary.p95_ttft_ms),
    tpot: seconds(summary.p95_tpot_ms),
    perGpu: summary.output_throughput_per_gpu,
    rate: summary.output_throughput,
    peakBlocks: summary.cluster.kv.peak_blocks,
    utilisation: summary.cluster.utilisation,
  };
}

/** @param rows of the requests that are meant; undefined is all */
function ofRows({ requests }: RunRecord, rows: Int32Array | undefined): Numbers {
  const among = rows?.length ?? requests.count;
  let good = 0;
  let all = 0;
  for (let at = 0; at < among; at++) {
    const verdict = requests.good[rows === undefined ? at : rows[at]!];
    if (verdict === 1) good += 1;
    if (verdict !== 2) all += 1;
  }
  return {
    good,
    judged: all,
    share: all === 0 ? null : good / all,
    ttft: p95(requests.ttft.subarray(0, requests.count), rows),
    tpot: p95(requests.tpot.subarray(0, requests.count), rows),
    perGpu: null,
    rate: null,
    peakBlocks: null,
    utilisation: null,
  };
}

/** Of what is known; between two values interpolated as NumPy does. */
function p95(column: Float64Array, rows: Int32Array | undefined): number | null {
  const values = new Float64Array(rows?.length ?? column.length);
  let known = 0;
  for (let at = 0; at < values.length; at++) {
    const value = column[rows === undefined ? at : rows[at]!]!;
    if (!Number.isNaN(value)) values[known++] = value;
  }
  if (known === 0) return null;
  const rank = 0.95 * (known - 1);
  const below = Math.floor(rank);
  quickselect(values, below, 0, known - 1);
  const low = values[below]!;
  if (below === rank) return low;
  let next = Number.POSITIVE_INFINITY;
  for (let at = below + 1; at < known; at++) if (values[at]! < next) next = values[at]!;
  return low + (next - low) * (rank - below);
}

function cells(record: RunRecord, numbers: Numbers): Cell[] {
  const { scenario, summary } = record;
  const blocks = record.engines.reduce((sum, { kvBlocks }) => sum + kvBlocks, 0);
  const { share, perGpu, rate, peakBlocks, utilisation } = numbers;
  return [
    {
      label: "SLO met",
      value: share === null ? UNKNOWN : percentMet(share),
      note:
        share === null
          ? "none is stated"
          : `${count(numbers.good)} of ${counted(numbers.judged, "request")}`,
      missed: share !== null && scenario?.slo !== undefined && share < scenario.slo.share,
      evidence: "typical",
    },
    latency("First token, p95", numbers.ttft, scenario?.slo?.ttft),
    latency("Per output token, p95", numbers.tpot, scenario?.slo?.tpot),
    {
      label: "Output",
      value: perGpu === null ? UNKNOWN : { number: threeFigures(perGpu), unit: "tok/s" },
      note: rate === null ? "" : `per GPU; ${short(rate)} in all`,
      missed: false,
      evidence: "rows",
    },
    {
      label: "KV blocks, peak",
      value: peakBlocks === null || blocks === 0 ? UNKNOWN : percent(peakBlocks / blocks),
      note: peakBlocks === null ? "" : ofAll(peakBlocks, blocks),
      missed: false,
      evidence: "memory",
    },
    {
      label: "GPU time used",
      value: utilisation === null ? UNKNOWN : percent(utilisation),
      note: price(summary),
      missed: false,
      evidence: "time",
    },
  ];
}

const ofAll = (some: number, all: number): string => `${count(some)} of ${count(all)}`;

function latency(label: string, seconds: number | null, slo: number | undefined): Cell {
  return {
    label,
    value: seconds === null ? UNKNOWN : duration(seconds),
    note: slo === undefined ? "" : `SLO ${stated(slo)}`,
    missed: seconds !== null && slo !== undefined && seconds > slo,
    evidence: "typical",
  };
}

function price(summary: Summary | null): string {
  const dollars = summary?.cost_per_million_output_tokens ?? null;
  return dollars === null ? "" : `$${threeFigures(dollars)} per M tokens out`;
}
