/** Words of the page as a drawing shows them: line by line, broken where the page breaks them. */

/** A line, in pixels of the window. */
export interface Line {
  text: string;
  left: number;
  top: number;
  bottom: number;
  /** What its letters look like, as a style sheet says it. */
  style: string;
}

/** The lines of an element's words, in order. */
export function linesOf(element: Element): Line[] {
  const { ownerDocument: document } = element;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const lines: Line[] = [];
  while (walker.nextNode() !== null) lines.push(...linesOfText(walker.currentNode as Text));
  return lines.map((line) => ({ ...line, text: line.text.trimEnd() }));
}

function linesOfText(node: Text): Line[] {
  const { ownerDocument: document } = node;
  const style = styleOf(node.parentElement!);
  const range = document.createRange();
  const lines: Line[] = [];
  for (const { 0: word, index } of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.trimEnd().length);
    const { left, top, bottom } = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (last?.top === top) last.text += word;
    else lines.push({ text: word, left, top, bottom, style });
  }
  return lines;
}

function styleOf(element: Element): string {
  const { fontWeight, fontSize, fontFamily, color } =
    element.ownerDocument.defaultView!.getComputedStyle(element);
  return `font: ${fontWeight} ${fontSize} ${fontFamily}; fill: ${color}`;
}
