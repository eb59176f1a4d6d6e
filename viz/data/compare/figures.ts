/** The figures that runs are compared by, and which way each of them is better. */
import type { RunRecord, Summary } from "../../../sim/index.ts";
import { count, duration, type Figure, percent, threeFigures } from "../../format.ts";
import { type Measure, ofRequests, valueAt } from "../distribution.ts";
import { judged } from "../headline.ts";

export interface ComparedFigure {
  key: string;
  label: string;
  better: "more" | "less";
  /** Null where it is not known. */
  of(record: RunRecord): number | null;
  write(value: number): Figure;
  /** The size of a difference, where that is written otherwise. */
  writeChange?(size: number): Figure;
}

/** As a change is written: with its sign, and nothing but a zero where there is none. */
export function changeOf(figure: Omit<ComparedFigure, "of">, change: number): Figure {
  const { number, unit } = (figure.writeChange ?? figure.write)(Math.abs(change));
  return { number: change === 0 ? number : `${change > 0 ? "+" : MINUS}${number}`, unit };
}

const MINUS = "−";

type Writing = Pick<ComparedFigure, "write" | "writeChange">;

export const asShare: Writing = {
  write: percent,
  writeChange: (size) => ({ number: percent(size).number, unit: "points" }),
};
export const asTokens: Writing = {
  write: (value) => ({ number: threeFigures(value), unit: "tok/s" }),
};
export const asDollars: Writing = {
  write: (value) => ({ number: `$${threeFigures(value)}`, unit: "" }),
};
const asCount: Writing = { write: (value) => ({ number: count(value), unit: "" }) };

export const comparedFigures: readonly ComparedFigure[] = [
  {
    key: "share",
    label: "SLO met",
    better: "more",
    of(record) {
      const { good, all } = judged(record);
      return all === 0 ? null : good / all;
    },
    ...asShare,
  },
  latency("First token, median", "ttft", 0.5),
  latency("First token, p95", "ttft", 0.95),
  latency("Per output token, p95", "tpot", 0.95),
  latency("End to end, median", "e2el", 0.5),
  latency("End to end, p95", "e2el", 0.95),
  {
    key: "output_throughput_per_gpu",
    label: "Output per GPU",
    better: "more",
    of: ofSummary((summary) => summary.output_throughput_per_gpu),
    ...asTokens,
  },
  {
    key: "preempted",
    label: "Requests preempted",
    better: "less",
    of: ({ requests }) => requests.preemptions.reduce((sum, times) => sum + Number(times > 0), 0),
    ...asCount,
  },
  {
    key: "unanswered",
    label: "Requests unanswered",
    better: "less",
    of: ({ requests }) => requests.e2el.reduce((sum, time) => sum + Number(Number.isNaN(time)), 0),
    ...asCount,
  },
  {
    key: "cost",
    label: "Cost per M output tokens",
    better: "less",
    of: ofSummary((summary) => summary.cost_per_million_output_tokens),
    ...asDollars,
  },
];

/** Of all answered requests, as the summary takes its percentiles. */
function latency(label: string, measure: Measure, share: number): ComparedFigure {
  return {
    key: `p${100 * share}_${measure}`,
    label,
    better: "less",
    of({ requests }) {
      const value = valueAt(ofRequests(requests, measure), share);
      return Number.isNaN(value) ? null : value;
    },
    write: duration,
  };
}

function ofSummary(of: (summary: Summary) => number | null): ComparedFigure["of"] {
  return ({ summary }) => summary && of(summary);
}
