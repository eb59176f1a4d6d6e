/**
 * A roofline chart as SVG: both roofs labelled where they run, each operator by its name.
 *
 * The text of a whole file, for a page or a paper. Colours follow the reader's choice of a light or
 * a dark page; nothing is said by colour alone.
 */
import { shortened } from "../../printable.ts";
import { formatPercent } from "../../units.ts";
import type { Ridge } from "../memory-roof.ts";
import { along, decades, type RooflineChart, shortly } from "./chart.ts";
import { boxesAlong, type Frame, placeLabels } from "./labels.ts";

const WIDTH = 760;
const HEIGHT = 520;
/** Around the plot. */
const LEFT = 78;
const RIGHT = 24;
const TOP = 68;
const BOTTOM = 56;
/** Radius of the point of an operator that takes no time, and of one that takes all of it. */
const RADII = [3, 12] as const;
/** Characters of a title that there is room for. */
const LONGEST = 76;
/** Share of the time from which an operator's name is written beside it. */
const LEAST_NAMED = 0.005;

const STYLE = `
  svg { --ink: #1c2024; --soft: #60646c; --rule: #e3e6ea; --paper: #ffffff; --mark: #0b68cb; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #edeef0; --soft: #b0b4ba; --rule: #33373d; --paper: #16181b; --mark: #6db3ff; }
  }
  text { font: 12px system-ui, sans-serif; fill: var(--ink);
    paint-order: stroke; stroke: var(--paper); stroke-width: 3; }
  .title { font-size: 15px; font-weight: 600; }
  .soft { fill: var(--soft); }
  .paper { fill: var(--paper); }
  .rule { stroke: var(--rule); }
  .attained { stroke: var(--ink); stroke-width: 2; fill: none; }
  .sheet { stroke: var(--soft); stroke-dasharray: 5 4; fill: none; }
  .mark { fill: var(--mark); fill-opacity: 0.75; stroke: var(--paper); }
  .lead { stroke: var(--soft); stroke-width: 0.5; }`;

/** The chart as the text of an SVG file. */
export function rooflineSvg(chart: RooflineChart): string {
  const x = (value: number) => LEFT + (WIDTH - LEFT - RIGHT) * along(chart.intensity, value);
  const y = (value: number) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * along(chart.rate, value);
  const drawing: Drawing = { chart, x, y };
  const [title, detail] = [chart.title, chart.detail].map((text) => xml(shortened(text, LONGEST)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${xml(`${chart.title}: ${chart.detail}`)}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="title" x="${LEFT}" y="26">${title}</text>`,
    `<text class="soft" x="${LEFT}" y="46">${detail}</text>`,
    ...axes(drawing),
    ...roofs(drawing),
    ...marks(drawing),
    "</svg>",
    "",
  ].join("\n");
}

interface Drawing {
  chart: RooflineChart;
  x: (intensity: number) => number;
  y: (rate: number) => number;
}

function axes({ chart, x, y }: Drawing): string[] {
  const [right, bottom] = [WIDTH - RIGHT, HEIGHT - BOTTOM];
  const middle = `${at((TOP + bottom) / 2)}`;
  return [
    ...decades(chart.intensity).flatMap((value) => [
      line("rule", [x(value), TOP], [x(value), bottom]),
      label(x(value), bottom + 18, shortly(value), 'class="soft" text-anchor="middle"'),
    ]),
    ...decades(chart.rate).flatMap((value) => [
      line("rule", [LEFT, y(value)], [right, y(value)]),
      label(LEFT - 8, y(value) + 4, shortly(value), 'class="soft" text-anchor="end"'),
    ]),
    label(
      (LEFT + right) / 2,
      HEIGHT - 14,
      "Arithmetic intensity (FLOP per byte)",
      'text-anchor="middle"',
    ),
    `<text transform="translate(20 ${middle}) rotate(-90)" text-anchor="middle">` +
      "Achieved rate (FLOP/s)</text>",
  ];
}

type Place = readonly [x: number, y: number];

/** Where a roof begins, bends and ends. */
function corners({ chart, x, y }: Drawing, { arithmetic, bandwidth, intensity: ridge }: Ridge) {
  const { intensity, rate } = chart;
  // The slope leaves the plot at its left edge or, where that lies lower, at its bottom.
  const start = Math.max(intensity.from, rate.from / bandwidth);
  const place = (at: number): Place => [x(at), y(Math.min(arithmetic, bandwidth * at))];
  return [place(start), place(ridge), place(intensity.to)] as const;
}

/** Both roofs, the data sheet's dashed, and their words along the upper one. */
function roofs(drawing: Drawing): string[] {
  const { sheet, attained } = drawing.chart.roof;
  const polyline = (name: string, ridge: Ridge): string => {
    const points = corners(drawing, ridge).map(([x, y]) => `${at(x)},${at(y)}`);
    return `<polyline class="${name}" points="${points.join(" ")}"/>`;
  };
  const both = (unit: string, of: (ridge: Ridge) => number): string =>
    `${shortly(of(sheet))}${unit} by the data sheet, ${shortly(of(attained))}${unit} attained`;
  const [, ridge, end] = corners(drawing, sheet);
  const { from, direction } = slope(drawing);
  const [right, down] = direction;
  const turned = [right, down, -down, right, ...from].map((value) => at(value, 4)).join(" ");
  const soft = 'class="soft" text-anchor="end"';
  return [
    polyline("sheet", sheet),
    polyline("attained", attained),
    label(
      end[0],
      ridge[1] - ABOVE,
      both("FLOP/s", ({ arithmetic }) => arithmetic),
      soft,
    ),
    `<text ${soft} transform="matrix(${turned})" y="${-ABOVE}">` +
      `${both("B/s", ({ bandwidth }) => bandwidth)}</text>`,
  ];
}

/** Words stand so far above their line, and are so long. */
const ABOVE = 8;
const WORDS = 310;

/** The upper end of the words along the slope, and the way that they run. */
function slope(drawing: Drawing): { from: Place; direction: Place } {
  const [[x1, y1], [x2, y2]] = corners(drawing, drawing.chart.roof.sheet);
  const length = Math.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1));
  const direction: Place = [(x2 - x1) / length, (y2 - y1) / length];
  return { from: [x2 - 20 * direction[0], y2 - 20 * direction[1]], direction };
}

/** What the roofs and their words keep free of the names of operators. */
function keptByRoofs(drawing: Drawing): Frame[] {
  const { sheet, attained } = drawing.chart.roof;
  const lines = [sheet, attained].flatMap((ridge) => {
    const [start, bend, end] = corners(drawing, ridge);
    return [...boxesAlong(start, bend, 2), ...boxesAlong(bend, end, 2)];
  });
  const [, , [right, flat]] = corners(drawing, sheet);
  const { from, direction } = slope(drawing);
  const off = (length: number): Place => [
    from[0] - length * direction[0] + ABOVE * direction[1],
    from[1] - length * direction[1] - ABOVE * direction[0],
  ];
  return [
    ...lines,
    ...boxesAlong(off(0), off(WORDS), ABOVE),
    ...boxesAlong([right - WORDS, flat - ABOVE], [right, flat - ABOVE], ABOVE),
  ];
}

/** A circle an operator, its area by its share of the time, and its letter and name beside it. */
function marks(drawing: Drawing): string[] {
  const { chart, x, y } = drawing;
  const circles = chart.points.map((point) => ({
    x: x(point.intensity),
    y: y(point.rate),
    radius: RADII[0] + (RADII[1] - RADII[0]) * Math.sqrt(point.share),
    text: `${point.letter}  ${point.name} ${formatPercent(point.share)}`,
    named: point.share >= LEAST_NAMED,
  }));
  const plot = { left: LEFT, top: TOP, right: WIDTH - RIGHT, bottom: HEIGHT - BOTTOM };
  const labels = placeLabels(circles, plot, keptByRoofs(drawing));
  return [
    ...circles.map(
      (circle) =>
        `<circle class="mark" cx="${at(circle.x)}" cy="${at(circle.y)}" ` +
        `r="${at(circle.radius)}"><title>${xml(circle.text)}</title></circle>`,
    ),
    ...labels.flatMap(({ text, x: left, y: base, lead }) => [
      ...(lead ? [line("lead", lead.from, lead.to)] : []),
      label(left, base, text, ""),
    ]),
  ];
}

const line = (name: string, [x1, y1]: readonly number[], [x2, y2]: readonly number[]): string =>
  `<line class="${name}" x1="${at(x1!)}" y1="${at(y1!)}" x2="${at(x2!)}" y2="${at(y2!)}"/>`;

const label = (x: number, y: number, text: string, attributes: string): string =>
  `<text x="${at(x)}" y="${at(y)}"${attributes === "" ? "" : ` ${attributes}`}>${xml(text)}</text>`;

/** A coordinate without more digits than a screen has. */
const at = (value: number, decimals = 1): string => `${Number(value.toFixed(decimals))}`;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as XML: marked characters as entities, those that XML does not know left out. */
export const xml = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character]!);
