/**
 * Morphing: marks that stand for the same thing in the old drawing and in the new one move there.
 *
 * They bear the same `data-key`. Those that are new, or gone, do so at once: motion carries
 * identity or nothing.
 */
import { easeCubicOut, interpolateString } from "d3";

/** Milliseconds. */
const LASTS = 160;
/** With more marks than these no eye follows one, and frames would be late. */
const MOST = 600;
const moving = [
  ...["x", "y", "width", "height", "cx", "cy", "r", "x1", "y1", "x2", "y2"],
  ...["d", "transform", "opacity"],
] as const;

/** How an attribute of a mark goes from what it was to what it is. */
interface Move {
  mark: Element;
  name: string;
  end: string;
  between: (share: number) => string;
}

/** @param next is in the document; `old` was there before it */
export function morph(old: Element, next: Element): void {
  const view = next.ownerDocument.defaultView;
  if (view === null || view.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const moves = movesBetween(old, next);
  if (moves.length === 0) return;
  const start = view.performance.now();
  const frame = (now: number): void => {
    const share = Math.min(1, Math.max(0, (now - start) / LASTS));
    place(moves, easeCubicOut(share));
    if (share < 1 && next.isConnected) view.requestAnimationFrame(frame);
  };
  frame(start);
}

function movesBetween(old: Element, next: Element): Move[] {
  const marks = next.querySelectorAll("[data-key]");
  if (marks.length > MOST) return [];
  const before = new Map(
    [...old.querySelectorAll("[data-key]")].map((mark) => [mark.getAttribute("data-key"), mark]),
  );
  return [...marks].flatMap((mark) => {
    const from = before.get(mark.getAttribute("data-key"));
    return from === undefined ? [] : moving.flatMap((name) => moveOf(name, from, mark));
  });
}

function moveOf(name: string, from: Element, mark: Element): Move[] {
  const start = from.getAttribute(name);
  const end = mark.getAttribute(name);
  if (start === null || end === null || start === end || !alike(start, end)) return [];
  return [{ mark, name, end, between: interpolateString(start, end) }];
}

/** Whether two paths, or transforms, differ in their numbers alone. */
const alike = (start: string, end: string): boolean => shapeOf(start) === shapeOf(end);
const shapeOf = (text: string): string => text.replaceAll(/-?[\d.]+(e[-+]?\d+)?/g, "#");

function place(moves: readonly Move[], share: number): void {
  for (const { mark, name, end, between } of moves)
    mark.setAttribute(name, share < 1 ? between(share) : end);
}
