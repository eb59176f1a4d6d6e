/** The Pareto front of a plan, from the most tokens a user gets to the most that a GPU brings. */
import { counted, formatCount, type ParetoPoint, type Plan, threeDigits } from "../../index.ts";
import type { Paint } from "../text/paint.ts";

/** Of the two figures; what has them follows. */
const WIDTHS = [10, 10];

export function paretoBlock({ pareto }: Plan, paint: Paint): string[] {
  const front = pareto
    .filter(({ on_front }) => on_front)
    .sort((a, b) => b.output_tokens_per_s_per_user - a.output_tokens_per_s_per_user);
  if (front.length === 0) return [];
  return [
    paint.bold("Pareto front, output tokens/s"),
    paint.dim(`${cells(["per user", "per GPU"])}  candidate and load`),
    ...front.map(line),
  ];
}

const cells = (texts: readonly string[]): string =>
  texts.map((text, index) => text.padStart(WIDTHS[index]!)).join("");

function line(point: ParetoPoint): string {
  const { output_tokens_per_s_per_user: user, output_tokens_per_s_per_gpu: gpu } = point;
  return `${cells([threeDigits(user), formatCount(gpu)])}  ${point.label}, ${load(point)}`;
}

const load = ({ clients, rate, gpus }: ParetoPoint): string => {
  if (clients !== null) return counted(clients, "client");
  return rate === null ? `${formatCount(gpus)} GPUs` : `${threeDigits(rate / gpus)}/s a GPU`;
};
