/** Words of the page as a drawing shows them: line by line, broken where the page breaks them. */

/** A line; where it is, in pixels of the window. */
export interface Line {
  left: number;
  middle: number;
  /** Its words, as long as they look alike. */
  runs: Run[];
}

interface Run {
  text: string;
  /** What its letters look like, as a style sheet says it. */
  style: string;
}

/** Middles of words on the same line differ by less, in pixels. */
const SAME = 2;

/** The lines of an element's words, in order. */
export function linesOf(element: Element): Line[] {
  const { ownerDocument: document } = element;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const lines: Line[] = [];
  while (walker.nextNode() !== null) {
    const node = walker.currentNode as Text;
    const style = styleOf(node.parentElement!);
    for (const { 0: text, index } of node.data.matchAll(/\S+\s*/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + text.trimEnd().length);
      const { left, top, bottom } = range.getBoundingClientRect();
      const middle = (top + bottom) / 2;
      const last = lines.at(-1);
      if (last === undefined || Math.abs(last.middle - middle) > SAME)
        lines.push({ left, middle, runs: [{ text, style }] });
      else add(last.runs, { text, style });
    }
  }
  return lines;
}

function add(runs: Run[], { text, style }: Run): void {
  const last = runs.at(-1)!;
  if (last.style === style) last.text += text;
  else runs.push({ text, style });
}

function styleOf(element: Element): string {
  const { fontWeight, fontSize, fontFamily, color } =
    element.ownerDocument.defaultView!.getComputedStyle(element);
  return `font: ${fontWeight} ${fontSize} ${fontFamily}; fill: ${color}`;
}
