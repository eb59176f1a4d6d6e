/** Dots that are too many to be elements: painted on a canvas below the axes of a drawing. */
import type { Token } from "../palette.ts";
import { coloursIn } from "./colours.ts";

/** Where a canvas lies in its drawing, in CSS pixels. */
export interface Spot {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Pen {
  pen: CanvasRenderingContext2D;
  colour: (token: Token) => string;
}

/** Puts a canvas in its place, as sharp as the screen is. */
export function penOver(canvas: HTMLCanvasElement, { left, top, width, height }: Spot): Pen {
  const { ownerDocument: document } = canvas;
  const view = document.defaultView!;
  const ratio = view.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.setAttribute(
    "style",
    `left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px`,
  );
  const pen = canvas.getContext("2d")!;
  pen.scale(ratio, ratio);
  return { pen, colour: coloursIn(document) };
}

/** The darker, the more dots fall on the same pixel. */
export function paintDot(
  pen: CanvasRenderingContext2D,
  left: number,
  top: number,
  dots: number,
): void {
  pen.globalAlpha = 1 - 0.6 ** dots;
  pen.fillRect(left - 1, top - 1, 2.5, 2.5);
}

export function paintRing(pen: CanvasRenderingContext2D, left: number, top: number): void {
  pen.globalAlpha = 0.8;
  pen.strokeRect(left - 3, top - 3, 6, 6);
}
