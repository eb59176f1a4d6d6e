/** Downloads: a table as CSV; what a figure shows as an SVG that stands alone, or as a PNG. */
import chartRules from "./chart/chart.css?inline";
import { fixColours, withValues } from "./data/stand-alone.ts";
import { csvOf, type Table } from "./data/table.ts";
import { type Line, linesOf } from "./drawn-words.ts";
import { dark, light, type Palette } from "./palette.ts";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 24;
/** Room for the title above the drawing. */
const TITLE = 32;

/** Hands a file to whoever reads the page. */
export function save(document: Document, name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A table as a file; long ones are written between frames. */
export async function csvFile(table: Table): Promise<Blob> {
  const pieces: string[] = [];
  for (const piece of csvOf(table)) {
    pieces.push(piece);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return new Blob(pieces, { type: "text/csv;charset=utf-8" });
}

export const svgFile = (body: HTMLElement, title: string): Blob =>
  new Blob([serialized(standAlone(body, title))], { type: "image/svg+xml" });

/** The same drawing in pixels, two to a CSS pixel. */
export async function pngFile(body: HTMLElement, title: string): Promise<Blob> {
  const { ownerDocument: document } = body;
  const svg = standAlone(body, title);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(serialized(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * Number(svg.getAttribute("width"));
  canvas.height = 2 * Number(svg.getAttribute("height"));
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("No PNG came")) : resolve(blob))),
  );
}

const serialized = (svg: SVGSVGElement): string => new XMLSerializer().serializeToString(svg);

/** All drawings and words inside a figure's body, where they stand, on a ground of their own. */
function standAlone(body: HTMLElement, title: string): SVGSVGElement {
  const { ownerDocument: document } = body;
  const palette = presentPalette(document);
  const parts = [...body.querySelectorAll<SVGSVGElement | HTMLCanvasElement>("svg, canvas")].filter(
    (part) => part.parentElement?.closest("svg") == null && part.getBoundingClientRect().width > 0,
  );
  const words = [...body.querySelectorAll("h3, p")];
  const { left, top, right, bottom } = boundsOf([...parts, ...words]);
  const [width, height] = [right - left + 2 * MARGIN, bottom - top + 2 * MARGIN + TITLE];

  const svg = element(document, "svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  const rules = element(document, "style", {});
  rules.textContent = withValues(chartRules, palette);
  const ground = element(document, "rect", { width, height, fill: palette.paper });
  const heading = element(document, "text", { x: MARGIN, y: MARGIN + 8, class: "strong" });
  heading.setAttribute("style", `font-size: 15px; fill: ${palette.ink}`);
  heading.textContent = title;
  const moved = element(document, "g", {
    transform: `translate(${MARGIN - left},${MARGIN + TITLE - top})`,
  });
  moved.append(...parts.map((part) => copyOf(part, palette)));
  moved.append(...words.flatMap(linesOf).map((line) => textOf(line, document)));
  svg.append(rules, ground, heading, moved);
  return svg as SVGSVGElement;
}

/** With room for labels that hang over the edges of their drawings. */
function boundsOf(parts: readonly Element[]): Record<"left" | "top" | "right" | "bottom", number> {
  const boxes = parts
    .flatMap((part) => [part, ...part.querySelectorAll("text")])
    .map((part) => part.getBoundingClientRect());
  return {
    left: Math.floor(Math.min(...boxes.map(({ left }) => left))),
    top: Math.floor(Math.min(...boxes.map(({ top }) => top))),
    right: Math.ceil(Math.max(...boxes.map(({ right }) => right))),
    bottom: Math.ceil(Math.max(...boxes.map(({ bottom }) => bottom))),
  };
}

function copyOf(part: SVGSVGElement | HTMLCanvasElement, palette: Palette): Element {
  const { left: x, top: y, width, height } = part.getBoundingClientRect();
  if (part instanceof HTMLCanvasElement) {
    const href = part.toDataURL("image/png");
    return element(part.ownerDocument, "image", { x, y, width, height, href });
  }
  const copy = part.cloneNode(true) as SVGSVGElement;
  fixColours(copy, palette);
  for (const [name, value] of Object.entries({ x, y, width, height, overflow: "visible" }))
    copy.setAttribute(name, String(value));
  return copy;
}

/** One after the other: where a face is missing, the next words still come after the last. */
function textOf({ left: x, middle: y, runs }: Line, document: Document): Element {
  const made = element(document, "text", { x, y, "dominant-baseline": "central" });
  for (const { text, style } of runs) {
    const run = element(document, "tspan", { style });
    run.textContent = text;
    made.append(run);
  }
  return made;
}

function element(
  document: Document,
  name: string,
  attributes: Readonly<Record<string, string | number>>,
): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function presentPalette({ documentElement, defaultView }: Document): Palette {
  const chosen = documentElement.dataset.theme;
  const isDark =
    chosen === undefined
      ? defaultView!.matchMedia("(prefers-color-scheme: dark)").matches
      : chosen === "dark";
  return isDark ? dark : light;
}
