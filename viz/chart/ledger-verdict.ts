/** How a request did by an objective, in words beside the mark of where it was. */
import type { Verdict } from "../data/ledger-picture.ts";
import type { ChartContext } from "./context.ts";
import type { Plot } from "./svg.ts";

/** A letter of 12 px text is about so wide; no drawing measures text. */
const LETTER = 6.1;
/** Room for the sign of what was missed. */
const SIGN = 13;

/**
 * Words beside a mark: at its right, or at its left where there is no room for them; and where
 * columns are at the left, at the edge of the drawing, across the mark.
 */
export function verdict(
  { context, plot }: { context: ChartContext; plot: Plot },
  said: Verdict,
  { x, y, from }: { x: number; y: number; from: number },
) {
  const text = context.narrow ? said.brief : said.text;
  const room = said.missed ? SIGN : 0;
  const length = room + LETTER * text.length;
  const fits = x + 8 + length < context.width;
  const end = x - 7 - length > from ? x - 7 : context.width;
  // A triangle that is drawn: not every font has one.
  if (said.missed)
    plot
      .append("path")
      .attr("class", "sign")
      .attr("d", `M${fits ? x + 8 : end - 9} ${y}h9l-4.5-8z`)
      .style("fill", "var(--miss)");
  plot
    .append("text")
    .attr("class", `label halo ${said.missed ? "missed" : "met"}`)
    .attr("x", fits ? x + 8 + room : end - room)
    .attr("y", y)
    .attr("text-anchor", fits ? "start" : "end")
    .style("fill", said.missed ? "var(--miss)" : "var(--ink-2)")
    .text(text);
}
