/** Where the time of a step went: a row a hue in ms, and beside it the same of a pinned step. */
import { select } from "d3";
import type { StepPart, StepParts } from "../data/step.ts";
import { type Hue, hues } from "../hues.ts";
import type { ChartContext } from "./context.ts";
import { defineHatches } from "./hatch.ts";
import { type Plot, svgOf } from "./svg.ts";

export interface StepPartsData {
  chosen: StepParts;
  pinned?: StepParts | undefined;
}

const ROW = 23;
const HEADER = 30;
/** Right ends of the two columns of numbers, and where bars begin. */
const COLUMNS = [160, 208] as const;
const GAP = 14;
/** Upon the bars of what nobody works on. */
const STRIPES = "step-stripes";

export function stepParts(data: StepPartsData, context: ChartContext): SVGSVGElement {
  const { chosen, pinned } = data;
  const rows = hues.filter((hue) => [chosen, pinned].some((step) => partOf(step, hue)));
  const { width } = context;
  const height = HEADER + (rows.length + 1) * ROW + 8;
  const margin = { top: 0, right: 0, bottom: 0, left: 0 };
  const { svg, plot } = svgOf(context, { width, height, margin });
  const columns = pinned === undefined ? COLUMNS.slice(0, 1) : COLUMNS;
  const from = columns.at(-1)! + GAP;
  const longest = Math.max(...[chosen, pinned].flatMap(msOf));
  const scale = (ms: number): number => ((width - from) * ms) / longest;
  defineHatches(select(svg), [{ id: STRIPES, stroke: "paper" }]);
  const bars: Bars = { from, scale, thin: pinned !== undefined };

  drawHeader(plot, columns);
  for (const [at, hue] of rows.entries()) {
    const row = plot
      .append("g")
      .attr("data-hue", hue.key)
      .attr("transform", `translate(0,${HEADER + at * ROW})`);
    row.append("text").attr("class", "label").attr("y", 15).text(hue.label);
    for (const [column, step] of [chosen, pinned].entries()) {
      if (step === undefined) continue;
      const part = partOf(step, hue);
      writeMs(row, COLUMNS[column]!, part?.ms.toFixed(step.decimals), column === 0);
      if (part !== undefined) drawBar(row, part, column === 1, bars);
    }
  }
  drawTotal(plot, data, HEADER + rows.length * ROW, columns.at(-1)!);
  return svg;
}

const partOf = (step: StepParts | undefined, { key }: Hue): StepPart | undefined =>
  step?.parts.find(({ hue }) => hue.key === key);

const msOf = (step: StepParts | undefined): number[] => step?.parts.map(({ ms }) => ms) ?? [];

/** A filled dot stands for the chosen step, an open one for the pinned one. */
function drawHeader(plot: Plot, columns: readonly number[]): void {
  for (const [at, right] of columns.entries()) {
    plot
      .append("circle")
      .attr("class", at === 0 ? "dot" : "dot open")
      .attr("cx", right - 8)
      .attr("cy", 6)
      .attr("r", 4);
    plot.append("text").attr("x", right).attr("y", 24).attr("text-anchor", "end").text("ms");
  }
}

function writeMs(row: Plot, right: number, ms: string | undefined, chosen: boolean): void {
  row
    .append("text")
    .attr("class", chosen ? "label ms" : "label")
    .attr("x", right)
    .attr("y", 15)
    .attr("text-anchor", "end")
    .text(ms ?? "–");
}

interface Bars {
  from: number;
  scale: (ms: number) => number;
  /** There are two in a row. */
  thin: boolean;
}

function drawBar(row: Plot, part: StepPart, open: boolean, bars: Bars): void {
  const { hue, ms } = part;
  const width = Math.max(1, bars.scale(ms));
  const place = open ? { y: 14, height: 5 } : { y: bars.thin ? 4 : 6, height: bars.thin ? 9 : 11 };
  const draw = (fill: string): void => {
    row
      .append("rect")
      .attr("class", open ? "part open" : "part")
      .attr("data-key", `${open ? "pinned" : "chosen"} ${hue.key}`)
      .attr("x", open ? bars.from + 0.5 : bars.from)
      .attr("y", place.y)
      .attr("width", open ? Math.max(1, width - 1) : width)
      .attr("height", place.height)
      .attr("fill", fill)
      .attr("stroke", open ? `var(--${hue.line})` : "none");
  };
  draw(open ? "none" : `var(--${hue.fill})`);
  if (hue.hatched && !open) draw(`url(#${STRIPES})`);
}

function drawTotal(plot: Plot, { chosen, pinned }: StepPartsData, y: number, right: number): void {
  const total = plot.append("g").attr("transform", `translate(0,${y})`);
  total.append("line").attr("class", "ink").attr("x2", right).attr("y1", 2).attr("y2", 2);
  total.append("text").attr("class", "label strong").attr("y", 20).text("Step");
  for (const [column, step] of [chosen, pinned].entries()) {
    if (step === undefined) continue;
    total
      .append("text")
      .attr("class", column === 0 ? "label strong" : "label")
      .attr("x", COLUMNS[column]!)
      .attr("y", 20)
      .attr("text-anchor", "end")
      .text(step.ms.toFixed(step.decimals));
  }
}
