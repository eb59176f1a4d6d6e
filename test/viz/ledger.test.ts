/** The ledger of a request: milliseconds that add up, and what is said of them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Part, parts } from "../../sim/index.ts";
import { ledgerOf, type RequestLedger } from "../../viz/data/ledger.ts";
import { ledgerPicture } from "../../viz/data/ledger-picture.ts";
import { type LedgerRow, ledgerRows } from "../../viz/data/ledger-rows.ts";
import { fateOf } from "../../viz/data/request-words.ts";
import { THIN } from "../../viz/format.ts";
import { tries } from "../soak.ts";
import { handMadeRun } from "./hand-made-run.ts";
import { knownRun } from "./known-run.ts";

const known = knownRun();
const ms = (number: number | string): string => `${number}${THIN}ms`;
const firstParts = parts.indexOf("decode_weights");

/** A run of one request with this ledger. */
function oneRequest(ledger: Partial<Record<Part, number>>) {
  const sum = (of: readonly Part[]) => of.reduce((total, part) => total + (ledger[part] ?? 0), 0);
  const ttft = sum(parts.slice(0, firstParts));
  const e2el = ttft + sum(parts.slice(firstParts));
  return handMadeRun([{ arrival: 0, ttft, e2el, ledger }]);
}

const addsUp = ([first, whole]: RequestLedger): void => {
  const total = (group: typeof first) => group.entries.reduce((sum, { ms }) => sum + ms, 0);
  expect(total(first)).toBe(first.ms);
  expect(first.ms + total(whole)).toBe(whole.ms);
};

const inWords = (rows: readonly LedgerRow[]): string[] =>
  rows.map((row) => {
    const name = row.kind === "part" ? row.entry.part.label : row.kind;
    return `${name} ${row.ms}`;
  });

describe("milliseconds", () => {
  test("of a known request are those worked out by hand", () => {
    // 9.597 + 20.037 + 1.720 = 31.354 ms: 9 + 20 + 1 is one short, and 0.720 lost most.
    const { rows } = ledgerPicture(known, 3, [])!;
    expect(inWords(rows).slice(0, 4)).toEqual([
      "waited for the step in flight 9",
      "prompt computed 20",
      "front end, in and out 2",
      "total 31",
    ]);
  });

  test("add up to the totals for every request of a run", () => {
    for (let request = 0; request < known.requests.count; request++)
      addsUp(ledgerOf(known, request)!);
  });

  test("add up whatever the parts are", () => {
    const ticks = fc.integer({ min: 0, max: 2 ** 34 }).map((ticks) => ticks / 2 ** 30);
    const amounts = fc.record(Object.fromEntries(parts.map((part) => [part, ticks])) as never, {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(amounts, (amounts: Partial<Record<Part, number>>) => {
        addsUp(ledgerOf(oneRequest({ prefill: 2 ** -10, ...amounts }), 0)!);
      }),
      { numRuns: tries(200) },
    );
  });
});

describe("parts", () => {
  const record = oneRequest({
    wait_kv: 4,
    prefill: 1,
    frontend: 0.02,
    wait_step: 0.03,
    decode_weights: 3,
    decode_activations: 0.5,
    others_prefill: 1.4,
    stream: 0.05,
  });
  const ledger = ledgerOf(record, 0)!;

  test("that are small fold into one row, in their order after the others", () => {
    expect(inWords(ledgerRows(ledger, []))).toEqual([
      ...["waited for KV blocks 4000", "prompt computed 1000", "small 50", "total 5050"],
      ...["weights, activations 3500", "prompts of others 1400", "tokens sent out 50"],
      "total 10000",
    ]);
  });

  test("that are folded show themselves when they are opened", () => {
    const rows = ledgerRows(ledger, [true, false]);
    expect(inWords(rows).slice(2, 5)).toEqual([
      ...["small 50", "waited for the step in flight 30", "front end, in and out 20"],
    ]);
  });

  test("begin where the one before them ends", () => {
    const rows = ledgerRows(ledger, []).filter(({ kind }) => kind !== "total");
    expect(rows.map(({ from }) => Number(from.toFixed(6)))).toEqual([0, 4, 5, 5.05, 8.55, 9.95]);
  });

  test("of a preemption are apart: waiting, and computing again", () => {
    const paused = handMadeRun([
      {
        arrival: 0,
        ttft: 1,
        e2el: 9,
        pieces: [[0, 1]],
        lost: [3],
        again: [[5, 6]],
        ledger: { prefill: 1, decode_weights: 5, preempted: 3 },
      },
    ]);
    expect(inWords(ledgerRows(ledgerOf(paused, 0)!, [])).slice(2, 5)).toEqual([
      ...["weights, activations 5000", "preempted, waited 2000", "prompt computed again 1000"],
    ]);
  });
});

describe("what is said", () => {
  test("names the objective, and by how much it was missed", () => {
    // Its first token took 798 of 500 ms, its 144 other tokens 1751 − 798 ms.
    const { verdicts, notes } = ledgerPicture(known, 8, [])!;
    expect(verdicts).toEqual([
      {
        text: `SLO ${ms(500)}, missed by ${ms(298)}`,
        brief: `SLO ${ms(500)}, missed`,
        missed: true,
      },
      undefined,
    ]);
    expect(notes.map(({ text }) => text)).toEqual([
      `145 tokens, ${ms("6.62")} each: within the SLO of ${ms("50")}`,
    ]);
  });

  test("of a request without a ledger tells what became of it", () => {
    const record = handMadeRun([
      { arrival: 61.5, reason: "kv_too_small" },
      { arrival: 62, ttft: 2 },
    ]);
    expect(ledgerPicture(record, 0, [])).toBeUndefined();
    expect(fateOf(record, 0)).toBe(
      "r0 was refused when it arrived at 01:01.5: with its prompt of 100 tokens it needs more KV " +
        "blocks than the engine has. Give the KV cache more memory.",
    );
    expect(fateOf(record, 1)).toBe(
      "r1 was still there at the end of the run, after its first token, which took " +
        `2.00${THIN}s: ` +
        "its ledger is not closed. Let the run last longer.",
    );
  });
});
