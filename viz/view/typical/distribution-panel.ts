/** One distribution of the page: its curve, what it says, and its percentiles as a table. */
import { type Cdf, cdf } from "../../chart/cdf.ts";
import type { ChartContext } from "../../chart/context.ts";
import {
  type Distribution,
  type Measure,
  ofGaps,
  ofRequests,
  shareUpTo,
  valueAt,
} from "../../data/distribution.ts";
import { limitsOf } from "../../data/limits.ts";
import type { Table } from "../../data/table.ts";
import { count, duration, inOne, percent, stated } from "../../format.ts";
import type { Page } from "../../state.ts";
import { figure } from "../figure.ts";
import { inTurn } from "../turns.ts";
import type { Shown } from "../typical.ts";
import { onWidth } from "../width.ts";

export interface DistributionPanel {
  measure: Measure | "itl";
  title: string;
  /** What is counted. */
  of: "requests" | "tokens";
  /** Why there may be nothing to draw though requests finished. */
  nothing: string;
}

const nobody = "No request finished. Lower the arrival rate, or let the run last longer.";

export const panels: readonly DistributionPanel[] = [
  { measure: "ttft", title: "Time to first token", of: "requests", nothing: nobody },
  {
    measure: "tpot",
    title: "Time per output token",
    of: "requests",
    nothing: "No finished request has a second token, so there is no time between tokens.",
  },
  { measure: "e2el", title: "End to end", of: "requests", nothing: nobody },
  {
    measure: "itl",
    title: "Gap between tokens",
    of: "tokens",
    nothing: "A table of requests does not hold the gaps between tokens: run its scenario.",
  },
];

const nobodyHere = "No request finished in this window. Widen it, or lower the arrival rate.";

export interface Panel {
  element: HTMLElement;
  draw(shown: Shown): void;
}

export function distributionPanel(panel: DistributionPanel, page: Page): Panel {
  const { measure, title } = panel;
  const frame = figure(page, { id: measure, title, level: 3 });
  let shown: Shown | undefined;
  const draw = (context: ChartContext): void => {
    if (shown === undefined) return;
    const data = cdfOf(shown, measure);
    const present = data.part ?? data.all;
    frame.note(measure === "itl" && shown.rows !== undefined ? "of the whole run" : "");
    frame.table(() => tableOf(present, panel));
    if (data.all.samples === 0) frame.empty(panel.nothing);
    else if (present.samples === 0) frame.empty(nobodyHere);
    else frame.show(cdf(data, context), findingOf(data, panel));
  };
  const { redraw } = onWidth(frame.body, page, draw);
  return {
    element: frame.element,
    draw(next) {
      shown = next;
      if (measure !== "itl") inTurn(() => ofRequests(next.run.requests, measure));
      redraw();
    },
  };
}

/** Gaps are known of the whole run alone. */
function cdfOf({ run, rows, request }: Shown, measure: Measure | "itl"): Cdf {
  const limits = limitsOf(run, measure);
  if (measure === "itl") {
    const all = run.gaps === null ? nothing : ofGaps(run.gaps);
    return { all, part: undefined, limits, chosen: undefined };
  }
  return {
    all: ofRequests(run.requests, measure),
    part: rows && ofRequests(run.requests, measure, rows),
    limits,
    chosen: chosenOf(run.requests[measure], rows, request),
  };
}

const nothing: Distribution = { values: new Float64Array(), samples: 0 };

function chosenOf(
  column: Float64Array,
  rows: Int32Array | undefined,
  request: number | undefined,
): Cdf["chosen"] {
  if (request === undefined || rows?.includes(request) === false) return undefined;
  const value = column[request];
  return value === undefined || Number.isNaN(value) ? undefined : { name: `r${request}`, value };
}

function findingOf(data: Cdf, { title, of }: DistributionPanel): string {
  const { all, part = all, limits } = data;
  const [median, high] = [0.5, 0.95].map((share) => inOne(duration(valueAt(part, share))));
  const within = limits.map(
    ({ value, classes }) =>
      `, ${inOne(percent(shareUpTo(part, value)))} within the ${stated(value)}` +
      ` asked for${classes === undefined ? "" : ` of ${classes.join(", ")}`}`,
  );
  return (
    `${title} of ${count(part.samples)} ${of}: half within ${median}, 95 % within ${high}` +
    `${within.join("")}.`
  );
}

export const percentiles = [5, 10, 25, 50, 75, 90, 95, 99, 99.9] as const;

function tableOf(part: Distribution, { measure, of }: DistributionPanel): Table {
  return {
    columns: ["percentile", `${measure}_ms`, of],
    rows: percentiles.map((percentile) => [
      percentile,
      Number((1000 * valueAt(part, percentile / 100)).toFixed(3)),
      part.samples,
    ]),
  };
}
