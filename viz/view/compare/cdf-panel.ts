/** Distributions of all runs over one another, one panel a measure. */
import { comparedCdfs } from "../../chart/compare/cdfs.ts";
import type { Contestant } from "../../data/compare/contestants.ts";
import { type Distribution, type Measure, ofRequests, valueAt } from "../../data/distribution.ts";
import { limitsOf } from "../../data/limits.ts";
import type { Table } from "../../data/table.ts";
import { duration, inOne } from "../../format.ts";
import type { Page } from "../../state.ts";
import { percentiles } from "../typical/distribution-panel.ts";
import { type ComparePanel, comparePanel, lettersOf } from "./panel.ts";

const measures: readonly { measure: Measure; title: string }[] = [
  { measure: "ttft", title: "Time to first token" },
  { measure: "tpot", title: "Time per output token" },
  { measure: "e2el", title: "End to end" },
];

export const cdfPanels = (page: Page): ComparePanel[] =>
  measures.map(({ measure, title }) =>
    comparePanel(
      page,
      { id: `compare-${measure}`, title, level: 3 },
      ({ frame, contestants, context }) => {
        const of = contestants.map(({ run }) => ofRequests(run.requests, measure));
        frame.note("share at or below, log scale");
        frame.table(() => tableOf(of, contestants));
        if (of.every(({ samples }) => samples === 0))
          frame.empty("No request has one. Lower the arrival rate, or let the runs last longer.");
        else {
          const limits = limitsOf(contestants[1]!.run, measure);
          const chart = comparedCdfs({ contestants, of, limits }, context);
          frame.show(chart, findingOf(title, of, contestants));
        }
      },
    ),
  );

function findingOf(
  title: string,
  of: readonly Distribution[],
  contestants: readonly Contestant[],
): string {
  const said = of.map((one, at) => {
    const [median, high] = [0.5, 0.95].map((share) => inOne(duration(valueAt(one, share))));
    const { letter } = contestants[at]!;
    return one.samples === 0
      ? `${letter} has none`
      : `in ${letter} half within ${median}, 95 % within ${high}`;
  });
  return `${title}: ${said.join("; ")}.`;
}

function tableOf(of: readonly Distribution[], contestants: readonly Contestant[]): Table {
  return {
    columns: ["percentile", ...lettersOf(contestants).map((letter) => `${letter}_ms`)],
    rows: percentiles.map((percentile) => [
      percentile,
      ...of.map((one) => Number((1000 * valueAt(one, percentile / 100)).toFixed(3))),
    ]),
  };
}
