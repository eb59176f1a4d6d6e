/** What is in the batch of a step: decodes and tokens of prompts, of the most that it may hold. */
import type { Tokens } from "../../sim/index.ts";
import type { ChartContext } from "./context.ts";
import { svgOf } from "./svg.ts";

export interface BatchData {
  decodes: Tokens;
  prefill: Tokens;
  /** Tokens that fill the bar. */
  most: Tokens;
}

const HEIGHT = 14;

export function batch({ decodes, prefill, most }: BatchData, context: ChartContext): SVGSVGElement {
  const margin = { top: 0, right: 0, bottom: 0, left: 0 };
  const { svg, plot } = svgOf(context, { width: context.width, height: HEIGHT, margin });
  const across = (tokens: Tokens): number =>
    (context.width - 1) * Math.min(1, tokens / Math.max(1, most));
  const parts = [
    { key: "decodes", from: 0, tokens: decodes, fill: "var(--weights)" },
    { key: "prefill", from: decodes, tokens: prefill, fill: "var(--mm)" },
  ];
  for (const { key, from, tokens, fill } of parts)
    plot
      .append("rect")
      .attr("data-key", key)
      .attr("x", 0.5 + across(from))
      .attr("width", across(from + tokens) - across(from))
      .attr("height", HEIGHT)
      .attr("fill", fill);
  plot
    .append("rect")
    .attr("class", "room")
    .attr("x", 0.5)
    .attr("y", 0.5)
    .attr("width", context.width - 1)
    .attr("height", HEIGHT - 1);
  return svg;
}
