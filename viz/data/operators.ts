/** The operators of a step as points under the roof of their GPU. */
import type { ExplainedOperator, FlopRate, MemoryRoof, Ridge } from "../../sim/index.ts";
import { type Figure, percent, threeFigures } from "../format.ts";
import { type Hue, hueOf } from "../hues.ts";

export type Roof = Pick<MemoryRoof, "sheet" | "attained">;

export interface OperatorPoint {
  name: string;
  /** FLOPs a byte. */
  intensity: number;
  /** FLOPs a second that it reaches, the floor of its kernels included. */
  rate: FlopRate;
  /** Of the GPU time of the step. */
  share: number;
  /** Of what most of its time goes to. */
  hue: Hue;
}

/** Operators that do arithmetic; a copy or a sampler has no place under a roof. */
export const pointsOf = (operators: readonly ExplainedOperator[]): OperatorPoint[] =>
  operators
    .filter(({ flops }) => flops > 0)
    .map(({ name, intensity, flops, seconds, share, cause }) => ({
      name,
      intensity,
      rate: flops / seconds,
      share,
      hue: hueOf(cause),
    }));

/** What a roof allows at an intensity. */
export const allowed = ({ arithmetic, bandwidth }: Ridge, intensity: number): FlopRate =>
  Math.min(arithmetic, bandwidth * intensity);

/** 3.35e12 → 3.35 TB/s. */
export const terabytes = (perSecond: number): Figure => ({
  number: threeFigures(perSecond / 1e12),
  unit: "TB/s",
});

/** 9.89e14 → 989 TFLOP/s. */
export const teraflops = (perSecond: number): Figure => ({
  number: threeFigures(perSecond / 1e12),
  unit: "TFLOP/s",
});

/** What takes longest, and how near to its roof that comes. */
export function longestInWords(points: readonly OperatorPoint[], { sheet }: Roof): string {
  const longest = points.reduce((most, point) => (point.share > most.share ? point : most));
  const roof = longest.intensity < sheet.intensity ? "memory" : "compute";
  const reached = longest.rate / allowed(sheet, longest.intensity);
  const written = ({ number, unit }: Figure): string => `${number} ${unit}`;
  return (
    `${longest.name} takes ${written(percent(longest.share))} of the GPU's time, under the ` +
    `${roof} roof, of which it reaches ${written(percent(Math.min(1, reached)))}`
  );
}
