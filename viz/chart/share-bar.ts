/** A bar of held memory: what holds tokens, and hatched what does not. */
import { select } from "d3";
import type { ChartContext } from "./context.ts";
import { defineHatches } from "./hatch.ts";
import { svgOf } from "./svg.ts";

export interface ShareData {
  /** Of the whole page. */
  id: string;
  share: number;
}

const HEIGHT = 13;

export function shareBar({ id, share }: ShareData, context: ChartContext): SVGSVGElement {
  const { width } = context;
  const margin = { top: 0, right: 0, bottom: 0, left: 0 };
  const { svg, plot } = svgOf(context, { width, height: HEIGHT, margin });
  defineHatches(select(svg), [{ id, stroke: "hatch", gap: 5 }]);
  const filled = (width - 1) * share;
  const bar = (x: number, across: number, fill: string) =>
    plot
      .append("rect")
      .attr("x", x)
      .attr("y", 0.5)
      .attr("width", Math.max(0, across))
      .attr("height", HEIGHT - 1)
      .attr("fill", fill);
  bar(0.5 + filled, width - 1 - filled, `url(#${id})`);
  bar(0.5, filled, "var(--kv)").attr("data-key", "stored");
  bar(0.5, width - 1, "none").attr("class", "room");
  return svg;
}
