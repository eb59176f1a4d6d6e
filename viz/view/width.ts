/** Drawing to measure: a chart is drawn anew when the width of its host changes. */
import type { ChartContext } from "../chart/context.ts";
import type { Page } from "../state.ts";
import { whenNear } from "./near.ts";
import { atRest, hurry, inTurn } from "./turns.ts";

/** Below this width a page is narrow, in CSS pixels. */
export const NARROW = 760;

/**
 * Draws now and whenever `host` has another width; and when asked to, before the next frames, or
 * at rest where it is far from the eye.
 */
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
  const looked = whenNear(host, () => hurry(drawAtWidth));
  const drawSoon = (): void => (looked.near ? drawAtWidth() : atRest(drawAtWidth));
  const redraw = (): void => inTurn(drawSoon);
  new ResizeObserver(([entry]) => {
    const wide = Math.floor(entry!.contentRect.width);
    if (wide === width) return;
    width = wide;
    redraw();
  }).observe(host);
  return { redraw };
}
