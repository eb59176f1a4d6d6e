/**
 * Why, as `--why` prints it: what binds in words, then what easing each limit by 10 % changes, the
 * most helpful first.
 */
import {
  formatPercent,
  formatSeconds,
  type Remedy,
  relativeChange,
  threeDigits,
  type Why,
} from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph } from "../text/paragraph.ts";
import { inColumns } from "../text/table.ts";

/** Of the label, and of each figure. */
const WIDTHS = [28, 10];

export function whyBlock(why: Why, paint: Paint): string[] {
  return [
    ...paragraph(`Why: ${why.sentence}`).map(paint.bold),
    "",
    ...table(why, paint),
    ...footnotes(why).flatMap(paragraph).map(paint.dim),
  ];
}

/** What may be compared with what it was. */
type Figures = Why["before"];

interface Column {
  title: string;
  /** As it is, and what a remedy makes of it. */
  before: (figures: Figures) => string;
  after: (remedy: Remedy, before: Figures) => string;
}

const MINUS = "−";
const signed = (text: string): string =>
  text.startsWith("-") ? MINUS + text.slice(1) : /[1-9]/.test(text) ? `+${text}` : "";

const relative = (key: Exclude<keyof Figures, "share">) => (after: Remedy, before: Figures) => {
  const change = (100 * relativeChange(after, before, key)).toFixed(1);
  const told = signed(Number(change) === 0 ? "" : change);
  return told === "" ? "" : `${told} %`;
};

const latency = (title: string, key: `mean_${"ttft" | "tpot" | "e2el"}_ms`): Column => ({
  title,
  before: ({ [key]: ms }) => (ms === null ? "-" : formatSeconds(ms / 1000)),
  after: relative(key),
});

const throughput = (title: string, key: "request_goodput" | "request_throughput"): Column => ({
  title,
  before: ({ [key]: rate }) => (rate === null ? "-" : `${threeDigits(rate)}/s`),
  after: relative(key),
});

const share: Column = {
  title: "inside SLO",
  before: ({ share: inside }) => (inside === null ? "-" : formatPercent(inside)),
  after(remedy, before) {
    const points = signed((100 * ((remedy.share ?? 0) - (before.share ?? 0))).toFixed(1));
    return isChance(remedy) ? `${points || "±0.0"} ≈` : points;
  },
};

/** Whether requests changed sides, and no more than could by chance. */
const isChance = ({ changed, gains }: Remedy): boolean =>
  changed !== null && changed.gained + changed.lost > 0 && gains.share === 0;

const columnsOf = ({ before }: Why): Column[] => [
  ...(before.share === null
    ? [throughput("requests", "request_throughput")]
    : [share, throughput("goodput", "request_goodput")]),
  latency("mean TTFT", "mean_ttft_ms"),
  latency("TPOT", "mean_tpot_ms"),
  latency("E2E", "mean_e2el_ms"),
];

function table(why: Why, paint: Paint): string[] {
  const columns = columnsOf(why);
  const row = (label: string, cells: string[]): string =>
    inColumns(WIDTHS, [label, ...cells]).trimEnd();
  return [
    paint.bold(
      row(
        "Eased",
        columns.map(({ title }) => title),
      ),
    ),
    row(
      "nothing",
      columns.map(({ before }) => before(why.before)),
    ),
    ...why.remedies.map((remedy) =>
      row(
        remedy.change,
        columns.map(({ after }) => after(remedy, why.before) || "·"),
      ),
    ),
  ];
}

function footnotes({ remedies, left_out, level }: Why): string[] {
  const chance = `≈ Could be chance: too few requests changed sides (p ≥ ${level.toFixed(4)}).`;
  return [
    "Same random numbers in every run; inside SLO in points, all else relative; · no change.",
    ...(remedies.some(isChance) ? [chance] : []),
    ...left_out.map(({ reason }) => `Left out: ${reason}.`),
  ];
}
