/** `requests.csv`, read back into columns. */
import { parts } from "../../engine/ledger.ts";
import { onGrid } from "../../kernel/time.ts";
import { requestColumns } from "../request-rows.ts";
import { finishReasons, GOOD, type RequestColumns } from "../run-record.ts";
import { Table } from "../table.ts";
import type { Names } from "./names.ts";
import { type Row, readTable, type TableKind } from "./read-table.ts";

/** Latencies, by the columns of a record. */
const latencies = { ttft: "ttft_ms", tpot: "tpot_ms", maxItl: "max_itl_ms", e2el: "e2el_ms" };
/** Counts, likewise. */
const counts = { prompt: "prompt_tokens", output: "output_tokens", preemptions: "preemptions" };

const partColumns = parts.map((part) => `${part}_ms`);

const kind: TableKind = {
  title: "requests.csv",
  columns: [
    "class",
    "arrival_s",
    "engine",
    ...Object.values(counts),
    ...Object.values(latencies),
    "finish_reason",
    "slo_ok",
    ...partColumns,
  ],
};

const verdicts = ["false", "true", ""];
const goods = [GOOD.no, GOOD.yes, GOOD.unasked];

/** Throws an `Error`, in words, where it is no such table. */
export function readRequests(text: string, engines: Names, classes: Names): RequestColumns {
  const table = new Table(requestColumns);
  let before = Number.NEGATIVE_INFINITY;
  readTable(text, kind, (row) => {
    const at = table.add();
    const { columns } = table;
    const arrival = onGrid(known(row, "arrival_s"));
    if (arrival < before) row.fail("arrival_s", "is before that of the row above");
    before = arrival;
    columns.arrival[at] = arrival;
    columns.admitted[at] = Number.NaN;
    for (const [name, column] of entries(counts)) columns[name][at] = known(row, column);
    for (const [name, column] of entries(latencies)) columns[name][at] = row.number(column) / 1000;
    columns.engine[at] = engines.indexOf(row.text("engine"));
    columns.class[at] = classes.indexOf(row.text("class"));
    columns.reason[at] = row.choice("finish_reason", finishReasons);
    columns.good[at] = goods[row.choice("slo_ok", verdicts)]!;
    // Empty where it has not finished.
    for (const [part, column] of partColumns.entries()) {
      columns.ledger[parts.length * at + part] = (row.number(column) || 0) / 1000;
    }
  });
  return table.copy();
}

function known(row: Row, column: string): number {
  const value = row.number(column);
  return Number.isNaN(value) ? row.fail(column, "is no number") : value;
}

const entries = <K extends string>(names: { readonly [key in K]: string }): [K, string][] =>
  Object.entries(names) as [K, string][];
