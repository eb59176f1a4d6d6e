/** The Gantt: who has a row, and what is drawn of each. */
import { describe, expect, test } from "vitest";
import { gantt } from "../../viz/chart/gantt.ts";
import { marksOf, rowAt } from "../../viz/chart/gantt-marks.ts";
import { timeScale } from "../../viz/chart/time/axis.ts";
import { type Choice, type Chosen, ganttRows, isThere, slowestIn } from "../../viz/data/gantt.ts";
import { requestLine } from "../../viz/data/request-line.ts";
import { drawingIn } from "./drawing.ts";
import { type HandMade, handMadeRun } from "./hand-made-run.ts";
import { knownRun } from "./known-run.ts";

/** 0 … 1 s, 1 … 7 s, refused at 2 s, 3 … 5 s on the other engine, and from 4 s to the end at 10. */
const record = handMadeRun([
  { arrival: 0, ttft: 0.5, e2el: 1, good: 1, pieces: [[0, 0.5]] },
  { arrival: 1, ttft: 2, e2el: 6, good: 0, pieces: [[2, 3]], lost: [4], again: [[5, 6]] },
  { arrival: 2, reason: "prompt_too_long", good: 0 },
  { arrival: 3, ttft: 1, e2el: 2, good: 1, pieces: [[3, 4]], engine: 1 },
  { arrival: 4, good: 0 },
] satisfies HandMade[]);

function rows(choice: Choice, chosen: Partial<Chosen> = {}): number[] {
  const { requests } = ganttRows(record, { window: [0, 10], engine: undefined, choice, ...chosen });
  return [...requests];
}

describe("rows", () => {
  test("are all requests in the window, in the order in which they came", () => {
    expect(rows("all")).toEqual([0, 1, 2, 3, 4]);
    expect(rows("all", { window: [0, 1.5] })).toEqual([0, 1]);
  });
  test("leave a refused request out once its instant is past", () => {
    expect(rows("all", { window: [2, 2.5] })).toEqual([1, 2]);
    expect(rows("all", { window: [2.5, 2.8] })).toEqual([1]);
  });
  test("are those of one engine where one is chosen", () => {
    expect(rows("all", { engine: 1 })).toEqual([3]);
  });
  test("are those that missed the SLO, or were preempted", () => {
    expect(rows("missed")).toEqual([1, 2, 4]);
    expect(rows("preempted")).toEqual([1]);
  });
  test("are the slowest first, one without an end as slow as it was so far", () => {
    expect(rows("slowest")).toEqual([1, 4, 3, 0]);
  });
  test("say how many there are in the window, whatever is chosen of them", () => {
    const chosen = { window: [0, 10], engine: undefined, choice: "missed" } as const;
    expect(ganttRows(record, chosen).inWindow).toBe(5);
  });
  test("tell the slowest of a window, and that there is none", () => {
    expect(slowestIn(record, { window: [0, 10], engine: undefined })).toBe(1);
    expect(slowestIn(record, { window: [8, 9], engine: 1 })).toBeUndefined();
  });
  test("are put in order at once for 100,000 requests", () => {
    const many = handMadeRun(
      Array.from({ length: 100_000 }, (_, at) => ({ arrival: at, e2el: 1 + (at % 1000) })),
      101_000,
    );
    const chosen = { window: [0, 101_000], engine: undefined, choice: "slowest" } as const;
    const { requests } = ganttRows(many, chosen);
    expect([...requests.slice(0, 2)]).toEqual([999, 1999]);
    expect([...requests.slice(-1)]).toEqual([99_000]);
  });
  test("are found by where the pointer is", () => {
    expect([0, 9.4, 9.5, 94.9, 95, -1].map((y) => rowAt(y, 10))).toEqual([0, 0, 1, 9, -1, -1]);
  });
});

/** A plot of 100 pixels for 10 s: a pixel is a tenth of a second. */
const { context } = drawingIn({ width: 276 });
const told = (request: number, window: readonly [number, number] = [0, 10]): string[] =>
  marksOf(requestLine(record, request, 10), timeScale(window, context)).map(
    ({ kind, x, width }) => `${kind} ${x.toFixed(1)}+${width.toFixed(1)}`,
  );

describe("marks", () => {
  test("are a line where it waits and decodes, a block where its prompt is computed", () => {
    expect(told(3)).toEqual(["decode 40.0+10.0", "prefill 30.0+10.0", "done 49.3+1.4"]);
  });
  test("are a tick and hatching where it was preempted, and a block again", () => {
    expect(told(1)).toEqual([
      ...["waiting 10.0+10.0", "decode 30.0+10.0", "decode 60.0+10.0", "preempted 40.0+10.0"],
      ...["prefill 20.0+10.0", "again 50.0+10.0", "lost 40.0+1.4", "done 69.3+1.4"],
    ]);
  });
  test("are a cross for a refused request, and no end for one without", () => {
    expect(told(2)).toEqual(["refused 20.0+1.4"]);
    expect(told(4)).toEqual(["waiting 40.0+60.0", "goesOn 96.0+4.0"]);
  });
  test("end where the window does", () => {
    expect(told(1, [2.5, 4.5])).toEqual([
      ...["decode 25.0+50.0", "preempted 75.0+25.0", "prefill 0.0+25.0", "lost 75.0+1.4"],
    ]);
  });
  test("are never thinner than can be seen", () => {
    const short = handMadeRun([{ arrival: 0, ttft: 5, e2el: 9, pieces: [[4.999, 5]] }]);
    const marks = marksOf(requestLine(short, 0, 10), timeScale([0, 10], context));
    expect(marks.find(({ kind }) => kind === "prefill")?.width).toBe(1.3);
  });
});

test("a request is there from its arrival to its end, and one without an end for good", () => {
  const at = (request: number) => [0.5, 3, 8].map((time) => isThere(record, request, time));
  expect(at(1)).toEqual([false, true, false]);
  expect(at(4)).toEqual([false, false, true]);
});

test("as long as none is selected the slowest has its name beside it", () => {
  const lines = [requestLine(record, 0, 10), requestLine(record, 1, 10)];
  const data = { lines, top: 0, height: 19, window: [0, 10], ticks: [], slowest: 1 } as const;
  const { context } = drawingIn({ width: 600 });
  expect(gantt({ ...data, selected: undefined }, context).textContent).toBe("r1, the slowest");
  expect(gantt({ ...data, selected: 0 }, context).textContent).toBe("r0, selected");
});

test("a drawing has a row for each request, and a mark for each of its spans", async () => {
  const run = knownRun();
  const lines = Array.from({ length: run.requests.count }, (_, at) => requestLine(run, at, 3));
  const data = { lines, top: 0, height: 114, window: [0, 3], ticks: [0, 1, 2, 3] } as const;
  const svg = gantt({ ...data, selected: 4 }, drawingIn({ width: 600 }).context);
  const drawn = (name: string): number => svg.querySelectorAll(name).length;
  expect(drawn("[data-request]")).toBe(12);
  expect(drawn(".done")).toBe(12);
  expect(drawn(".preempted")).toBe(2);
  expect(svg.textContent).toBe("r4, selected");
  await expect(svg.outerHTML).toMatchFileSnapshot("pictures/gantt.svg");
});
