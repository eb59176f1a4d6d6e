/**
 * Drawing to measure: a chart is drawn anew when the width of its host changes.
 *
 * Drawings, and what must be computed for them, wait in one line and a frame takes as many as fit
 * into it, so that a change that concerns all charts never holds up the page.
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
  const redraw = (): void => inTurn(drawAtWidth);
  new ResizeObserver(([entry]) => {
    const wide = Math.floor(entry!.contentRect.width);
    if (wide === width) return;
    width = wide;
    redraw();
  }).observe(host);
  return { redraw };
}

/** Does something before one of the next frames, after all that waits already. */
export function inTurn(job: () => void): void {
  if (waiting.size === 0) requestAnimationFrame(drawSome);
  waiting.add(job);
}

function drawSome(): void {
  const start = performance.now();
  try {
    for (const job of waiting) {
      waiting.delete(job);
      job();
      if (performance.now() - start > BUDGET) break;
    }
  } finally {
    if (waiting.size > 0) requestAnimationFrame(drawSome);
  }
}
