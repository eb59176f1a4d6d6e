/** What a comparison says in sentences: no more than two single runs can tell. */
import type { RunRecord } from "../../../sim/index.ts";
import { count, counted, duration, inOne, percent, percentMet } from "../../format.ts";
import { judged } from "../headline.ts";
import { type Pairing, type Pairs, tallyOf, type Unpaired } from "./pairs.ts";

/** The difference that matters most, in a sentence or two. */
export function headlineOf([a, b]: readonly [RunRecord, RunRecord], pairing: Pairing): string {
  const said = [sharesOf(a, b)];
  if ("pairs" in pairing) said.push(fatesOf(pairing.pairs));
  return said.filter((sentence) => sentence !== undefined).join(" ");
}

function sharesOf(a: RunRecord, b: RunRecord): string | undefined {
  const [inA, inB] = [a, b].map(judged) as [ReturnType<typeof judged>, ReturnType<typeof judged>];
  if (inA.all === 0 || inB.all === 0) return undefined;
  const [ofA, ofB] = [inA, inB].map(({ good, all }) => inOne(percentMet(good / all)));
  return ofA === ofB
    ? `The SLO is met by ${ofA} of requests in both.`
    : `The SLO is met by ${ofB} of requests in B, and by ${ofA} in A.`;
}

function fatesOf(pairs: Pairs): string | undefined {
  const { length } = pairs.rows;
  if (length === 0) return undefined;
  const { later, sooner, median } = tallyOf(pairs);
  if (later + sooner === 0) return "Every request ends at the same instant in both.";
  const share = (some: number): string => inOne(percent(some / length));
  const most = later >= sooner ? "later" : "sooner";
  const other = most === "later" ? "sooner" : "later";
  const shares =
    `${share(Math.max(later, sooner))} of requests end ${most} in B, ` +
    `${share(Math.min(later, sooner))} ${other}`;
  if (median === 0) return `${shares}.`;
  const by = inOne(duration(Math.abs(median)));
  return `${shares}; at the median ${by} ${median > 0 ? "later" : "sooner"}.`;
}

/** How far the comparison can be trusted. */
export function groundsOf([a, b]: readonly [RunRecord, RunRecord], pairing: Pairing): string {
  const [seed, other] = [a.scenario?.seed, b.scenario?.seed];
  if (seed !== other)
    return (
      `One run each, with different seeds (${seed ?? "–"} and ${other ?? "–"}): ` +
      "part of the difference is chance."
    );
  const numbers = seed === undefined ? "" : ` (seed ${seed})`;
  return `One run each, with the same random numbers${numbers}${requestsOf(a, pairing)}.`;
}

function requestsOf({ requests }: RunRecord, pairing: Pairing): string {
  if (!("pairs" in pairing)) return "";
  const same = `, the same ${counted(requests.count, "request")}`;
  return pairing.pairs.together ? same : `${same} at other instants`;
}

/** Why requests cannot be held against themselves, and what helps. */
export const whyUnpaired = (differ: Unpaired): string =>
  `The two runs do not meet the same requests: their ${differ} differ, so none can be held ` +
  "against itself. Compare runs of the same workload and seed.";

/** The pairs, in a sentence for those who hear the page. */
export function pairsInWords(pairs: Pairs): string {
  const { later, sooner, equal } = tallyOf(pairs);
  const parts = [`${count(later)} end later in B`, `${count(sooner)} sooner`];
  if (equal > 0) parts.push(`${count(equal)} at the same instant`);
  if (pairs.alone > 0) parts.push(`${count(pairs.alone)} were not answered in both`);
  return `${parts.join(", ")}.`;
}
