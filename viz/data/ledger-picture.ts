/** All that the drawing of one request's ledger says: rows, objectives, and how it did by them. */
import type { RunRecord, Seconds } from "../../sim/index.ts";
import { count, duration, inOne, stated } from "../format.ts";
import { ledgerOf } from "./ledger.ts";
import { type LedgerRow, ledgerRows } from "./ledger-rows.ts";
import { objectivesOf } from "./objectives.ts";

export interface LedgerPicture {
  rows: readonly LedgerRow[];
  whole: Seconds;
  /** Of the first token and of the end: dashed lines where they lie inside the plot. */
  objectives: readonly (Seconds | undefined)[];
  /** What stands beside the end of each group. */
  verdicts: readonly (Verdict | undefined)[];
  /** Under all. */
  notes: readonly Verdict[];
}

export interface Verdict {
  text: string;
  /** The same in fewer words, for narrow pages. */
  brief: string;
  missed: boolean;
}

/** @param open whether the small parts of each group are shown one by one */
export function ledgerPicture(
  record: RunRecord,
  request: number,
  open: readonly boolean[],
): LedgerPicture | undefined {
  const ledger = ledgerOf(record, request);
  if (ledger === undefined) return undefined;
  const slo = objectivesOf(record, request);
  const { ttft, e2el, tpot, maxItl, output } = record.requests;
  const tokens = output[request]!;
  const notes = [];
  if (tokens > 1) {
    const each = inOne(duration(tpot[request]!));
    const text = `${count(tokens)} tokens, ${each} each`;
    notes.push(measured({ text, brief: text }, judged(tpot[request]!, slo.tpot)));
  }
  if (tokens > 1 && slo.itl !== undefined) {
    const text = `longest gap ${inOne(duration(maxItl[request]!))}`;
    notes.push(measured({ text, brief: text }, judged(maxItl[request]!, slo.itl)));
  }
  return {
    rows: ledgerRows(ledger, open),
    whole: ledger[1].seconds,
    objectives: [slo.ttft, slo.e2el],
    verdicts: [judged(ttft[request]!, slo.ttft), judged(e2el[request]!, slo.e2el)],
    notes,
  };
}

/** "SLO 2 s, missed by 4.09 s" or "within the SLO of 2 s". */
export function judged(took: Seconds, objective: Seconds | undefined): Verdict | undefined {
  if (objective === undefined) return undefined;
  const slo = stated(objective);
  if (took <= objective)
    return { text: `within the SLO of ${slo}`, brief: `SLO ${slo}, met`, missed: false };
  const by = inOne(duration(took - objective));
  return { text: `SLO ${slo}, missed by ${by}`, brief: `SLO ${slo}, missed`, missed: true };
}

/** A figure, and how it did by its objective where it has one. */
function measured(figure: Omit<Verdict, "missed">, verdict: Verdict | undefined): Verdict {
  if (verdict === undefined) return { ...figure, missed: false };
  return {
    text: `${figure.text}: ${verdict.text}`,
    brief: `${figure.brief}: ${verdict.brief}`,
    missed: verdict.missed,
  };
}
