/** A panel of the comparison: a figure that is drawn anew for other runs, or another width. */
import type { ChartContext } from "../../chart/context.ts";
import type { Contestant } from "../../data/compare/contestants.ts";
import type { Page } from "../../state.ts";
import { type Figure, type FigureOptions, figure } from "../figure.ts";
import { onWidth } from "../width.ts";

export interface ComparePanel {
  element: HTMLElement;
  draw(contestants: readonly Contestant[]): void;
}

export interface Drawn {
  frame: Figure;
  contestants: readonly Contestant[];
  context: ChartContext;
}

export function comparePanel(
  page: Page,
  options: FigureOptions,
  draw: (drawn: Drawn) => void,
): ComparePanel & { frame: Figure } {
  const frame = figure(page, options);
  let shown: readonly Contestant[] | undefined;
  const { redraw } = onWidth(frame.body, page, (context) => {
    if (shown !== undefined) draw({ frame, contestants: shown, context });
  });
  return {
    frame,
    element: frame.element,
    draw(contestants) {
      shown = contestants;
      redraw();
    },
  };
}

/** The letters of runs, as columns of tables have them. */
export const lettersOf = (contestants: readonly Contestant[]): string[] =>
  contestants.map(({ letter }) => letter);
