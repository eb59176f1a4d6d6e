/** Hatching: a second channel beside colour, defined once in each drawing. */
import type { Selection } from "d3";
import type { Token } from "../palette.ts";

export interface Hatch {
  /** Of the whole page, since drawings share its names. */
  id: string;
  stroke: Token;
  /** Behind the strokes; nothing by default. */
  fill?: Token;
  /** From stroke to stroke, in CSS pixels. */
  gap?: number;
}

export function defineHatches<E extends Element>(
  svg: Selection<E, unknown, null, undefined>,
  hatches: readonly Hatch[],
): void {
  const defs = svg.append("defs");
  for (const { id, stroke, fill, gap = 5 } of hatches) {
    const pattern = defs
      .append("pattern")
      .attr("id", id)
      .attr("width", gap)
      .attr("height", gap)
      .attr("patternUnits", "userSpaceOnUse")
      .attr("patternTransform", "rotate(45)");
    if (fill !== undefined)
      pattern.append("rect").attr("width", gap).attr("height", gap).attr("fill", `var(--${fill})`);
    pattern
      .append("line")
      .attr("y2", gap)
      .attr("x1", 1)
      .attr("x2", 1)
      .attr("stroke", `var(--${stroke})`)
      .attr("stroke-width", 1.6);
  }
}
