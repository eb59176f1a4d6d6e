/**
 * The roofline: operators of a step under the roofs of their GPU, both axes logarithmic.
 *
 * The slope is what memory moves, the flat part what arithmetic computes. A point hangs from the
 * roof above it: the longer its line, the further it stays below what its GPU could do. A second
 * step stands beside the first one in open marks.
 */
import { allowed, type OperatorPoint, type Roof } from "../data/operators.ts";
import type { ChartContext, Margin } from "./context.ts";
import { drawAxes, type Field, fieldOf } from "./roofline-field.ts";
import { drawLabels } from "./roofline-labels.ts";
import { drawRoofs } from "./roofline-roofs.ts";
import { type Plot, svgOf } from "./svg.ts";

export interface RooflineData {
  roof: Roof;
  chosen: readonly OperatorPoint[];
  pinned?: readonly OperatorPoint[] | undefined;
}

/** An operator of one of the steps, where it lies. */
export interface Mark extends OperatorPoint {
  open: boolean;
  x: number;
  y: number;
  radius: number;
}

const MARGIN: Margin = { top: 38, right: 0, bottom: 36, left: 0 };

export function roofline(data: RooflineData, context: ChartContext): SVGSVGElement {
  const { width, narrow } = context;
  const size = { width, height: narrow ? 290 : 360, margin: MARGIN };
  const { svg, plot } = svgOf(context, size);
  const { roof, chosen, pinned = [] } = data;
  const field = fieldOf(roof, [...chosen, ...pinned], {
    width,
    height: size.height - MARGIN.top - MARGIN.bottom,
    narrow,
  });
  drawAxes(plot, field);
  const marks = [...marksOf(pinned, true, field), ...marksOf(chosen, false, field)];
  drawRoofs(plot, roof, { field, marks });
  drawMarks(plot, marks, (intensity) => field.y(allowed(roof.sheet, intensity)));
  drawLabels(plot, marks, roof, field);
  return svg;
}

/** Its area is the share of the step; what takes next to nothing is still seen. */
const radiusOf = (share: number): number => Math.max(2.5, 24 * Math.sqrt(share));

/** Large ones first, so that small ones lie upon them. */
const marksOf = (points: readonly OperatorPoint[], open: boolean, { x, y }: Field): Mark[] =>
  points
    .map((point) => ({
      ...point,
      open,
      x: x(point.intensity),
      y: y(point.rate),
      radius: radiusOf(point.share),
    }))
    .sort((one, other) => other.radius - one.radius);

function drawMarks(plot: Plot, marks: readonly Mark[], roofAt: (intensity: number) => number) {
  for (const { name, open, x, y, radius, intensity, hue } of marks) {
    const key = `${open ? "pinned" : "chosen"} ${name}`;
    const top = Math.min(y, roofAt(intensity));
    plot
      .append("line")
      .attr("class", "plumb")
      .attr("data-key", `${key} plumb`)
      .attr("data-hue", hue.key)
      .attr("x1", x)
      .attr("x2", x)
      .attr("y1", top)
      .attr("y2", Math.max(top, y - radius));
    plot
      .append("circle")
      .attr("class", open ? "operator open" : "operator")
      .attr("data-key", key)
      .attr("data-hue", hue.key)
      .attr("cx", x)
      .attr("cy", y)
      .attr("r", radius)
      .attr("fill", open ? "none" : `var(--${hue.fill})`)
      .attr("stroke", open ? `var(--${hue.line})` : "var(--paper)");
  }
}
