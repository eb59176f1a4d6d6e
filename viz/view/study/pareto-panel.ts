/** Points of a study in two figures; the pointer, and a row of the table, tell one of them. */
import type { ChartContext } from "../../chart/context.ts";
import { pareto } from "../../chart/study/pareto.ts";
import { type ParetoData, paretoScales, pointAt } from "../../chart/study/pareto-scales.ts";
import type { StudyPoint } from "../../data/study/point.ts";
import type { Table } from "../../data/table.ts";
import { short } from "../../format.ts";
import type { Page } from "../../state.ts";
import { type FigureOptions, figure } from "../figure.ts";
import { onWidth } from "../width.ts";

export interface ParetoPanel {
  element: HTMLElement;
  redraw(): void;
  /** Rings the points of a row; undefined is none. */
  see(isMeant: ((point: StudyPoint) => boolean) | undefined): void;
}

export interface ParetoSource {
  data(): ParetoData;
  note: string;
  /** Instead of a drawing, where there is nothing to draw. */
  nothing: string;
  /** What a point is, in words. */
  name(point: StudyPoint): string;
  /** A point is clicked. */
  choose(point: StudyPoint): void;
}

export function paretoPanel(page: Page, options: FigureOptions, source: ParetoSource): ParetoPanel {
  const frame = figure(page, options);
  const { body } = frame;
  let drawn: { data: ParetoData; context: ChartContext } | undefined;
  const { redraw } = onWidth(body, page, (context) => {
    const data = source.data();
    drawn = { data, context };
    frame.note(source.note);
    frame.table(() => tableOf(data, source));
    if (data.points.length === 0) frame.empty(source.nothing);
    else frame.show(pareto(data, context), findingOf(data, source));
  });

  function ring(point: StudyPoint | undefined): void {
    const mark = body.querySelector(".seen");
    if (mark === null || drawn === undefined) return;
    mark.setAttribute("visibility", point === undefined ? "hidden" : "visible");
    if (point === undefined) return;
    const { x, y } = paretoScales(drawn.data, drawn.context);
    mark.setAttribute("cx", x(point.x.value).toFixed(1));
    mark.setAttribute("cy", y(point.y.value).toFixed(1));
  }

  function under(event: MouseEvent): StudyPoint | undefined {
    if (drawn === undefined) return undefined;
    const { left, top } = body.getBoundingClientRect();
    return pointAt(drawn.data, drawn.context, [event.clientX - left, event.clientY - top]);
  }

  body.addEventListener("pointermove", (event) => {
    const point = under(event);
    ring(point);
    frame.note(point === undefined || drawn === undefined ? source.note : said(point, drawn.data));
  });
  body.addEventListener("pointerleave", () => {
    ring(undefined);
    frame.note(source.note);
  });
  body.addEventListener("click", (event) => {
    const point = under(event);
    if (point !== undefined) source.choose(point);
  });

  const said = (point: StudyPoint, { x, y }: ParetoData): string =>
    `${source.name(point)}: ${figureIn(point.x.value, x.title)}; ` +
    `${figureIn(point.y.value, y.title)}${outcome(point)}.`;

  return {
    element: frame.element,
    redraw,
    see(isMeant) {
      ring(isMeant && drawn?.data.points.find((point) => isMeant(point)));
    },
  };
}

const figureIn = (value: number, title: string): string => `${title} ${short(value)}`;

const outcome = ({ holds }: StudyPoint): string =>
  holds === null ? "" : holds ? "; the SLO holds" : "; the SLO is missed";

function findingOf({ points, x, y }: ParetoData, { name }: ParetoSource): string {
  const front = points.filter(({ isFront }) => isFront);
  const chosen = points.find(({ isChosen }) => isChosen);
  const best = chosen === undefined ? "" : ` The answer is ${name(chosen)}.`;
  const many = front.length === 0 ? "" : `, ${front.length} of them on the frontier`;
  return `${points.length} points, ${y.title} against ${x.title}${many}.${best}`;
}

const tableOf = ({ points, x, y }: ParetoData, { name }: ParetoSource): Table => ({
  columns: [
    "point",
    ...[x.title, `${x.title}, low`, `${x.title}, high`],
    ...[y.title, `${y.title}, low`, `${y.title}, high`],
    ...["SLO holds", "on the frontier", "answer"],
  ],
  rows: points.map((point) => [
    name(point),
    ...[point.x.value, point.x.low ?? Number.NaN, point.x.high ?? Number.NaN],
    ...[point.y.value, point.y.low ?? Number.NaN, point.y.high ?? Number.NaN],
    point.holds === null ? "" : yes(point.holds),
    yes(point.isFront),
    yes(point.isChosen),
  ]),
});

const yes = (is: boolean): string => (is ? "yes" : "no");
