/**
 * What lies over the rows and moves: the play head with its pill, the hairline under the pointer,
 * the handles of the window. Nothing that is drawn is drawn anew for them.
 */
import type { Seconds } from "../../../sim/index.ts";
import { STRIP } from "../../chart/time/strip.ts";
import { AXIS, type Span } from "../../chart/time.ts";
import { endOf, windowOf } from "../../data/window.ts";
import { within } from "../../data/zoom.ts";
import { clock, count } from "../../format.ts";
import { knownSteps } from "../../known-steps.ts";
import { moveTo, stepBy } from "../../play.ts";
import type { Page } from "../../state.ts";
import { make } from "../make.ts";
import { slider, spoken } from "./slider.ts";
import type { Stage } from "./stage.ts";

export interface Overlay {
  /** Between these the head runs over nothing: words stand there. */
  plots(plots: readonly Span[]): void;
  /** Puts all in their places, after a drawing or a move of the head. */
  place(stage: Stage): void;
  /** A grey line at an instant, or none. */
  hover(stage: Stage, instant: Seconds | undefined): void;
  /** A span that is being dragged out, in pixels, or none. */
  span(span: readonly [number, number] | undefined): void;
  hide(): void;
}

/** Where the line of the head begins, and what of the room above a plot is its title's. */
const LINE = AXIS + 8;
const TITLE = { from: 23, to: 5 };
/** How wide a figure of the pill is, and what it keeps free at its ends, in CSS pixels. */
const FIGURE = 6.6;
const ENDS = 22;
/** Handles stand at least so far apart that each can be taken. */
const APART = 20;
/** A move of a handle by a key, as a share of the run. */
const MOVE = 0.01;

/** @param section over which all lies; @param body where the drawing is */
export function overlay(section: HTMLElement, body: HTMLElement, page: Page): Overlay {
  const { document, store } = page;
  const over = make(document, "div", "over-time");
  section.append(over);
  const line = make(document, "div", "head-line");
  const hairline = make(document, "div", "hairline");
  const dragged = make(document, "div", "dragged");
  for (const element of [hairline, dragged]) element.hidden = true;
  const stripHead = make(document, "div", "strip-head");
  const pill = slider(
    document,
    { name: "pill", label: "Play head" },
    {
      by: (steps) => stepBy(page, steps),
      toStart: () => moveTo(page, 0),
      toEnd: () => moveTo(page, Number.POSITIVE_INFINITY),
    },
  );
  const [start, end] = ([0, 1] as const).map((side) => handle(page, side)) as [Handle, Handle];
  over.replaceChildren(
    ...[hairline, dragged, line, stripHead, pill.element, start.element, end.element],
  );
  over.style.setProperty("--axis", `${AXIS}px`);
  over.style.setProperty("--line", `${LINE}px`);
  over.style.setProperty("--strip", `${STRIP.top}px`);
  over.style.setProperty("--strip-height", `${STRIP.height}px`);

  let plots: readonly Span[] = [];
  /** From the top of the drawing to the end of the last row that shares its axis. */
  function fit(): void {
    const last = section.querySelector("#gantt .body") ?? body;
    const { top } = body.getBoundingClientRect();
    over.style.top = `${top - section.getBoundingClientRect().top}px`;
    const { top: lastTop, bottom } = last.getBoundingClientRect();
    over.style.height = `${bottom - top}px`;
    const titles = plots.map(([plot]): Span => [plot - TITLE.from, plot - TITLE.to]);
    const end = plots.at(-1)?.[1] ?? 0;
    line.style.background = broken([...titles, [end + 2, lastTop - top - 2]]);
  }
  new ResizeObserver(fit).observe(section);

  function placeHead({ x, strip, end }: Stage): void {
    const { head } = store.get();
    const [from, to] = x.domain() as [number, number];
    const seen = head >= from && head <= to;
    for (const element of [line, pill.element]) element.hidden = !seen;
    move(stripHead, strip(head));
    const here = knownSteps(page).at(head);
    const step = here && count(here.steps.index[here.row]!);
    const [left, right] = x.range() as [number, number];
    const text = clock(head, decimalsOf(to - from)) + (step ? ` step ${step}` : "");
    const half = Math.ceil((text.length * FIGURE + ENDS) / 2);
    const middle = Math.min(right - half, Math.max(left + half, x(head)));
    move(line, x(head));
    move(pill.element, middle);
    pill.element.style.setProperty("--half", `${half}px`);
    pill.element.textContent = text;
    pill.tell(head, [0, end], spoken(head) + (step ? `, step ${step}` : ""));
    for (const tick of body.querySelectorAll<SVGTextElement>("[data-at]")) {
      const near = Math.abs(x(Number(tick.dataset.at)) - middle) < half + 20;
      tick.style.visibility = seen && near ? "hidden" : "";
    }
  }

  return {
    plots(spans) {
      plots = spans;
    },
    place(stage) {
      over.hidden = false;
      const [from, to] = stage.x.domain() as [number, number];
      const apart = Math.max(0, APART - (stage.strip(to) - stage.strip(from))) / 2;
      start.place(stage, from, -apart);
      end.place(stage, to, apart);
      placeHead(stage);
    },
    hover(stage, instant) {
      hairline.hidden = instant === undefined;
      if (instant !== undefined) move(hairline, stage.x(instant));
    },
    span(span) {
      dragged.hidden = span === undefined;
      if (span === undefined) return;
      dragged.style.width = `${span[1] - span[0]}px`;
      move(dragged, span[0]);
    },
    hide() {
      over.hidden = true;
    },
  };
}

/** A line of ink that leaves out these spans, from above. */
function broken(gaps: readonly Span[]): string {
  const stops = gaps.flatMap(([top, bottom]) => {
    const [from, to] = [`${top - LINE}px`, `${Math.max(top, bottom) - LINE}px`];
    return [`var(--ink) ${from}`, `transparent ${from} ${to}`, `var(--ink) ${to}`];
  });
  return `linear-gradient(${stops.join(", ")})`;
}

interface Handle {
  element: HTMLElement;
  /** @param aside how far beside its instant, in CSS pixels */
  place(stage: Stage, instant: Seconds, aside: number): void;
}

/** The start (0) or the end (1) of the window. */
function handle({ document, store }: Page, side: 0 | 1): Handle {
  const to = (instant: Seconds): void => {
    const state = store.get();
    const window = [...windowOf(state)] as [Seconds, Seconds];
    const other = window[1 - side]!;
    window[side] = side === 0 ? Math.min(instant, other) : Math.max(instant, other);
    store.set({ window: within(...window, endOf(state.run!)) });
  };
  const end = (): Seconds => endOf(store.get().run!);
  const { element, tell } = slider(
    document,
    { name: `handle ${side === 0 ? "start" : "end"}`, label: `${names[side]} of the window` },
    {
      by: (moves) => to(windowOf(store.get())[side] + moves * MOVE * end()),
      toStart: () => to(0),
      toEnd: () => to(end()),
    },
  );
  element.dataset.side = String(side);
  return {
    element,
    place({ strip, end }, instant, aside) {
      move(element, strip(instant) + aside);
      tell(instant, [0, end], spoken(instant));
    },
  };
}

const names = ["Start", "End"] as const;

const move = (element: HTMLElement, x: number): void => {
  element.style.transform = `translateX(${x}px)`;
};

/** As many decimals as tell one pixel from the next, and one at least. */
const decimalsOf = (span: Seconds): number =>
  Math.min(4, Math.max(1, Math.ceil(-Math.log10(span / 1000)) - 1));
