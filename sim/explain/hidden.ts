/** Collectives that run beside kernels, in part: an explained step has what is left of them. */
import { onGrid } from "../kernel/time.ts";
import type { Seconds } from "../units.ts";
import type { ExplainedOperator } from "./operators.ts";

/** Takes from collectives, each in proportion, what is beyond `whole`; they then sum to it. */
export function hideCollectives(
  operators: ExplainedOperator[],
  whole: Seconds,
): ExplainedOperator[] {
  let left = operators.reduce((sum, { seconds }) => sum + seconds, 0) - whole;
  if (left === 0) return operators;
  let sending = operators.reduce(
    (sum, { kind, seconds }) => sum + (kind === "collective" ? seconds : 0),
    0,
  );
  return operators.map((operator) => {
    const { kind, seconds, spent } = operator;
    if (kind !== "collective") return { ...operator, share: seconds / whole };
    const hidden = seconds === sending ? left : onGrid((left * seconds) / sending);
    left -= hidden;
    sending -= seconds;
    return {
      ...operator,
      seconds: seconds - hidden,
      share: (seconds - hidden) / whole,
      spent: { ...spent, network: spent.network - hidden },
    };
  });
}
