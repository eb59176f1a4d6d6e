/** Where squares of blocks lie: row after row, in physical order. */

export interface Grid {
  columns: number;
  rows: number;
  /** From one square to the next, in CSS pixels. */
  side: number;
  width: number;
  height: number;
}

/** Powers of two, so that regions of a buddy allocator lie in whole rows or their halves. */
const COLUMNS = [16, 32, 64, 128];
/** Few blocks are drawn large, up to this height in CSS pixels. */
const HEIGHT = 400;

export function gridOf(squares: number, width: number): Grid {
  const heightOf = (columns: number): number => Math.ceil(squares / columns) * (width / columns);
  const columns = COLUMNS.find((some) => heightOf(some) <= HEIGHT) ?? COLUMNS.at(-1)!;
  const rows = Math.ceil(squares / columns);
  const side = width / columns;
  return { columns, rows, side, width, height: rows * side };
}

/** The square at a place; undefined beside all of them. */
export function squareAt(
  { columns, side }: Grid,
  squares: number,
  [x, y]: readonly [number, number],
): number | undefined {
  const [column, row] = [Math.floor(x / side), Math.floor(y / side)];
  const square = row * columns + column;
  const isInside = column >= 0 && column < columns && row >= 0 && square < squares;
  return isInside ? square : undefined;
}

/** Where the arrow keys lead from a square. */
export function stepped(
  { columns }: Grid,
  squares: number,
  { from, key }: { from: number; key: string },
): number {
  const by: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  const to = from + (by[key] ?? 0);
  return to >= 0 && to < squares ? to : from;
}
