/** Runs over one axis of time; the pointer, or else the play head, reads their values. */
import { comparedTime } from "../../chart/compare/time.ts";
import { type TimeScale, timeScale, timeSpan } from "../../chart/time/axis.ts";
import type { Contestant } from "../../data/compare/contestants.ts";
import { type AxesRow, type SameAxes, sameAxes } from "../../data/compare/same-axes.ts";
import { indexAt } from "../../data/series.ts";
import type { Table } from "../../data/table.ts";
import { clock, count, inOne, percent, short, stated } from "../../format.ts";
import type { Page } from "../../state.ts";
import { type ComparePanel, comparePanel } from "./panel.ts";

/** How wide a bin is, in CSS pixels. */
const BIN = 4;

export function axesPanel(page: Page): ComparePanel {
  const { store } = page;
  let drawn: { axes: SameAxes; x: TimeScale } | undefined;
  const panel = comparePanel(
    page,
    { id: "same-axes", title: "On the same axes" },
    ({ frame, contestants, context }) => {
      const { left, right } = timeSpan(context);
      const bins = Math.max(16, Math.floor((right - left) / BIN));
      const axes = sameAxes(
        contestants.map(({ run }) => run),
        bins,
      );
      drawn = { axes, x: timeScale(axes.window, context) };
      frame.note(`${stated(axes.mean)} mean; the tinted gap is the difference`);
      frame.table(() => tableOf(axes, contestants));
      frame.show(comparedTime({ axes, contestants }, context), findingOf(axes, contestants));
      read(store.get().head);
    },
  );
  const { body } = panel.frame;

  /** Moves the cursor, and writes what stands there. */
  function read(instant: number): void {
    if (drawn === undefined) return;
    const { axes, x } = drawn;
    const at = Math.min(Math.max(0, instant), axes.window[1]);
    const cursor = body.querySelector(".cursor");
    cursor?.setAttribute("visibility", "visible");
    cursor?.setAttribute("transform", `translate(${x(at).toFixed(1)},0)`);
    const text = cursor?.querySelector("text");
    if (text) text.textContent = clock(at);
    const bin = Math.min(axes.bins - 1, indexAt(axes.edges, at));
    for (const row of axes.rows)
      for (const [run, values] of row.values.entries()) {
        const place = body.querySelector(`[data-read="${row.key} ${run}"]`);
        if (place !== null) place.textContent = written(row, values[bin]!);
      }
  }

  body.addEventListener("pointermove", ({ clientX }) => {
    if (drawn === undefined) return;
    const [left, right] = drawn.x.range() as [number, number];
    const place = clientX - body.getBoundingClientRect().left;
    read(place < left || place > right ? store.get().head : drawn.x.invert(place));
  });
  body.addEventListener("pointerleave", () => read(store.get().head));
  store.on(["head"], ({ head, room }) => {
    if (room === "compare") read(head);
  });
  return panel;
}

const written = ({ isShare }: AxesRow, value: number): string =>
  isShare ? inOne(percent(value)) : value < 1000 ? count(value) : short(value);

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function findingOf({ rows, window }: SameAxes, contestants: readonly Contestant[]): string {
  const said = rows.map((row) => {
    const means = row.values.map(
      (values, at) => `${contestants[at]!.letter} ${written(row, meanOf(values))}`,
    );
    return `${row.title}, on average: ${means.join(", ")}.`;
  });
  return `From 00:00 to ${clock(window[1])}. ${said.join(" ")}`;
}

function tableOf({ rows, edges, bins }: SameAxes, contestants: readonly Contestant[]): Table {
  return {
    columns: [
      "from_s",
      "to_s",
      ...rows.flatMap(({ key }) => contestants.map(({ letter }) => `${key}_${letter}`)),
    ],
    rows: Array.from({ length: bins }, (_, bin) => [
      Number(edges[bin]!.toFixed(6)),
      Number(edges[bin + 1]!.toFixed(6)),
      ...rows.flatMap(({ values }) => values.map((of) => Number(of[bin]!.toFixed(6)))),
    ]),
  };
}
