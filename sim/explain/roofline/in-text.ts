/**
 * A roofline chart in characters: the roof in braille, operators as their letters.
 *
 * It needs no colour. Each cell holds two by four dots, so that the roof looks like a line.
 */
import { along, decades, type RooflineChart, shortly, valueAt } from "./chart.ts";

export interface TextSize {
  /** Of the whole, in columns. */
  columns: number;
  /** Of the plot between its axes, in rows. */
  rows: number;
}

/** Columns of the labels at the left. */
const MARGIN = 7;

/** The chart in lines, none longer than `columns`. */
export function rooflineInText(chart: RooflineChart, { columns, rows }: TextSize): string[] {
  const width = columns - MARGIN - 1;
  const cells = roofCells(chart, width, rows);
  placeLetters(chart, cells);
  const label = labelsOfRows(chart, rows);
  return [
    `${"FLOP/s".padStart(MARGIN)} `,
    ...cells.map((row, index) => {
      const text = label.get(index) ?? "";
      return `${text.padStart(MARGIN)}${text === "" ? "│" : "┤"}${row.join("")}`.trimEnd();
    }),
    axis(chart, width),
    ...labelsOfColumns(chart, width),
  ];
}

const BRAILLE = 0x2800;
/** Bits of the dots of a cell, by column and row. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
];

/** The attained roof as cells; a blank where it does not pass. */
function roofCells({ roof, intensity, rate }: RooflineChart, width: number, rows: number) {
  const { attained } = roof;
  const bits = Array.from({ length: rows }, () => new Uint8Array(width));
  const high = 4 * rows;
  const rowOf = (dot: number): number => {
    const x = valueAt(intensity, (dot + 0.5) / (2 * width));
    const reached = Math.min(attained.arithmetic, attained.bandwidth * x);
    return Math.floor(high * (1 - along(rate, reached)));
  };
  for (let dot = 0; dot < 2 * width; dot++) {
    // From the dot of the column before, so that a steep roof has no gaps.
    const [here, before] = [rowOf(dot), dot === 0 ? rowOf(0) : rowOf(dot - 1)];
    for (
      let row = Math.min(here, Math.max(here, before - 1));
      row <= Math.max(here, before - 1);
      row++
    )
      if (row >= 0 && row < high) bits[row >> 2]![dot >> 1]! |= DOTS[dot & 1]![row & 3]!;
  }
  return bits.map((row) =>
    [...row].map((cell) => (cell === 0 ? " " : String.fromCharCode(BRAILLE + cell))),
  );
}

const isLetter = (cell: string): boolean => /[a-z]/i.test(cell);

/** Letters at their points; one that would hide another stands in the nearest free cell. */
function placeLetters({ points, intensity, rate }: RooflineChart, cells: string[][]): void {
  for (const point of points) {
    const row = cells[Math.floor(clamped(1 - along(rate, point.rate)) * cells.length)]!;
    const column = Math.floor(clamped(along(intensity, point.intensity)) * row.length);
    row[nearestFree(row, column)] = point.letter;
  }
}

const clamped = (place: number): number => Math.min(Math.max(place, 0), 1 - 1e-9);

function nearestFree(row: readonly string[], column: number): number {
  for (let away = 0; away < row.length; away++)
    for (const at of [column + away, column - away])
      if (at >= 0 && at < row.length && !isLetter(row[at]!)) return at;
  return column;
}

/** The text beside each row that holds a power of ten. */
function labelsOfRows({ rate }: RooflineChart, rows: number): Map<number, string> {
  const rowOf = (value: number) => Math.floor(clamped(1 - along(rate, value)) * rows);
  return new Map(decades(rate).map((value) => [rowOf(value), shortly(value)]));
}

const columnOf = ({ intensity }: RooflineChart, value: number, width: number): number =>
  Math.floor(clamped(along(intensity, value)) * width);

function axis(chart: RooflineChart, width: number): string {
  const line = Array<string>(width).fill("─");
  for (const value of decades(chart.intensity)) line[columnOf(chart, value, width)] = "┬";
  return `${" ".repeat(MARGIN)}└${line.join("")}`;
}

/** Powers of ten below the axis, then its title. */
function labelsOfColumns(chart: RooflineChart, width: number): string[] {
  let line = "";
  for (const value of decades(chart.intensity)) {
    const text = shortly(value).replace(" ", "");
    line = line.padEnd(MARGIN + 1 + columnOf(chart, value, width)) + text;
  }
  const title = "FLOP per byte";
  return [line, title.padStart(MARGIN + 1 + width)];
}
