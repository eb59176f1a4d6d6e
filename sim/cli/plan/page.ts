/** A plan as it is printed: the answer first, then the evidence. */
import {
  formatCount,
  formatPercent,
  formatSeconds,
  type Plan,
  type RankedCandidate,
  threeDigits,
} from "../../index.ts";
import { page } from "../text/page.ts";
import type { Paint } from "../text/paint.ts";
import { broken, paragraph, WIDTH } from "../text/paragraph.ts";
import { answerBlock } from "./answer-block.ts";
import { paretoBlock } from "./pareto-block.ts";
import { trailBlock } from "./trail-block.ts";

export const planPage = (plan: Plan, files: readonly string[], paint: Paint): string =>
  page([
    answerBlock(plan, paint),
    candidatesBlock(plan, paint),
    trailBlock(plan, paint),
    paretoBlock(plan, paint),
    [...plan.notes, ...files].flatMap(paragraph).map(paint.dim),
  ]);

/** Of the figures below a candidate's name. */
const WIDTHS = [12, 12, 11, 11, 11, 9, 12];
const INDENT = 4;

/** A line with the name of each candidate, and one with its figures, or with why it has none. */
function candidatesBlock({ candidates, objective }: Plan, paint: Paint): string[] {
  const titles = [
    objective === "max-rate" ? "requests/s" : "engines",
    "$/h",
    "inside",
    "p99 TTFT",
    "p99 TPOT",
    "load",
    "mostly",
  ];
  return [
    paint.bold(`${"Candidates".padEnd(INDENT)}`),
    paint.dim(figuresLine(titles)),
    ...candidates.flatMap((row) => candidateLines(row, objective, paint)),
  ];
}

const figuresLine = (cells: readonly string[]): string =>
  cells.map((cell, index) => cell.padStart(WIDTHS[index]!)).join("");

function candidateLines(
  row: RankedCandidate,
  objective: Plan["objective"],
  paint: Paint,
): string[] {
  const name = `${String(row.rank ?? "–").padStart(2)}  ${row.label}`;
  if (row.share === null)
    return [name, ...indented(`${statusInWords[row.status]}: ${row.why}`).map(paint.dim)];
  const { fleet, share, p99_ttft_ms: ttft, p99_tpot_ms: tpot, load, rate } = row;
  const latency = (ms: number | null | undefined): string =>
    ms == null ? "-" : formatSeconds(ms / 1000);
  const cells = [
    objective === "max-rate" ? threeDigits(rate!) : fleet!.engines.map(formatCount).join("+"),
    fleet!.cost.toFixed(2),
    percentAtMost(share),
    latency(ttft),
    latency(tpot),
    load === null ? "-" : formatPercent(load),
    row.binds ?? "-",
  ];
  const status = row.status === "holds" ? [] : indented(statusInWords[row.status]).map(paint.dim);
  return [name, figuresLine(cells), ...status];
}

const indented = (text: string): string[] =>
  broken(text, WIDTH - INDENT).map((line) => `${" ".repeat(INDENT)}${line}`);

const statusInWords: Record<RankedCandidate["status"], string> = {
  holds: "holds",
  fails: "fails with as many engines as may be",
  unstable: "its queue grows",
  stuck: "gets stuck",
  undecided: "too near to tell",
  "ruled-out": "ruled out",
  "not-finished": "not finished",
};

/** Rounded down, so that 100 % is said of all and of nothing less. */
const percentAtMost = (share: number): string =>
  `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
