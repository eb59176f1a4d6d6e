/** An empty drawing: an SVG of a size, and in it the group that a plot's marks go into. */
import { type Selection, select } from "d3";
import type { ChartContext, Margin } from "./context.ts";

export type Plot = Selection<SVGGElement, unknown, null, undefined>;

export interface Size {
  /** Of the whole drawing, margins included, in CSS pixels. */
  width: number;
  height: number;
  margin: Margin;
}

export interface Drawing {
  svg: SVGSVGElement;
  /** Its origin is the upper left corner inside the margins. */
  plot: Plot;
}

const SVG = "http://www.w3.org/2000/svg";

export function svgOf({ document }: ChartContext, { width, height, margin }: Size): Drawing {
  const svg = document.createElementNS(SVG, "svg");
  const plot = select(svg)
    .attr("class", "chart")
    .attr("width", width)
    .attr("height", height)
    .attr("viewBox", `0 0 ${width} ${height}`)
    .append("g")
    .attr("transform", `translate(${margin.left},${margin.top})`);
  return { svg, plot };
}
