/** Sliders of time: what is dragged with a pointer is moved with keys, and says where it is. */
import type { Seconds } from "../../../sim/index.ts";
import { make } from "../make.ts";

export interface Slider {
  element: HTMLElement;
  /** Tells whoever cannot see it where it is. */
  tell(value: Seconds, range: readonly [Seconds, Seconds], text: string): void;
}

export interface SliderMoves {
  /** By so many small moves, ten with shift. */
  by(moves: number): void;
  toStart(): void;
  toEnd(): void;
}

export function slider(
  document: Document,
  { name, label }: { name: string; label: string },
  { by, toStart, toEnd }: SliderMoves,
): Slider {
  const element = make(document, "div", name);
  element.tabIndex = 0;
  element.setAttribute("role", "slider");
  element.setAttribute("aria-label", label);
  const moves: Readonly<Record<string, (moves: number) => void>> = {
    ArrowLeft: (moves) => by(-moves),
    ArrowDown: (moves) => by(-moves),
    ArrowRight: by,
    ArrowUp: by,
    PageDown: () => by(-10),
    PageUp: () => by(10),
    Home: toStart,
    End: toEnd,
  };
  element.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(event.shiftKey ? 10 : 1);
  });
  return {
    element,
    tell(value, [least, most], text) {
      element.setAttribute("aria-valuemin", String(least));
      element.setAttribute("aria-valuemax", String(most));
      element.setAttribute("aria-valuenow", String(value));
      element.setAttribute("aria-valuetext", text);
    },
  };
}

/** An instant in words: `1 min 7.1 s`. */
export function spoken(instant: Seconds): string {
  const tenths = Math.round(instant * 10);
  const minutes = Math.floor(tenths / 600);
  const seconds = ((tenths % 600) / 10).toFixed(1);
  return minutes > 0 ? `${minutes} min ${seconds} s` : `${seconds} s`;
}
