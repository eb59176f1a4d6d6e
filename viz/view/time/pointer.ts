/**
 * The pointer over time: it moves the window on the strip, drags out a new one on the rows, puts
 * the play head where it clicks, and reads values where it hovers.
 */
import type { Seconds } from "../../../sim/index.ts";
import { windowOf } from "../../data/window.ts";
import { moved, within, zoomed } from "../../data/zoom.ts";
import { moveTo } from "../../play.ts";
import type { Page } from "../../state.ts";
import type { Overlay } from "./overlay.ts";
import type { Preview } from "./preview.ts";
import { instantAt, placeAt, type Stage } from "./stage.ts";

/** Less than this is a click, in CSS pixels. */
const SLIP = 4;
/** How much a notch of the wheel zooms. */
const NOTCH = 0.002;

export interface Ground {
  section: HTMLElement;
  /** Where the drawing is. */
  body: HTMLElement;
  overlay: Overlay;
  preview: Preview;
  stage(): Stage | undefined;
  /** The pointer reads values at an instant, so far below the top of the drawing, or no longer. */
  read(instant: Seconds | undefined, y?: number): void;
}

/** What a drag does with each place of the pointer, and at its end. */
interface Drag {
  move(x: number): void;
  end?(x: number): void;
}

export function listen(ground: Ground, page: Page): void {
  const { section, body, overlay, preview, stage, read } = ground;
  const { store } = page;
  const place = (event: MouseEvent): { x: number; y: number } => {
    const { left, top } = body.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  let drag: Drag | undefined;

  section.addEventListener("pointerdown", (event) => {
    const here = stage();
    if (here === undefined || event.button !== 0 || isControl(event.target)) return;
    drag = dragFrom(event, place(event), here);
    if (drag === undefined) return;
    if (store.get().playing) store.set({ playing: false });
    if (!isGantt(event.target)) section.setPointerCapture(event.pointerId);
  });
  section.addEventListener("pointermove", (event) => {
    const here = stage();
    if (here === undefined) return;
    const { x, y } = place(event);
    if (drag !== undefined) drag.move(x);
    else if (placeAt(y) === "rows" && event.pointerType !== "touch") hover(here, x, y);
    else hover(here);
  });
  section.addEventListener("pointerup", (event) => {
    const ended = drag;
    drag = undefined;
    overlay.span(undefined);
    ended?.end?.(place(event).x);
    preview.settle();
  });
  section.addEventListener("pointercancel", () => {
    drag = undefined;
    overlay.span(undefined);
    preview.settle();
  });
  section.addEventListener("pointerleave", () => {
    const here = stage();
    if (here !== undefined) hover(here);
    store.set({ hovered: undefined });
  });
  section.addEventListener("pointerover", ({ target }) => {
    const hue = (target as Element).closest<SVGElement>("[data-hue]")?.dataset.hue;
    const hovered = hue as ReturnType<typeof store.get>["hovered"];
    if (drag === undefined && hovered !== store.get().hovered) store.set({ hovered });
  });
  section.addEventListener("dblclick", (event) => {
    if (!isControl(event.target)) store.set({ window: undefined });
  });
  section.addEventListener(
    "wheel",
    (event) => {
      const here = stage();
      if (here === undefined || !event.ctrlKey) return;
      event.preventDefault();
      const { x, y } = place(event);
      const scale = placeAt(y) === "strip" ? here.strip : here.x;
      const by = Math.exp(Math.max(-100, Math.min(100, event.deltaY)) * NOTCH);
      const next = zoomed(windowOf(preview.state), by, instantAt(scale, x));
      preview.look(within(...next, here.end));
      preview.settleSoon();
    },
    { passive: false },
  );

  function hover(here: Stage, x?: number, y?: number): void {
    const [left, right] = here.x.range() as [number, number];
    const instant = x === undefined || x < left || x > right ? undefined : instantAt(here.x, x);
    overlay.hover(here, instant);
    read(instant, y);
  }

  function dragFrom(event: Event, { x, y }: { x: number; y: number }, here: Stage) {
    const target = event.target as Element;
    const side = target.closest<HTMLElement>(".handle")?.dataset.side;
    if (side !== undefined) return dragHandle(Number(side) as 0 | 1, here);
    if (target.closest(".pill")) return { move: (x: number) => moveTo(page, instantAt(here.x, x)) };
    if (placeAt(y) === "strip") return dragStrip(x, here);
    return placeAt(y) === "rows" ? dragRows(x, here, isGantt(target)) : undefined;
  }

  /** The scale of the strip stays as it is while the window moves. */
  function dragHandle(side: 0 | 1, { strip, end }: Stage): Drag {
    const other = windowOf(store.get())[1 - side]!;
    return { move: (x) => preview.look(within(instantAt(strip, x), other, end)) };
  }

  /** Inside the window moves it, outside draws a new one. */
  function dragStrip(start: number, { strip, end }: Stage): Drag {
    const before = store.get().window;
    const from = strip.invert(start);
    if (before === undefined || from < before[0] || from > before[1])
      return {
        move: (x) => {
          if (Math.abs(x - start) >= SLIP)
            preview.look(within(instantAt(strip, start), instantAt(strip, x), end));
        },
      };
    const length = before[1] - before[0];
    return {
      move: (x) => preview.look(moved(before, (strip.invert(x) - from) / length, end)),
    };
  }

  function dragRows(start: number, { x: scale, end }: Stage, inGantt: boolean): Drag | undefined {
    const [left, right] = scale.range() as [number, number];
    if (start < left || start > right) return undefined;
    const clamped = (x: number): number => Math.min(right, Math.max(left, x));
    const isDrag = (x: number): boolean => Math.abs(clamped(x) - start) >= SLIP;
    return {
      move(x) {
        const [one, other] = [start, clamped(x)];
        overlay.span(isDrag(x) ? [Math.min(one, other), Math.max(one, other)] : undefined);
      },
      end(x) {
        if (isDrag(x))
          store.set({ window: within(instantAt(scale, start), instantAt(scale, x), end) });
        // There a click chooses a request.
        else if (!inGantt) moveTo(page, instantAt(scale, start));
      },
    };
  }
}

const isControl = (target: EventTarget | null): boolean =>
  (target as Element).closest("button, select, input, a, table, figcaption, .behind, [popover]") !==
  null;

const isGantt = (target: EventTarget | null): boolean =>
  (target as Element).closest("#gantt") !== null;
