/** The ledger drawn: a row a part, a bar where it lies, words beside what was promised. */
import { describe, expect, test } from "vitest";
import { ledger, ledgerPlaces } from "../../viz/chart/ledger.ts";
import { ledgerPicture } from "../../viz/data/ledger-picture.ts";
import { drawingIn } from "./drawing.ts";
import { knownRun } from "./known-run.ts";

const run = knownRun();
const wide = drawingIn({ width: 900 }).context;
const picture = ledgerPicture(run, 9, [])!;
const bars = (svg: Element): { key: string; x: number; width: number }[] =>
  [...svg.querySelectorAll(".bar")].map((bar) => ({
    key: bar.getAttribute("data-key")!,
    x: Number(bar.getAttribute("x")),
    width: Number(bar.getAttribute("width")),
  }));

describe("the waterfall of a request that was preempted", () => {
  const svg = ledger(picture, wide);

  test("has a bar for each part, and the totals without one", () => {
    expect(bars(svg)).toHaveLength(picture.rows.filter(({ kind }) => kind !== "total").length);
    expect(svg.querySelectorAll(".end")).toHaveLength(2);
  });

  test("has each bar begin where the one before it ends", () => {
    const drawn = bars(svg).filter(({ width }) => width > 1);
    for (const [at, bar] of drawn.slice(1).entries())
      expect(bar.x - (drawn[at]!.x + drawn[at]!.width)).toBeLessThan(3);
  });

  test("says what was missed in red and with a sign", () => {
    const missed = [...svg.querySelectorAll(".missed")].map(({ textContent }) => textContent);
    expect(missed).toHaveLength(1);
    expect(missed[0]).toMatch(/^SLO 500.ms, missed by /);
    expect(svg.querySelectorAll(".slo")).toHaveLength(1);
  });

  test("is the picture that it was", async () => {
    await expect(svg.outerHTML).toMatchFileSnapshot("pictures/ledger.svg");
  });
});

test("words that have room at neither side of their mark stay clear of the numbers", () => {
  const { context } = drawingIn({ width: 328, narrow: true });
  const early = { ...picture, verdicts: [{ text: "", brief: "SLO 500 ms, missed", missed: true }] };
  const [words] = ledger(early, context).querySelectorAll(".missed");
  expect(words!.getAttribute("text-anchor")).toBe("end");
  expect(Number(words!.getAttribute("x"))).toBe(328 - 13);
});

test("a narrow drawing leaves out shares and says less", () => {
  const svg = ledger(picture, drawingIn({ width: 358, narrow: true }).context);
  expect(svg.textContent).not.toContain("of E2E");
  expect(svg.textContent).toContain("missed");
  expect(svg.textContent).not.toContain("missed by");
});

test("rows lie below one another", () => {
  const places = ledgerPlaces(picture.rows);
  for (const [at, { y }] of places.slice(1).entries())
    expect(y).toBeGreaterThanOrEqual(places[at]!.y + places[at]!.height);
});
