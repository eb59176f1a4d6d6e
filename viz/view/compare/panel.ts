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

interface OwnPanel extends ComparePanel {
  frame: Figure;
  /** Draws at once what was drawn last. */
  again(): void;
}

export function comparePanel(
  page: Page,
  options: FigureOptions,
  draw: (drawn: Drawn) => void,
): OwnPanel {
  const frame = figure(page, options);
  let shown: readonly Contestant[] | undefined;
  let last: Drawn | undefined;
  const { redraw } = onWidth(frame.body, page, (context) => {
    if (shown === undefined) return;
    last = { frame, contestants: shown, context };
    draw(last);
  });
  return {
    frame,
    element: frame.element,
    draw(contestants) {
      shown = contestants;
      redraw();
    },
    again() {
      if (last !== undefined) draw(last);
    },
  };
}

/** The letters of runs, as columns of tables have them. */
export const lettersOf = (contestants: readonly Contestant[]): string[] =>
  contestants.map(({ letter }) => letter);
