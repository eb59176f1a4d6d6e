/** The answer of a plan, in lines: the fleet, what it costs, and what is known about it. */
import {
  type Answer,
  counted,
  formatCount,
  formatPercent,
  type Plan,
  type RankedCandidate,
  threeDigits,
} from "../../index.ts";
import { printable } from "../../printable.ts";
import type { Paint } from "../text/paint.ts";
import { broken, paragraph, tied, WIDTH } from "../text/paragraph.ts";

export function answerBlock(plan: Plan, paint: Paint): string[] {
  const { answer } = plan;
  if (answer === null) return nothing(plan).flatMap(paragraph).map(paint.bold);
  return [
    ...paragraph(headline(answer)).map(paint.bold),
    ...paragraph(sentence(plan, answer)),
    ...apartLines(plan),
    ...lines(answer, plan).flatMap(([title, text]) => entry(title, text)),
  ];
}

const found: Record<Answer["objective"], string> = {
  "min-cost": "The cheapest fleet",
  "min-gpus": "The fewest GPUs",
  "max-rate": "The highest rate",
};

const fleet = (engines: number, label: string): string =>
  `${tied(counted(engines, "engine"))} of ${label}`;
const usd = (dollars: number): string => `$${dollars.toFixed(2)}/h`;
const month = (dollars: number): string => `$${formatCount(dollars)} a month`;
const rate = (perSecond: number): string => tied(`${threeDigits(perSecond)} requests/s`);

const headline = ({ objective, engines, label, rate: highest }: Answer): string =>
  objective === "max-rate"
    ? `${found[objective]}: ${rate(highest!)}, on ${fleet(engines, label)}.`
    : `${found[objective]}: ${fleet(engines, label)}.`;

function sentence({ candidates }: Plan, answer: Answer): string {
  const { gpus, cost_per_hour, cost_per_month } = answer;
  const best = candidates[0]!;
  const load = answer.rate === null ? "" : ` for ${rate(answer.rate)}`;
  const money = `${usd(cost_per_hour)}, ${month(cost_per_month)}`;
  return `${formatCount(gpus)} GPUs, ${money}${load}: ${best.why}.`;
}

function lines(answer: Answer, plan: Plan): [title: string, text: string][] {
  const { head_room, one_less, n_plus_1, next_best, binding, objective } = answer;
  return [
    ...(head_room === null ? [] : ([["Head-room", headRoom(head_room)]] as [string, string][])),
    ...(objective === "max-rate" ? [tooHigh(answer)] : []),
    ...(one_less === null ? [] : [["One less", oneLess(one_less)] as [string, string]]),
    [
      "N+1",
      `${formatCount(n_plus_1.engines)} engines hold when one is lost: ` +
        `${usd(n_plus_1.cost_per_hour)}, ${month(n_plus_1.cost_per_month)}.`,
    ],
    ["Next best", next_best === null ? noNext(plan) : nextBest(next_best, objective)],
    ...(binding === null
      ? []
      : [
          [
            "Binds",
            `${binding.rate === null ? "" : `At ${rate(binding.rate)}: `}${binding.why.sentence}`,
          ] as [string, string],
        ]),
  ];
}

/** A fleet for each class instead, and what that comes to. */
function apartLines({ apart, answer }: Plan): string[] {
  if (apart === null) return [];
  const each = apart.classes.map(({ name, plan }) =>
    plan.answer === null
      ? `${printable(name)}: nothing holds`
      : `${printable(name)}: ${fleet(plan.answer.engines, plan.answer.label)}`,
  );
  const one = answer === null ? "nothing for all" : `${usd(answer.cost_per_hour)} for all`;
  const sum =
    apart.cost_per_hour === null ? "" : `; ${usd(apart.cost_per_hour)}, instead of ${one}`;
  const title = apart.better ? "Better: a fleet for each class" : "A fleet for each class";
  return entry("Apart", `${title}. ${each.join(", ")}${sum}.`);
}

const headRoom = ({ holds, too_high, times }: NonNullable<Answer["head_room"]>): string =>
  times === 1
    ? `none that was shown: ${rate(too_high)} are too much.`
    : `${formatPercent(times - 1)}: it holds ${rate(holds)}; ${rate(too_high)} are too much.`;

const tooHigh = ({ too_high }: Answer): [string, string] => [
  "Too much",
  `${rate(too_high!)} miss the objectives; what lies between is too near to tell.`,
];

const lost: Record<NonNullable<Answer["one_less"]>["verdict"], string> = {
  holds: "would hold",
  fails: "would miss the objectives",
  unstable: "could not keep up: the queue grows",
  stuck: "would get stuck",
  undecided: "would be too near to tell",
  "ruled-out": "could not serve the rate, whatever they did",
  "not-tried": "would be fewer than engines.min: not tried",
};

const oneLess = ({ engines, verdict }: NonNullable<Answer["one_less"]>): string =>
  engines === 0 ? "none is left." : `${counted(engines, "engine")} ${lost[verdict]}.`;

/** Why there is no second choice: others may hold that were not looked for. */
const noNext = ({ candidates }: Plan): string =>
  candidates.some(({ status, fleet: least }) => status === "ruled-out" && least !== null)
    ? "nothing else that is nearly as good; see below."
    : "nothing else holds.";

function nextBest(next: NonNullable<Answer["next_best"]>, objective: Answer["objective"]): string {
  const engines = next.fleet.engines.reduce((sum, count) => sum + count, 0);
  const what = `${fleet(engines, next.label)}, ${usd(next.fleet.cost)}`;
  return objective === "max-rate" ? `${rate(next.rate!)} on ${what}.` : `${what}.`;
}

const TITLE = 12;

const entry = (title: string, text: string): string[] =>
  broken(text, WIDTH - TITLE).map((line, index) => (index === 0 ? title : "").padEnd(TITLE) + line);

/** What fails, and by how much, of the candidate that comes nearest. */
function nothing({ candidates, complete }: Plan): string[] {
  if (!complete) return ["Interrupted before anything was found to hold."];
  const tried = candidates.filter(({ share }) => share !== null);
  if (tried.length === 0) return ["Nothing holds."];
  const nearest = tried.reduce((best, row) => (row.share! > best.share! ? row : best));
  return [`Nothing holds. ${nearestInWords(nearest)}`];
}

const nearestInWords = ({ label, fleet: tried, why }: RankedCandidate): string =>
  `Nearest are ${formatCount(tried!.gpus)} GPUs of ${label}: ${why}.`;
