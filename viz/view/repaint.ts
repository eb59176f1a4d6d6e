/**
 * Canvases are painted again when the colours of the page change: another theme, the system's, and
 * those of paper, which are light whatever the screen's are.
 */
import type { Page } from "../state.ts";

/** @param paint paints at once, in the colours that the page has then */
export function onColours({ document, store }: Page, paint: () => void): void {
  const view = document.defaultView!;
  const { dataset } = document.documentElement;
  store.on(["theme"], paint);
  view.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  view.addEventListener("beforeprint", () => {
    dataset.paper = "";
    paint();
    delete dataset.paper;
  });
  view.addEventListener("afterprint", paint);
}
