/**
 * The ledger of one request as a waterfall: name, milliseconds and share of each part, and its bar
 * where it lies between the arrival and the last token.
 */
import { scaleLinear, select } from "d3";
import type { Seconds } from "../../sim/index.ts";
import { hueKeyOf } from "../data/ledger-parts.ts";
import type { LedgerPicture } from "../data/ledger-picture.ts";
import type { LedgerRow } from "../data/ledger-rows.ts";
import { count, inOne, percent, THIN } from "../format.ts";
import type { Token } from "../palette.ts";
import type { ChartContext } from "./context.ts";
import { defineHatches } from "./hatch.ts";
import { verdict } from "./ledger-verdict.ts";
import { type Plot, svgOf } from "./svg.ts";

/** Where the columns of text end, and where the plot begins, in CSS pixels. */
interface Columns {
  indent: number;
  ms: number;
  share: number | undefined;
  plot: number;
}

const WIDE: Columns = { indent: 12, ms: 244, share: 296, plot: 316 };
const NARROW: Columns = { indent: 12, ms: 194, share: undefined, plot: 204 };
const TOP = 24;
const ROW = 19;
const TOTAL = 26;
/** At the right, so that the last tick and its label are inside. */
const RIGHT = 14;
export const ledgerColumns = ({ narrow }: ChartContext): Columns => (narrow ? NARROW : WIDE);

/** Where each row lies: its upper edge, and its height. */
export function ledgerPlaces(rows: readonly LedgerRow[]): { y: number; height: number }[] {
  let y = TOP;
  return rows.map(({ kind }) => {
    const height = kind === "total" ? TOTAL : ROW;
    const place = { y, height };
    y += height + (kind === "total" ? 6 : 0);
    return place;
  });
}

export function ledger(data: LedgerPicture, context: ChartContext): SVGSVGElement {
  const places = ledgerPlaces(data.rows);
  const last = places.at(-1)!;
  const bottom = last.y + last.height;
  const height = bottom + ROW * data.notes.length + 4;
  const margin = { top: 0, right: 0, bottom: 0, left: 0 };
  const { svg, plot } = svgOf(context, { width: context.width, height, margin });
  const columns = ledgerColumns(context);
  const x = scaleLinear([0, data.whole], [columns.plot, context.width - RIGHT]);
  const sheet = { data, context, columns, x, svg, plot };
  axis(sheet, bottom);
  objectives(sheet, places);
  hatches(svg, data.rows);
  data.rows.forEach((row, at) => {
    const place = places[at]!;
    words(sheet, row, place.y);
    if (row.kind === "total") total(sheet, row, place.y);
    else bar(sheet, { row, y: place.y, joined: data.rows[at + 1] });
  });
  data.notes.forEach((note, at) => {
    verdict(sheet, note, { x: x(data.whole), y: bottom + at * ROW + 12, from: 0 });
  });
  return svg;
}

interface Sheet {
  data: LedgerPicture;
  context: ChartContext;
  columns: Columns;
  x: (time: Seconds) => number;
  plot: Plot;
}

function axis({ data, context, columns, x, plot }: Sheet, bottom: number): void {
  const inSeconds = data.whole >= 1;
  const unit = inSeconds ? 1 : 1000;
  const most = context.narrow ? 3 : 8;
  for (const tick of scaleLinear([0, data.whole * unit], [0, 1]).ticks(most)) {
    const at = x(tick / unit);
    plot
      .append("line")
      .attr("class", "grid")
      .attr("x1", at)
      .attr("x2", at)
      .attr("y1", TOP - 6)
      .attr("y2", bottom);
    const text = tick === 0 ? `0${THIN}${inSeconds ? "s" : "ms"}` : tickText(tick);
    head(plot, at, text).attr("text-anchor", tick === 0 ? "start" : "middle");
  }
  head(plot, columns.ms, "ms").attr("text-anchor", "end");
  if (columns.share !== undefined) head(plot, columns.share, "of E2E").attr("text-anchor", "end");
}

/** A tick of the axis has as many digits as it needs. */
const tickText = (value: number): string =>
  Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(3)));

const head = (plot: Plot, x: number, text: string) =>
  plot
    .append("text")
    .attr("class", "tick")
    .attr("x", x)
    .attr("y", TOP - 12)
    .text(text);

function objectives({ data, x, plot }: Sheet, places: readonly { y: number }[]): void {
  data.objectives.forEach((objective, group) => {
    if (objective === undefined || objective > data.whole) return;
    const totals = data.rows.flatMap((row, at) => (row.kind === "total" ? [places[at]!.y] : []));
    plot
      .append("line")
      .attr("class", "slo")
      .attr("x1", x(objective))
      .attr("x2", x(objective))
      .attr("y1", group === 0 ? TOP - 2 : totals[group - 1]! + TOTAL + 4)
      .attr("y2", totals[group]! - 2);
  });
}

function words({ columns, context, plot }: Sheet, row: LedgerRow, y: number): void {
  const isTotal = row.kind === "total";
  const baseline = y + (isTotal ? 17 : 13);
  const inside = row.kind === "part" && row.inSmall;
  if (isTotal)
    plot
      .append("line")
      .attr("class", "rule")
      .attr("x2", columns.share ?? columns.ms)
      .attr("y1", y + 1.5)
      .attr("y2", y + 1.5)
      .style("stroke", "var(--ink)")
      .style("stroke-width", "1.2px");
  const name = isTotal ? "label strong" : "label";
  const write = (text: string, x: number, anchor: "start" | "end") =>
    plot
      .append("text")
      .attr("class", name)
      .attr("x", x)
      .attr("y", baseline)
      .attr("text-anchor", anchor)
      .text(text);
  write(labelOf(row, context.narrow), isTotal ? 0 : columns.indent + (inside ? 14 : 0), "start");
  write(count(row.ms), columns.ms, "end").style("fill", "var(--ink)");
  if (columns.share !== undefined && !isTotal)
    write(shareText(row.share), columns.share, "end")
      .style("fill", "var(--ink-3)")
      .style("font-size", "11px");
}

const shareText = (share: number): string =>
  share < 0.0005 ? `<${THIN}0.1${THIN}%` : inOne(percent(share));

function labelOf(row: LedgerRow, narrow: boolean): string {
  if (row.kind === "part") return narrow ? row.entry.part.brief : row.entry.part.label;
  if (row.kind === "total") return row.label;
  return `${row.open ? "−" : "+"} ${row.parts} small parts`;
}

/** Names what areas of a colour are hatched with. */
const hatching = (token: Token): string => `ledger-${token}`;

function hatches(svg: SVGSVGElement, rows: readonly LedgerRow[]): void {
  const hatched = rows.flatMap((row) =>
    row.kind === "part" && row.entry.part.hatched ? [row.entry.part.fill] : [],
  );
  const each = [...new Set(hatched)].map((stroke) => ({ id: hatching(stroke), stroke }));
  defineHatches(select(svg), each);
}

interface Bar {
  row: LedgerRow;
  y: number;
  joined: LedgerRow | undefined;
}

function bar({ x, plot }: Sheet, { row, y, joined }: Bar): void {
  const [left, right] = [x(row.from), x(row.from + row.seconds)];
  const part = row.kind === "part" ? row.entry.part : undefined;
  const token = part?.fill ?? "host";
  const open = row.kind === "small" && row.open;
  const mark = plot
    .append("rect")
    .attr("class", "bar")
    .attr("data-key", part?.key ?? `small-${row.kind === "small" ? row.group : ""}`)
    .attr("data-hue", part === undefined ? null : hueKeyOf(part))
    .attr("x", left)
    .attr("y", y + 3)
    .attr("width", Math.max(1, right - left))
    .attr("height", 13)
    .style("fill", open ? "none" : part?.hatched ? `url(#${hatching(token)})` : `var(--${token})`);
  if (open || part?.hatched) mark.style("stroke", `var(--${token})`).style("stroke-width", "1px");
  if (joined === undefined || open) return;
  plot
    .append("line")
    .attr("class", "joint")
    .attr("x1", right)
    .attr("x2", right)
    .attr("y1", y + 3)
    .attr("y2", y + ROW + 3)
    .style("stroke", "var(--hatch)")
    .style("stroke-width", "0.7px");
}

function total(sheet: Sheet, row: LedgerRow, y: number): void {
  if (row.kind !== "total") return;
  const at = sheet.x(row.seconds);
  sheet.plot
    .append("line")
    .attr("class", "end")
    .attr("x1", at)
    .attr("x2", at)
    .attr("y1", y)
    .attr("y2", y + 22)
    .style("stroke", "var(--ink)")
    .style("stroke-width", "1.6px");
  const said = sheet.data.verdicts[row.group];
  if (said === undefined) return;
  verdict(sheet, said, { x: at, y: y + 17, from: sheet.columns.plot });
}
