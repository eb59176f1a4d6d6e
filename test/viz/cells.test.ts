/** The six numbers: of a run what its summary says, of a window what ended in it. */
import { expect, test } from "vitest";
import type { RunRecord } from "../../sim/index.ts";
import { type Cell, cellsOfRun, cellsOfWindow, endings } from "../../viz/data/cells.ts";
import { usageIn } from "../../viz/data/usage.ts";
import { endOf } from "../../viz/data/window.ts";
import { duration, percent } from "../../viz/format.ts";
import { knownRun, knownYaml } from "./known-run.ts";

const known = knownRun();
const summary = known.summary!;
const cell = (cells: Cell[], label: string): Cell => cells.find((it) => it.label === label)!;

test("a run's numbers are those of its summary", () => {
  const cells = cellsOfRun(known);
  expect(cells).toHaveLength(6);
  expect(cell(cells, "SLO met").value).toEqual(percent(summary.verdict.share!));
  expect(cell(cells, "First token, p95").value).toEqual(duration(summary.p95_ttft_ms! / 1000));
  expect(cell(cells, "KV blocks, peak")).toMatchObject({
    value: { number: "100", unit: "%" },
    note: "60 of 60",
  });
});

test("only an objective that is missed is marked so", () => {
  const cells = cellsOfRun(known);
  const missed = cells.filter((it) => it.missed).map(({ label }) => label);
  expect(missed).toContain("First token, p95");
  expect(missed).not.toContain("Per output token, p95");
  const met = cellsOfRun(knownRun(knownYaml.replace("ttft: 500 ms", "ttft: 60 s")));
  expect(met.filter((it) => it.missed)).toEqual([]);
});

test("a window as wide as the run has the run's latencies and share", () => {
  const whole = cellsOfWindow(known, [0, endOf(known)]);
  for (const label of ["SLO met", "First token, p95", "Per output token, p95"])
    expect(cell(whole, label).value, label).toEqual(cell(cellsOfRun(known), label).value);
  expect(endings(known, [0, endOf(known)])).toBe(12);
});

test("a window counts who ended in it, and not who came", () => {
  const { arrival, e2el } = known.requests;
  const ends = arrival.map((at, row) => at + e2el[row]!).sort();
  const window = [0, (ends[2]! + ends[3]!) / 2] as const;
  expect(endings(known, window)).toBe(3);
  expect(cell(cellsOfWindow(known, window), "SLO met").note).toMatch(/ of 3 requests$/);
});

test("what is not known is a dash, and never a number", () => {
  const nobody = cellsOfWindow({ ...known, timeline: null }, [0, 0]);
  expect(nobody.map(({ value }) => value.number)).toEqual(["–", "–", "–", "–", "–", "–"]);
});

/** One engine, two intervals of 2 s: 100 and then 300 tokens a second, idle and then busy. */
const hand: RunRecord = {
  ...known,
  timeline: {
    intervals: 2,
    engines: 1,
    edges: Float64Array.of(0, 2, 4),
    columns: known.timeline!.columns,
    figures: Float64Array.from([
      ...known.timeline!.columns.map(
        (name) => ({ output_tokens_per_s: 100, idle_s: 2 })[name as string as "idle_s"] ?? 0,
      ),
      ...known.timeline!.columns.map(
        (name) =>
          ({ output_tokens_per_s: 300, kv_blocks_used: 7, matrix_s: 2 })[
            name as string as "matrix_s"
          ] ?? 0,
      ),
    ]),
  },
};

test("what engines did is weighed by how much of an interval is in the window", () => {
  // A second of the first, two of the second: (100 + 2 × 300) / 3 tokens a second, busy for 2 of 3.
  const usage = usageIn(hand, [1, 4]);
  expect(usage.rate).toBeCloseTo(700 / 3, 10);
  expect(usage.perGpu).toBeCloseTo(700 / 3, 10);
  expect(usage.peakBlocks).toBe(7);
  expect(usage.utilisation).toBeCloseTo(2 / 3, 10);
});
