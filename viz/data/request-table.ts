/** Requests as a table: the numbers behind the Gantt. */
import { finishReasons, type RunRecord } from "../../sim/index.ts";
import { nameOf } from "./request-words.ts";
import type { Table } from "./table.ts";

const columns = [
  ...["request", "class", "engine", "arrival_s", "ttft_ms", "tpot_ms", "e2el_ms"],
  ...["prompt_tokens", "output_tokens", "preemptions", "finish_reason"],
];

export const requestTable = (record: RunRecord, requests: Iterable<number>): Table => ({
  columns,
  rows: rows(record, requests),
});

function* rows(record: RunRecord, of: Iterable<number>): Generator<(string | number)[]> {
  const { requests, classes, engines } = record;
  for (const row of of)
    yield [
      nameOf(row),
      classes[requests.class[row]!] ?? "",
      engines[requests.engine[row]!]?.name ?? "",
      written(requests.arrival[row]!, 1),
      written(requests.ttft[row]!, 1000),
      written(requests.tpot[row]!, 1000),
      written(requests.e2el[row]!, 1000),
      requests.prompt[row]!,
      requests.output[row]!,
      requests.preemptions[row]!,
      finishReasons[requests.reason[row]!]!,
    ];
}

/** To a microsecond where it is in milliseconds, as the tables of the command line have it. */
const written = (seconds: number, scale: number): number | string =>
  Number.isNaN(seconds) ? "" : Number((scale * seconds).toFixed(scale === 1 ? 6 : 3));
