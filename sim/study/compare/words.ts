/** The verdict in words: what is lower, what is higher, what is the same, and what is not shown. */
import { formatCount, threeDigits } from "../../units.ts";
import { capital, listed } from "../words.ts";
import { boundsOf, farthest, isNegligible, judgedBy } from "./change.ts";
import type { Band, ContenderFigures, FigureChange } from "./comparison.ts";
import type { ComparedFigure } from "./figures.ts";
import { boundsInHundredths, inHundredths } from "./hundredths.ts";
import type { Best, Findings, Headline, Stated } from "./verdict.ts";

const names: Partial<Record<ComparedFigure, string>> = {
  share: "share inside the SLO",
  mean_e2el_ms: "mean E2E",
  p99_ttft_ms: "p99 TTFT",
  p99_tpot_ms: "p99 TPOT",
  output_throughput: "output tokens/s",
  cost: "cost",
  gpu_hours: "GPU-hours",
};

interface Told extends Stated {
  name: string;
}

/** One contender against the first. */
export function contenderInWords({ duel, figures, groups }: Findings): string {
  const [before, after] = [duel.before.told, duel.after.told];
  if (duel.identical)
    return `${after.name}: no difference; every request ends at the same instant in every run.`;
  const unstable = instability(before, after);
  if (unstable !== undefined) return `${after.name}: ${unstable}`;
  const told = figures.map(({ key, change }): Told => ({ name: names[key] ?? key, key, change }));
  const same = told.filter(({ change }) => isNegligible(change));
  const open = told.filter(({ change }) => !isNegligible(change) && change.better === null);
  const shown = told.filter(({ change }) => !isNegligible(change) && change.better !== null);
  const clauses = [
    shown.map(({ key, name, change }) => shift(key, name, change)).join(", "),
    open.length > 0 &&
      `no difference shown in ${listed(open.map((it) => `${it.name} (${around(it.change)})`))}`,
    ...sameInWords(same),
  ].filter((clause) => clause);
  return [`${after.name}: ${clauses.join("; ")}.`, ...groupsInWords(groups)].join(" ");
}

function instability(before: ContenderFigures, after: ContenderFigures): string | undefined {
  if (before.stable && after.stable) return undefined;
  if (after.stuck > 0) return "it gets stuck, so there is nothing to compare.";
  const unless = "latencies depend on how long one looks, and are not compared.";
  if (!after.stable) return `its queue still grows ${rates(after)}: ${unless}`;
  if (before.stuck > 0) return `it comes to its end, where ${before.name} gets stuck.`;
  return `it keeps up, where the queue of ${before.name} still grows ${rates(before)}: ${unless}`;
}

function rates({ growing, runs, arrivals_per_s, served_per_s }: ContenderFigures): string {
  const [come, go] = [arrivals_per_s, served_per_s].map((rate) => threeDigits(rate ?? 0));
  return `at the end of ${growing} of ${runs.length} runs (arrivals ${come}/s, served ${go}/s)`;
}

/** "mean E2E 12 % lower (9 … 15 %)", "2 points more inside the SLO (1.5 … 2.5 points)" */
function shift(key: ComparedFigure, name: string, change: FigureChange): string {
  const { mean } = judgedBy(change);
  const by = `${inHundredths(Math.abs(mean))} ${unitOf(change)}`;
  if (key === "share")
    return `${by} ${mean < 0 ? "fewer" : "more"} inside the SLO (${reach(change)})`;
  return `${name} ${by} ${mean < 0 ? "lower" : "higher"} (${reach(change)})`;
}

/** How large a change is at least and at most, where it is on one side of nothing. */
function reach(change: FigureChange): string {
  const [least, most] = boundsOf(judgedBy(change))
    .map(Math.abs)
    .sort((a, b) => a - b);
  const sizes = `${inHundredths(least!, Math.floor)} … ${inHundredths(most!, Math.ceil)}`;
  return `${sizes} ${unitOf(change)}`;
}

/** From where on one side of nothing to where on the other it might be. */
const around = (change: FigureChange): string =>
  `${boundsInHundredths(judgedBy(change))} ${unitOf(change)}`;

const unitOf = ({ relative }: FigureChange): string => (relative === null ? "points" : "%");

/** Shares by themselves: theirs are points, and all others are relative. */
function sameInWords(same: readonly Told[]): string[] {
  const isShare = ({ key }: Told) => key === "share";
  return [same.filter(isShare), same.filter((it) => !isShare(it))]
    .filter(({ length }) => length > 0)
    .map((some) => {
      const most = some.reduce((far, it) =>
        farthest(it.change) > farthest(far.change) ? it : far,
      );
      const verb = some.length === 1 ? "stays" : "stay";
      const size = inHundredths(farthest(most.change), Math.ceil);
      const within = `within ${size} ${unitOf(most.change)}`;
      const how = farthest(most.change) === 0 ? "the same in every run" : within;
      return `${listed(some.map(({ name }) => name))} ${verb} ${how}`;
    });
}

/** Who ends sooner and who later, where not all have the same fate. */
function groupsInWords(groups: Findings["groups"]): string[] {
  if (groups.length === 0) return [];
  const sooner = groups.filter(({ change }) => change.better === true);
  const later = groups.filter(({ change }) => change.better === false);
  const open = groups.filter(({ change }) => change.better === null);
  for (const [all, when] of [
    [sooner, "sooner"],
    [later, "later"],
  ] as const)
    if (all.length === groups.length) return [`${everybody(groups)} ${when} on average.`];
  if (open.length === groups.length) return ["For none of its groups a difference is shown."];
  const withReach = (some: Findings["groups"]) =>
    listed(some.map((group) => `${nameOf(group)} (${reach(group.change)})`));
  const clauses = [
    sooner.length > 0 && `sooner: ${withReach(sooner)}`,
    later.length > 0 && `later: ${withReach(later)}`,
    open.length > 0 && `not shown: ${listed(open.map(nameOf))}`,
  ].filter((clause) => clause !== false);
  return [`${capital(clauses.join("; "))}.`];
}

function everybody(groups: Findings["groups"]): string {
  const hasClasses = groups.some(({ name }) => name !== null);
  const hasBands = groups.some(({ band }) => band !== null);
  if (!hasClasses) return "Prompts of every length end";
  return hasBands ? "Every class and prompts of every length end" : "Every class ends";
}

const nameOf = ({ name, band }: Findings["groups"][number]): string =>
  band === null ? `class ${name}` : bandInWords(band);

/** "prompts of 313 to 1,024 tokens" */
export function bandInWords({ from, to }: Band): string {
  if (from === null) return `prompts up to ${formatCount(to!)} tokens`;
  if (to === null) return `prompts from ${formatCount(from)} tokens on`;
  return `prompts of ${formatCount(from)} to ${formatCount(to)} tokens`;
}

const feats: { readonly [H in Headline]: string } = {
  share: "the most requests inside the SLO",
  mean_e2el_ms: "the lowest mean E2E",
};

/** Which of several is best by a headline figure. */
export function bestInWords({ headline, leader, rivals, of }: Best): string {
  const feat = feats[headline];
  if (rivals.length === 0) return `Of all ${of}, ${leader} is shown to have ${feat}.`;
  if (rivals.length === of - 1) return `Which of all ${of} has ${feat}, the runs do not tell.`;
  return `Of all ${of}, ${leader} comes out with ${feat}, but is not told from ${listed(rivals)}.`;
}
