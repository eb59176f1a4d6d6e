/** Prompt length against time to first token; a click chooses the request under it. */
import type { ChartContext } from "../../chart/context.ts";
import { MOST_ELEMENTS, scatter } from "../../chart/scatter.ts";
import { dotAt, pixelsOf, type Scatter, scalesOf, shownRows } from "../../chart/scatter-dots.ts";
import { limitsOf } from "../../data/limits.ts";
import type { Table } from "../../data/table.ts";
import { count, inOne, percent, stated } from "../../format.ts";
import type { Page } from "../../state.ts";
import { figure } from "../figure.ts";
import { onColours } from "../repaint.ts";
import { inTurn } from "../turns.ts";
import type { Shown } from "../typical.ts";
import { onWidth } from "../width.ts";
import type { Panel } from "./distribution-panel.ts";

export function scatterPanel(page: Page): Panel {
  const frame = figure(page, {
    id: "scatter",
    title: "Prompt length and time to first token",
    level: 3,
    class: "wide",
  });
  let drawn: { data: Scatter; context: ChartContext } | undefined;
  let shown: Shown | undefined;
  const lookForPixels = (context: ChartContext): void => {
    if (shown === undefined) return;
    const data = scatterOf(shown);
    if (data.requests.count > MOST_ELEMENTS) pixelsOf(data, scalesOf(data, context));
  };
  const draw = (context: ChartContext): void => {
    if (shown === undefined) return;
    const data = scatterOf(shown);
    drawn = { data, context };
    frame.note("a dot a request, log scales; a ring was preempted");
    frame.table(() => tableOf(data));
    if (shownRows(data).length === 0) frame.empty(whyEmpty(data));
    else frame.show(scatter(data, context), findingOf(data));
  };
  const { redraw } = onWidth(frame.body, page, (context) => {
    inTurn(() => lookForPixels(context));
    inTurn(() => draw(context));
  });
  onColours(page, () => drawn !== undefined && draw(drawn.context));
  frame.body.addEventListener("click", ({ clientX, clientY }) => {
    if (drawn === undefined) return;
    const { left, top } = frame.body.getBoundingClientRect();
    const row = dotAt(drawn.data, drawn.context, [clientX - left, clientY - top]);
    if (row !== undefined) page.store.set({ request: row });
  });
  return {
    element: frame.element,
    draw(next) {
      shown = next;
      redraw();
    },
  };
}

const scatterOf = ({ run, rows, request }: Shown): Scatter => ({
  requests: run.requests,
  rows,
  limits: limitsOf(run, "ttft"),
  chosen: request,
});

const whyEmpty = ({ rows }: Scatter): string =>
  rows === undefined
    ? "No request got a first token. Lower the arrival rate, or let the run last longer."
    : "No request of this window got a first token. Widen it, or lower the arrival rate.";

function findingOf(data: Scatter): string {
  const { ttft, preemptions } = data.requests;
  const rows = shownRows(data);
  const [limit] = data.limits;
  let [preempted, late] = [0, 0];
  for (let at = 0; at < rows.length; at++) {
    if (preemptions[rows[at]!]! > 0) preempted += 1;
    if (limit !== undefined && ttft[rows[at]!]! > limit.value) late += 1;
  }
  const missed =
    limit === undefined
      ? ""
      : `; ${inOne(percent(late / rows.length))} came after the ${stated(limit.value)}` +
        " asked for";
  return (
    `Prompt length against time to first token of ${count(rows.length)} requests${missed}; ` +
    `${count(preempted)} were preempted.`
  );
}

function tableOf(data: Scatter): Table {
  const { prompt, ttft, preemptions } = data.requests;
  return {
    columns: ["request", "prompt_tokens", "ttft_ms", "preemptions"],
    rows: lazily(shownRows(data), (row) => [
      row,
      prompt[row]!,
      Number((1000 * ttft[row]!).toFixed(3)),
      preemptions[row]!,
    ]),
  };
}

function* lazily(
  rows: Int32Array,
  cells: (row: number) => readonly number[],
): Generator<readonly number[]> {
  for (const row of rows) yield cells(row);
}
