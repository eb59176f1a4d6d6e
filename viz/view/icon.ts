/** Small drawings for buttons and keys: a font of the reader's may lack such letters. */

const paths = {
  play: "M4.5 2.5l9 5.5l-9 5.5z",
  pause: "M5 3v10M11 3v10",
  dots: "M3 8h.01M8 8h.01M13 8h.01",
  left: "M13 8H3M7 4L3 8l4 4",
  right: "M3 8h10M9 4l4 4l-4 4",
  up: "M8 13V3M4 7l4-4l4 4",
  down: "M8 3v10M4 9l4 4l4-4",
  missed: "M8 3l6 10H2z",
  check: "M3 8.5l3.5 3.5L13 4.5",
  system: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 1 1 0 11",
  light:
    "M8 5a3 3 0 1 1 0 6a3 3 0 0 1 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15" +
    "M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1",
  dark: "M13.5 9.5A5.8 5.8 0 1 1 6.5 2.5a4.6 4.6 0 0 0 7 7z",
} as const;

export type IconName = keyof typeof paths;

/** In the colour of the text around it; what it means is said elsewhere. */
export function icon(document: Document, name: IconName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
