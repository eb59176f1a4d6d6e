/** The rows of time draw one mark for each thing that happened. */
import { expect, test } from "vitest";
import { type TimeData, timeChart } from "../../viz/chart/time.ts";
import { memoryFull, preemptions } from "../../viz/data/moments.ts";
import { binned, type Series } from "../../viz/data/series.ts";
import { trackOf } from "../../viz/data/track.ts";
import { endOf, type Window } from "../../viz/data/window.ts";
import { hues } from "../../viz/hues.ts";
import { findingOf, tableOf } from "../../viz/view/time/numbers.ts";
import { drawingIn } from "./drawing.ts";
import { knownRun } from "./known-run.ts";

const run = knownRun();
const track = trackOf(run, 0);
const whole: Window = [0, endOf(run)];
const preempted = preemptions(run, 0);

function dataOf(window: Window = whole): TimeData {
  const series = binned(track, window, (window[1] - window[0]) / 40);
  return { whole, window, overview: series, series, preempted, full: memoryFull(track, preempted) };
}

const { context } = drawingIn({ width: 1088 });
const chart = timeChart(dataOf(), context);
const texts = (selector: string): string[] =>
  [...chart.querySelectorAll(selector)].map(({ textContent }) => textContent ?? "");

/** Red ticks are one path, with a move to each. */
const ticksOf = (drawn: Element): number =>
  drawn.querySelector("path.preempted")!.getAttribute("d")!.split("M").length - 1;

test("it looks as it did, wide and narrow", async () => {
  await expect(chart.outerHTML).toMatchFileSnapshot("pictures/time.svg");
  const narrow = timeChart(dataOf(), drawingIn({ width: 358, narrow: true }).context);
  await expect(narrow.outerHTML).toMatchFileSnapshot("pictures/time-narrow.svg");
});

test("each row says what it is and over how long its values are means", () => {
  const length = whole[1] / 40;
  const mean = 2 ** Math.ceil(Math.log2(length));
  expect(texts(".strong").map((text) => text.replaceAll("\u202f", " "))).toEqual([
    `Requests in the system${mean * 1000} ms mean`,
    `KV blocks${mean * 1000} ms mean`,
    `Tokens in a step${mean * 1000} ms mean`,
    `Tokens per second${mean * 1000} ms mean`,
    `Where the time goesshare of wall time, ${mean * 1000} ms mean`,
  ]);
});

test("there is one red tick a preemption and one area a hue, from the bottom of the stack", () => {
  expect(preempted.length).toBeGreaterThan(0);
  expect(ticksOf(chart)).toBe(preempted.length);
  const areas = [...chart.querySelectorAll("path.cause")];
  expect(areas.map((area) => area.getAttribute("data-hue"))).toEqual(hues.map(({ key }) => key));
});

test("it says when all KV blocks were in use, and what came of it", () => {
  expect(texts(".note-of-chart")).toEqual([
    "00:01.3, all 60 in use: new requests wait, running ones are preempted",
  ]);
});

test("what lies outside the window is not drawn", () => {
  const first = preempted[0]!;
  const late = timeChart(dataOf([first + 1e-6, whole[1]]), context);
  const before = preempted.filter((at) => at <= first).length;
  expect(ticksOf(late)).toBe(preempted.length - before);
});

test("a table of requests has their row alone, and says what is missing", () => {
  const series: Series = { ...dataOf().series, work: undefined };
  const drawn = timeChart({ ...dataOf(), overview: series, series }, context);
  expect(drawn.querySelectorAll(".strong")).toHaveLength(1);
  expect(drawn.textContent).toContain("does not tell KV blocks, tokens and causes");
  expect(tableOf(series, preempted).columns).toHaveLength(5);
});

test("its table has a row a bin, and shares that sum to a hundred", () => {
  const { series } = dataOf();
  const { columns, rows } = tableOf(series, preempted);
  expect(rows).toHaveLength(series.bins);
  for (const row of rows) {
    expect(row).toHaveLength(columns.length);
    expect(row.slice(-hues.length).reduce((sum, share) => sum + share, 0)).toBe(100);
  }
  const counted = rows.reduce((sum, row) => sum + row[columns.indexOf("preempted")]!, 0);
  expect(counted).toBe(preempted.length);
});

test("its finding says in words what is to be seen", () => {
  const finding = findingOf(dataOf());
  expect(finding.replaceAll("\u202f", " ")).toBe(
    "From 00:00.0 to 00:02.4 at most 4 requests ran and 7 waited. " +
      "KV blocks: 00:01.3, all 60 in use: new requests wait, running ones are preempted. " +
      "Most of the time, 76 %, went to: Weights, activations.",
  );
});
