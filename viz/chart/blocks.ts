/**
 * A map of KV blocks: a square a block in physical order, five tints of blue for requests, ink for
 * the chosen one, hatching for what is reserved and holds nothing, paper for what is free.
 *
 * There are too many squares for an SVG; runs of the same look are painted as one.
 */
import { interpolateRgb } from "d3";
import type { Grid } from "../data/block-grid.ts";
import { FREE, PARTIAL, RESERVED, type Squares, tintOf } from "../data/blocks.ts";
import { coloursIn } from "./colours.ts";
import type { ChartContext } from "./context.ts";

export interface BlocksData {
  squares: Squares;
  grid: Grid;
  /** The chosen request. */
  selected: number | undefined;
}

export function blocks(data: BlocksData, { document }: ChartContext): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const { width, height } = data.grid;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  paintBlocks(canvas, data);
  return canvas;
}

/** Paints squares upon a canvas of theirs, in the place of what was there. */
export function paintBlocks(
  canvas: HTMLCanvasElement,
  { squares, grid, selected }: BlocksData,
): void {
  const ratio = canvas.ownerDocument.defaultView?.devicePixelRatio ?? 1;
  canvas.width = Math.round(grid.width * ratio);
  canvas.height = Math.round(grid.height * ratio);
  const brush = canvas.getContext("2d");
  if (brush === null) return;
  const looks = looksOf(canvas.ownerDocument, brush, ratio);
  const { columns, side } = grid;
  const edge = (at: number): number => Math.round(at * side * ratio);
  const hatched: Run[] = [];
  const fill = ({ look, row, from, to }: Run): void => {
    const [x, y] = [edge(from), edge(row)];
    brush.fillStyle = look;
    brush.fillRect(x, y, edge(to) - x, edge(row + 1) - y);
  };
  for (let from = 0; from < squares.count; ) {
    const row = Math.floor(from / columns);
    const look = looks.of(squares, from, selected);
    const end = Math.min(squares.count, (row + 1) * columns);
    let to = from + 1;
    while (to < end && looks.of(squares, to, selected) === look) to += 1;
    if (look !== undefined) {
      const run = { look, row, from: from - row * columns, to: to - row * columns };
      if (typeof look === "string") fill(run);
      else hatched.push(run);
    }
    from = to;
  }
  separate(brush, grid, { edge, paper: looks.paper });
  // Last: lines through hatching would make a mesh of it.
  for (const run of hatched) fill(run);
}

/** Squares of one row that look the same. */
interface Run {
  look: Look;
  row: number;
  from: number;
  to: number;
}

/** Light lines between squares, so that they can be told apart. */
function separate(
  brush: CanvasRenderingContext2D,
  { columns, rows, side }: Grid,
  { edge, paper }: { edge: (at: number) => number; paper: string },
): void {
  brush.fillStyle = paper;
  brush.globalAlpha = side < 5 ? 0.4 : 1;
  for (let row = 1; row <= rows; row++) brush.fillRect(0, edge(row) - 1, brush.canvas.width, 1);
  for (let column = 1; column <= columns; column++)
    brush.fillRect(edge(column) - 1, 0, 1, brush.canvas.height);
  brush.globalAlpha = 1;
}

type Look = string | CanvasPattern;

interface Looks {
  paper: string;
  /** What a square is filled with; undefined is nothing. */
  of(squares: Squares, square: number, selected: number | undefined): Look | undefined;
}

function looksOf(document: Document, brush: CanvasRenderingContext2D, ratio: number): Looks {
  const colour = coloursIn(document);
  const [paper, kv, weights, ink] = (["paper", "kv", "weights", "ink"] as const).map(colour);
  const tints = [
    interpolateRgb(kv!, paper!)(0.5),
    interpolateRgb(kv!, paper!)(0.22),
    kv!,
    interpolateRgb(kv!, weights!)(0.3),
    interpolateRgb(kv!, weights!)(0.6),
  ];
  const paler = (tint: string): string => interpolateRgb(tint, paper!)(0.5);
  const full = [...tints, ink!];
  const partial = full.map(paler);
  const hatched = hatching(brush, colour("hatch"), ratio);
  const marked = hatching(brush, ink!, ratio);
  return {
    paper: paper!,
    of({ owner, kind }, square, selected) {
      const what = kind[square]!;
      if (what === FREE) return undefined;
      const isSelected = owner[square] === selected;
      if (what === RESERVED) return isSelected ? marked : hatched;
      const tint = isSelected ? tints.length : tintOf(owner[square]!);
      return (what === PARTIAL ? partial : full)[tint];
    },
  };
}

/** Strokes from lower left to upper right. */
function hatching(brush: CanvasRenderingContext2D, colour: string, ratio: number): Look {
  const size = Math.round(5 * ratio);
  const tile = brush.canvas.ownerDocument.createElement("canvas");
  tile.width = tile.height = size;
  const stroke = tile.getContext("2d")!;
  stroke.strokeStyle = colour;
  stroke.lineWidth = ratio;
  for (const shift of [-size, 0, size]) {
    stroke.moveTo(shift - 1, size + 1);
    stroke.lineTo(shift + size + 1, -1);
  }
  stroke.stroke();
  return brush.createPattern(tile, "repeat") ?? colour;
}
