/**
 * Drawing to measure: a chart is drawn anew when the width of its host changes.
 *
 * Drawings wait in one line and a frame takes as many as fit into it, so that a change that
 * concerns all charts never holds up the page.
 */
import type { ChartContext } from "../chart/context.ts";
import type { Page } from "../state.ts";

/** Below this width a page is narrow, in CSS pixels. */
export const NARROW = 760;
/** Milliseconds of a frame that drawing may take before the rest waits for the next. */
const BUDGET = 8;

const waiting = new Set<() => void>();

/** Draws now and whenever `host` has another width; and when asked to, before the next frames. */
export function onWidth(
  host: HTMLElement,
  page: Page,
  draw: (context: ChartContext) => void,
): { redraw(): void } {
  const { document } = page;
  let width = 0;
  const drawAtWidth = (): void => {
    const narrow = document.documentElement.clientWidth < NARROW;
    if (width > 0) draw({ document, width, narrow });
  };
  const redraw = (): void => later(drawAtWidth);
  new ResizeObserver(([entry]) => {
    const wide = Math.floor(entry!.contentRect.width);
    if (wide === width) return;
    width = wide;
    redraw();
  }).observe(host);
  return { redraw };
}

function later(draw: () => void): void {
  if (waiting.size === 0) requestAnimationFrame(drawSome);
  waiting.add(draw);
}

function drawSome(): void {
  const start = performance.now();
  try {
    for (const draw of waiting) {
      waiting.delete(draw);
      draw();
      if (performance.now() - start > BUDGET) break;
    }
  } finally {
    if (waiting.size > 0) requestAnimationFrame(drawSome);
  }
}
