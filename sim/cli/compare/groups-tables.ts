/**
 * Who wins and who loses: for each contender beside the first, its classes and bands of prompt
 * length, with the share of requests that end sooner, and the intervals of what changes.
 */
import type { Comparison, Difference, FigureChange, GroupDifference } from "../../index.ts";
import { formatPercent } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { fitted, inColumns } from "../text/table.ts";
import { boundsText, paintOf } from "./figure-rows.ts";

const NAME = 18;
const WIDTHS = [NAME, 6, 7, 7, 15, 14, 13];
/** Groups past these are in the JSON alone. */
const MOST_LINES = 24;

export const groupsTables = ({ differences }: Comparison, paint: Paint): string[][] =>
  differences
    .filter(({ identical, groups }) => !identical && groups.length > 0)
    .map((difference) => tableOf(difference, paint));

const TITLES = ["", "sooner", "later", "TTFT %", "E2E %", "SLO points"];

function tableOf({ name, groups }: Difference, paint: Paint): string[] {
  const left = groups.length - MOST_LINES;
  return [
    paint.bold(inColumns(WIDTHS, [fitted(name, NAME), ...TITLES])),
    ...groups.slice(0, MOST_LINES).map((group) => {
      const { sooner, later, ttft_ms, e2el_ms, share } = group;
      const cells = [
        outcome(e2el_ms),
        formatPercent(sooner),
        formatPercent(later),
        boundsText(ttft_ms),
        boundsText(e2el_ms),
        boundsText(share, true),
      ];
      return paintOf(e2el_ms, paint)(inColumns(WIDTHS, [labelOf(group), ...cells]));
    }),
    ...(left > 0 ? [paint.dim(`and ${left} more in the JSON`)] : []),
  ];
}

/** By mean end-to-end latency, as far as its interval tells. */
function outcome(change: FigureChange | null): string {
  if (change === null || change.better === null) return "≈";
  return change.better ? "wins" : "loses";
}

function labelOf({ name, band }: GroupDifference): string {
  if (band === null) return fitted(name!, NAME);
  const { from, to } = band;
  if (from === null) return `prompt to ${to}`;
  return to === null ? `prompt from ${from}` : `prompt ${from}–${to}`;
}
