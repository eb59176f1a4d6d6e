/**
 * The speed of light beside what the run reached: by the data sheet, and with kernels as measured.
 */
import { type LightFigures, type Summary, threeDigits } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph, tied } from "../text/paragraph.ts";
import { inColumns } from "../text/table.ts";

/** Of the label, and of each figure. */
const WIDTHS = [24, 12];

const rows = [
  ["Requests/s", "request_throughput", "request_throughput"],
  ["Mean TTFT (ms)", "mean_ttft_ms", "mean_ttft"],
  ["Mean TPOT (ms)", "mean_tpot_ms", "mean_tpot"],
] as const satisfies [string, keyof LightFigures, string][];

/** A table and a sentence; nothing where no bound is known. */
export function speedOfLight(summary: Summary, paint: Paint): string[] {
  const { speed_of_light: light } = summary;
  if (light === null) return [];
  const { sheet, attained, gap } = light;
  return [
    paint.bold(inColumns(WIDTHS, ["Speed of light", "data sheet", "kernels", "this run", "gap"])),
    ...rows.map(([label, key, of]) => {
      const figures = [sheet[key], attained[key], summary[key]].map(fixed);
      return inColumns(WIDTHS, [label, ...figures, times(gap[of])]);
    }),
    ...paragraph(light.sentence.replaceAll(" %", tied(" %"))).map(paint.dim),
  ];
}

const fixed = (figure: number | null): string => (figure === null ? "-" : figure.toFixed(2));

const times = (gap: number | null): string => (gap === null ? "-" : `${threeDigits(gap)} ×`);
