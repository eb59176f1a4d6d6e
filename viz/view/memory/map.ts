/** One map of blocks: painted, and a cursor on it that tells whose the block is. */
import type { BlockMap } from "../../../sim/index.ts";
import { blocks, paintBlocks } from "../../chart/blocks.ts";
import type { ChartContext } from "../../chart/context.ts";
import { type Grid, gridOf, squareAt, stepped } from "../../data/block-grid.ts";
import { type Squares, squaresOf } from "../../data/blocks.ts";
import { make } from "../make.ts";

export interface MapOptions {
  title: string;
  /** Lighter words after it. */
  note: string;
  /** What the map says, for those who hear it. */
  finding: string;
  selected: number | undefined;
  /** The cursor is on a block of somebody, or of nobody. */
  onPoint(block: number): void;
  /** A request was chosen. */
  onChoose(request: number): void;
}

export interface MapView {
  readonly element: HTMLElement;
  /** Another request is the chosen one. */
  select(request: number | undefined): void;
}

export function blockMap(map: BlockMap, options: MapOptions, context: ChartContext): MapView {
  const { document } = context;
  const squares = squaresOf(map);
  const grid = gridOf(squares.count, context.width);
  const element = make(document, "div", "map");
  element.dataset.layout = map.layout;
  element.dataset.squares = String(squares.count);
  const title = make(document, "h3", "", `${options.title} `);
  title.append(make(document, "span", "note", options.note));
  const field = make(document, "div", "field");
  const canvas = blocks({ squares, grid, selected: options.selected }, context);
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${options.finding} Arrow keys go from block to block.`);
  const cursor = make(document, "div", "cursor");
  cursor.hidden = true;
  field.append(canvas, cursor);
  element.append(title, field);
  pointWith({ canvas, cursor, squares, grid }, options);
  return { element, select: (selected) => paintBlocks(canvas, { squares, grid, selected }) };
}

interface Field {
  canvas: HTMLCanvasElement;
  cursor: HTMLElement;
  squares: Squares;
  grid: Grid;
}

function pointWith({ canvas, cursor, squares, grid }: Field, options: MapOptions): void {
  let at: number | undefined;

  function point(square: number | undefined): void {
    at = square;
    cursor.hidden = square === undefined;
    if (square === undefined) return;
    const { columns, side } = grid;
    const [column, row] = [square % columns, Math.floor(square / columns)];
    cursor.style.transform = `translate(${column * side}px, ${row * side}px)`;
    cursor.style.width = cursor.style.height = `${side}px`;
    options.onPoint(square * squares.perSquare);
  }

  function choose(): void {
    const owner = at === undefined ? -1 : squares.owner[at]!;
    if (owner >= 0) options.onChoose(owner);
  }

  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) =>
    point(squareAt(grid, squares.count, [offsetX, offsetY])),
  );
  canvas.addEventListener("pointerleave", () => point(undefined));
  canvas.addEventListener("click", ({ offsetX, offsetY }) => {
    point(squareAt(grid, squares.count, [offsetX, offsetY]));
    choose();
  });
  canvas.addEventListener("blur", () => point(undefined));
  canvas.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key.startsWith("Arrow")) {
      point(at === undefined ? 0 : stepped(grid, squares.count, { from: at, key }));
    } else if (key === "Enter" || key === " ") choose();
    else return;
    // The page has other uses for these keys.
    event.preventDefault();
  });
}
