/** What each mark of the Gantt looks like; drawn into an SVG, here and in its key. */
import type { Token } from "../palette.ts";
import type { Mark, MarkKind } from "./gantt-marks.ts";
import type { Plot } from "./svg.ts";

export interface Glyph {
  shape: "bar" | "hatching" | "dots" | "cross" | "arrow";
  /** Centred on the row, in CSS pixels. */
  height: number;
  colour: Token;
  /** Its colour in the row of the selected request. */
  selected?: Token;
}

export const glyphs: Record<MarkKind, Glyph> = {
  waiting: { shape: "dots", height: 1, colour: "ink-3" },
  prefill: { shape: "bar", height: 7, colour: "mm" },
  again: { shape: "bar", height: 7, colour: "mm" },
  decode: { shape: "bar", height: 3, colour: "kv-line", selected: "weights" },
  preempted: { shape: "hatching", height: 6, colour: "miss" },
  lost: { shape: "bar", height: 8, colour: "miss" },
  done: { shape: "bar", height: 6, colour: "ink-2" },
  refused: { shape: "cross", height: 6, colour: "miss" },
  goesOn: { shape: "arrow", height: 5, colour: "ink-2" },
};

/** Dots of a hairline: how long one is, and the gap after it. */
export const DOTS = [1.2, 2] as const;

/** @param hatching what an area is filled with that is hatched */
export function drawGlyph(group: Plot, mark: Mark, hatching: string, selected = false): void {
  const { shape, height, colour, selected: darker } = glyphs[mark.kind];
  const paint = `var(--${(selected ? darker : undefined) ?? colour})`;
  const half = height / 2;
  if (shape === "bar" || shape === "hatching") {
    group
      .append("rect")
      .attr("class", mark.kind)
      .attr("x", rounded(mark.x))
      .attr("y", -half)
      .attr("width", rounded(mark.width))
      .attr("height", height)
      .style("fill", shape === "bar" ? paint : hatching);
    return;
  }
  const path = group
    .append("path")
    .attr("class", mark.kind)
    .attr("d", outlines[shape](mark, half))
    .style("fill", "none")
    .style("stroke", paint);
  if (shape === "dots") path.attr("stroke-dasharray", DOTS.join(" "));
  else path.attr("stroke-width", 1.4);
}

/** Lines, as paths around the middle of a row. */
const outlines: Record<"dots" | "cross" | "arrow", (mark: Mark, half: number) => string> = {
  dots: ({ x, width }) => `M${rounded(x)} 0h${rounded(width)}`,
  cross: ({ x }, half) => {
    const size = 2 * half;
    return `M${rounded(x - half)} ${-half}l${size} ${size}m0 ${-size}l${-size} ${size}`;
  },
  arrow: ({ x }, half) => `M${rounded(x + 1)} ${-half}l${half} ${half}l${-half} ${half}`,
};

/** Of a pixel no more than a hundredth is ever seen. */
const rounded = (pixels: number): number => Math.round(100 * pixels) / 100;
