/** The ledger of one request as a table: every part, in whole milliseconds that add up. */
import type { RunRecord } from "../../sim/index.ts";
import { ledgerOf } from "./ledger.ts";
import type { Table } from "./table.ts";

export function ledgerTable(record: RunRecord, request: number): Table {
  const groups = ledgerOf(record, request) ?? [];
  const whole = groups[1]?.seconds ?? 1;
  return {
    columns: ["part", "ms", "share_of_e2e"],
    rows: groups.flatMap(({ entries, total, ms, seconds }) => [
      ...entries.map(({ part, ms, share }) => [part.label, ms, Number(share.toFixed(6))]),
      [total, ms, Number((seconds / whole).toFixed(6))],
    ]),
  };
}
