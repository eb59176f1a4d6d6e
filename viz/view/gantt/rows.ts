/**
 * Rows of the Gantt in a box that scrolls: only those in sight are drawn.
 *
 * The box scrolls as every box does, so wheel, touch and keyboard work; what is drawn stays where
 * it is and shows the rows that have come in sight. To those who hear the page it is a list, of
 * which one is selected.
 */
import { bisector } from "d3";
import type { RunRecord, Seconds } from "../../../sim/index.ts";
import { coloursIn } from "../../chart/colours.ts";
import type { ChartContext } from "../../chart/context.ts";
import { type Gantt, gantt, ganttFrame } from "../../chart/gantt.ts";
import { paintGantt } from "../../chart/gantt-canvas.ts";
import { ROW, rowAt } from "../../chart/gantt-marks.ts";
import { isThere } from "../../data/gantt.ts";
import { requestLine } from "../../data/request-line.ts";
import { inWords, nameOf } from "../../data/request-words.ts";
import { endOf, type Window } from "../../data/window.ts";
import type { Page } from "../../state.ts";
import { make } from "../make.ts";

/** With more rows than these, marks are painted on a canvas. */
const MOST_IN_SVG = 300;
/** Rows in sight. */
export const IN_SIGHT = 32;

export interface Shown {
  record: RunRecord;
  /** By row. */
  requests: Int32Array;
  /** Whether in the order in which they came. */
  inOrder: boolean;
  window: Window;
  ticks: readonly number[];
  selected: number | undefined;
  /** Of which the page tells as long as none is selected. */
  slowest: number | undefined;
  height: number;
}

export class GanttRows {
  readonly element: HTMLElement;
  readonly #page: Page;
  readonly #sheet: HTMLElement;
  readonly #still: HTMLElement;
  readonly #drawing: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #options: HTMLElement;
  readonly #lit: HTMLElement;
  #shown: Shown | undefined;
  #context: ChartContext | undefined;
  /** How far the box is scrolled: asked of it, it would lay out the page. */
  #top = 0;
  #due = false;
  #resting = 0;

  constructor(page: Page) {
    const { document } = page;
    this.#page = page;
    this.element = make(document, "div", "gantt-rows");
    this.element.setAttribute("role", "listbox");
    this.element.tabIndex = 0;
    this.#sheet = make(document, "div", "sheet");
    this.#still = make(document, "div", "still");
    this.#drawing = make(document, "div", "drawing");
    this.#canvas = make(document, "canvas");
    this.#options = make(document, "div", "options");
    this.#lit = make(document, "div", "lit");
    this.#still.append(this.#drawing, this.#options, this.#lit);
    for (const part of [this.#sheet, this.#still, this.#options])
      part.setAttribute("role", "presentation");
    for (const part of [this.#drawing, this.#lit]) part.setAttribute("aria-hidden", "true");
    this.#sheet.append(this.#still);
    this.element.append(this.#sheet);
    this.#listen();
  }

  show(shown: Shown, context: ChartContext): void {
    const before = this.#shown;
    this.#shown = shown;
    this.#context = context;
    const { requests, height, selected } = shown;
    this.element.style.height = `${height}px`;
    this.#still.style.height = `${height}px`;
    this.#sheet.style.height = `${Math.max(height, requests.length * ROW)}px`;
    // With fewer rows it may not be scrolled so far any more.
    this.#top = this.element.scrollTop;
    if (before?.requests !== requests || before.selected !== selected) this.follow();
    this.draw();
  }

  /**
   * Brings the selected row into sight; where there is none, the slowest as long as it is there at
   * the head, and then whoever came last.
   */
  follow(): void {
    if (this.#shown === undefined) return;
    const { record, requests, selected, slowest, inOrder } = this.#shown;
    const { head } = this.#page.store.get();
    const told = selected ?? slowest;
    const isSeen = told === selected || isThere(record, told!, head);
    const row = told !== undefined && isSeen ? requests.indexOf(told) : -1;
    if (row >= 0) this.#reveal(row, 0.5);
    else if (!inOrder) this.#scroll(0);
    else this.#reveal(lastBefore(head, requests, record), 0.8);
  }

  /** Selects the row so many rows further down. */
  step(by: number): void {
    if (this.#shown === undefined || this.#shown.requests.length === 0) return;
    const { requests } = this.#shown;
    // Keys come faster than drawings.
    const selected = this.#page.store.get().request;
    const at = selected === undefined ? -1 : requests.indexOf(selected);
    const next = at < 0 ? this.#first() : at + by;
    const row = Math.min(requests.length - 1, Math.max(0, next));
    this.#page.store.set({ request: requests[row]! });
  }

  #listen(): void {
    const { element } = this;
    element.addEventListener("scroll", () => {
      this.#top = element.scrollTop;
      this.#soon();
    });
    element.addEventListener("click", (event) => {
      const row = this.#rowUnder(event);
      if (row >= 0) this.#page.store.set({ request: this.#shown!.requests[row]! });
    });
    element.addEventListener("pointermove", (event) => this.#light(this.#rowUnder(event)));
    element.addEventListener("pointerleave", () => this.#light(-1));
    element.addEventListener("keydown", (event) => {
      const by = steps[event.key];
      if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.step(by);
    });
  }

  #rowUnder(event: MouseEvent): number {
    const { top } = this.element.getBoundingClientRect();
    const rows = this.#shown?.requests.length ?? 0;
    return rowAt(event.clientY - top + this.#top, rows);
  }

  #light(row: number): void {
    this.#lit.hidden = row < 0;
    if (row < 0) return;
    const request = this.#shown!.requests[row]!;
    this.#lit.style.transform = `translateY(${row * ROW - this.#top}px)`;
    this.#lit.textContent = request === this.#shown!.selected ? "" : nameOf(request);
  }

  /** Row of the first request whose row is in sight. */
  #first(): number {
    return Math.floor(this.#top / ROW);
  }

  /** Scrolls if need be, so that a row is at this share of the height. */
  #reveal(row: number, share: number): void {
    const { height } = this.#shown!;
    const y = row * ROW;
    if (y < this.#top || y + ROW > this.#top + height) this.#scroll(y - share * (height - ROW));
  }

  #scroll(top: number): void {
    if (top === this.#top) return;
    this.element.scrollTop = top;
    this.#top = this.element.scrollTop;
  }

  #soon(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.draw();
    });
  }

  /** Draws what is in sight, if anything is. */
  draw(): void {
    if (this.#shown === undefined || this.#context === undefined) return;
    const { record, requests, height, ...rest } = this.#shown;
    const first = this.#first();
    const inSight = requests.subarray(first, first + Math.ceil(height / ROW) + 1);
    const end = endOf(record);
    const picture: Gantt = {
      ...rest,
      height,
      lines: Array.from(inSight, (request) => requestLine(record, request, end)),
      top: first * ROW - this.#top,
    };
    this.#paint(picture, this.#context, requests.length > MOST_IN_SVG);
    this.#light(-1);
    clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => this.#tell(first, inSight), 120);
  }

  #paint(picture: Gantt, context: ChartContext, onCanvas: boolean): void {
    if (!onCanvas) {
      this.#drawing.replaceChildren(gantt(picture, context));
      return;
    }
    const ratio = window.devicePixelRatio;
    const colour = coloursIn(context.document);
    this.#canvas.style.width = `${context.width}px`;
    this.#canvas.style.height = `${picture.height}px`;
    paintGantt(picture, context, { canvas: this.#canvas, ratio, colour });
    this.#drawing.replaceChildren(ganttFrame(picture, context), this.#canvas);
  }

  /** Once scrolling rests, rows in sight are told to those who hear the page. */
  #tell(first: number, inSight: Int32Array): void {
    const { record, requests, selected } = this.#shown!;
    const options = Array.from(inSight, (request, at) => {
      const option = make(this.#page.document, "div", "", inWords(record, request));
      option.id = `gantt-${request}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-setsize", String(requests.length));
      option.setAttribute("aria-posinset", String(first + at + 1));
      option.setAttribute("aria-selected", String(request === selected));
      return option;
    });
    this.#options.replaceChildren(...options);
    const active = selected !== undefined && inSight.includes(selected);
    if (active) this.element.setAttribute("aria-activedescendant", `gantt-${selected}`);
    else this.element.removeAttribute("aria-activedescendant");
  }
}

/** Row of the request that came last by then. */
function lastBefore(time: Seconds, requests: Int32Array, { requests: { arrival } }: RunRecord) {
  const { right } = bisector((request: number) => arrival[request]!);
  return Math.max(0, right(requests, time) - 1);
}

/** Keys of the list: how many rows each goes. */
const steps: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -IN_SIGHT + 1,
  PageDown: IN_SIGHT - 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
  Enter: 0,
};
