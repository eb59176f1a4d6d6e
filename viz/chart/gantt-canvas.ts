/** The marks of the Gantt on a canvas, as sharp as the screen can show them. */
import type { Token } from "../palette.ts";
import type { ChartContext } from "./context.ts";
import type { Gantt } from "./gantt.ts";
import { DOTS, type Glyph, glyphs } from "./gantt-glyphs.ts";
import { type Mark, marksOf, ROW } from "./gantt-marks.ts";
import { timeScale } from "./time/axis.ts";

export interface Brush {
  canvas: HTMLCanvasElement;
  /** Device pixels to a CSS pixel. */
  ratio: number;
  colour: (token: Token) => string;
}

export function paintGantt(data: Gantt, context: ChartContext, brush: Brush): void {
  const { canvas, ratio, colour } = brush;
  const [width, height] = [Math.round(context.width * ratio), Math.round(data.height * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const pen = canvas.getContext("2d")!;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, context.width, data.height);
  const x = timeScale(data.window, context);
  data.lines.forEach((line, row) => {
    const y = data.top + (row + 0.5) * ROW;
    for (const mark of marksOf(line, x)) {
      const glyph = glyphs[mark.kind];
      const selected = line.request === data.selected ? glyph.selected : undefined;
      pen.fillStyle = colour(selected ?? glyph.colour);
      pen.strokeStyle = pen.fillStyle;
      paint[glyph.shape](pen, { ...mark, y, half: glyph.height / 2 });
    }
  });
}

type Placed = Mark & { y: number; half: number };

const paint: Record<Glyph["shape"], (pen: CanvasRenderingContext2D, mark: Placed) => void> = {
  bar: (pen, { x, y, width, half }) => pen.fillRect(x, y - half, width, 2 * half),
  hatching(pen, { x, y, width, half }) {
    pen.save();
    pen.beginPath();
    pen.rect(x, y - half, width, 2 * half);
    pen.clip();
    pen.lineWidth = 1.4;
    pen.beginPath();
    for (let at = x - (x % 6) - 6; at < x + width; at += 6) {
      pen.moveTo(at, y + half);
      pen.lineTo(at + 2 * half, y - half);
    }
    pen.stroke();
    pen.restore();
  },
  dots(pen, { x, y, width }) {
    pen.lineWidth = 1;
    pen.setLineDash([...DOTS]);
    line(pen, [x, y], [x + width, y]);
    pen.setLineDash([]);
  },
  cross(pen, { x, y, half }) {
    pen.lineWidth = 1.4;
    line(pen, [x - half, y - half], [x + half, y + half]);
    line(pen, [x + half, y - half], [x - half, y + half]);
  },
  arrow(pen, { x, y, half }) {
    pen.lineWidth = 1.4;
    line(pen, [x + 1, y - half], [x + 1 + half, y], [x + 1, y + half]);
  },
};

function line(pen: CanvasRenderingContext2D, ...points: readonly [number, number][]): void {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.stroke();
}
