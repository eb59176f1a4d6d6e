/**
 * The speed of light beside what the run reached: by the data sheet, and with kernels as measured.
 */
import { type Gap, type Summary, threeDigits } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph, tied } from "../text/paragraph.ts";
import { inColumns } from "../text/table.ts";

/** Of the label, and of each figure. */
const WIDTHS = [15, 9, 9, 10, 8];

const rows = [
  ["Requests/s", "request_throughput", "request_throughput"],
  ["Mean TTFT (ms)", "mean_ttft_ms", "mean_ttft"],
  ["Mean TPOT (ms)", "mean_tpot_ms", "mean_tpot"],
] as const;

/** A table and a sentence; nothing where no bound is known. */
export function speedOfLight(summary: Summary, paint: Paint): string[] {
  const { speed_of_light: light } = summary;
  if (light === null) return [];
  const { sheet, attained, gap } = light;
  const heading = inColumns(WIDTHS, ["Speed of light", "sheet", "kernels", "this run", "gap"]);
  return [
    paint.bold(`${heading}  mostly`),
    ...rows.map(([label, key, of]) => {
      const figures = [sheet[key], attained[key], summary[key]].map(fixed);
      return inColumns(WIDTHS, [label, ...figures, ...inWords(gap[of])]);
    }),
    ...paragraph(light.sentence.replaceAll(" %", tied(" %"))).map(paint.dim),
  ];
}

const fixed = (figure: number | null): string => (figure === null ? "-" : figure.toFixed(2));

/** How many times, and the largest part. */
function inWords(gap: Gap | null): [times: string, mostly: string] {
  if (gap === null) return ["-", ""];
  const [largest] = gap.made_of;
  const mostly = largest && `  ${largest.words} (${(100 * largest.share).toFixed(0)} %)`;
  return [`${threeDigits(gap.times)} ×`, mostly ?? ""];
}
