/** A plan as the page shows it: its answer in words, its points, its candidates and its trail. */
import type { Plan, RankedCandidate, TrailRow } from "../../../sim/index.ts";
import { count, counted, inOne, percentMet, THIN, threeFigures } from "../../format.ts";
import type { Table } from "../table.ts";
import { exactly, type StudyPoint } from "./point.ts";
import type { Ranked } from "./ranked.ts";
import type { Trail } from "./trail.ts";

/** The answer first, in a sentence, and what is to be known of it. */
export function planWords(plan: Plan): { headline: string; sentences: string[] } {
  const { answer, candidates, criteria, complete, notes } = plan;
  const asked = `Asked: ${criteria.join("; ")}${rateIn(plan)}.`;
  if (answer === null) {
    const none = complete ? "None of the candidates holds." : "Nothing was found yet.";
    return { headline: none, sentences: [asked, ...notes] };
  }
  const { engines, label, cost_per_hour, gpus, head_room, one_less, n_plus_1, next_best } = answer;
  const fleet = `${counted(engines, "engine")} of ${label}`;
  const cost = dollars(cost_per_hour);
  const [are, hold] = engines === 1 ? ["is", "holds"] : ["are", "hold"];
  const said = {
    "min-cost": `${fleet} ${are} the cheapest fleet that holds, at ${cost} an hour.`,
    "min-gpus": `${fleet} ${hold} with the fewest GPUs: ${count(gpus)}.`,
    "max-rate":
      `${fleet} ${hold} ${rated(answer.rate)}, ` +
      `the most of ${counted(candidates.length, "candidate")}.`,
  };
  const month = `${counted(gpus, "GPU")}, ${dollars(answer.cost_per_month)} a month.`;
  const sentences = [asked, month];
  if (head_room !== null)
    sentences.push(
      `It holds up to ${rated(head_room.holds)}, ${times(head_room.times)} what is asked for; ` +
        `${rated(head_room.too_high)} no longer.`,
    );
  if (one_less !== null)
    sentences.push(
      `With ${counted(one_less.engines, "engine")}: ${verdictWords[one_less.verdict]}.`,
    );
  sentences.push(
    `To lose an engine and still hold: ${counted(n_plus_1.engines, "engine")}, ` +
      `${dollars(n_plus_1.cost_per_hour)} an hour.`,
  );
  if (next_best !== null)
    sentences.push(
      `Next best: ${next_best.label}, ${counted(next_best.fleet.gpus, "GPU")} at ` +
        `${dollars(next_best.fleet.cost)} an hour.`,
    );
  if (answer.binding !== null) sentences.push(answer.binding.why.sentence);
  return { headline: said[plan.objective], sentences: [...sentences, ...notes] };
}

const rateIn = ({ rate }: Plan): string => (rate === null ? "" : `, at ${rated(rate)}`);
const rated = (rate: number | null): string =>
  rate === null ? "its traffic" : `${threeFigures(rate)} requests/s`;
const times = (factor: number): string => `${threeFigures(factor)}${THIN}×`;
export const dollars = (amount: number): string => `$${threeFigures(amount)}`;

const verdictWords: Readonly<Record<string, string>> = {
  holds: "holds",
  fails: "fails",
  undecided: "undecided",
  unstable: "the queue grows",
  stuck: "gets stuck",
  "ruled-out": "ruled out without a run",
  "not-tried": "not tried",
  "not-finished": "not finished",
};

/** Candidates under more and more load; the answer is the point nearest to what was planned for. */
export function planPoints({ pareto, answer }: Plan): StudyPoint[] {
  const chosen = pareto.findLastIndex(
    ({ candidate, engines, holds }) =>
      candidate === answer?.candidate && engines === answer.engines && holds === true,
  );
  return pareto.map((point, id) => ({
    id,
    group: point.label,
    detail: [counted(point.engines, "engine"), loadOf(point)].join(", "),
    x: exactly(point.output_tokens_per_s_per_user),
    y: exactly(point.output_tokens_per_s_per_gpu),
    holds: point.holds,
    isFront: point.on_front,
    isChosen: id === chosen,
  }));
}

const loadOf = ({ rate, clients }: Plan["pareto"][number]): string =>
  clients === null ? rated(rate) : counted(clients, "client");

export const planRanked = ({ candidates, answer }: Plan): Ranked => ({
  columns: ["rank", "status", "engines", "GPUs", "$/h", "requests/s", "inside", "why"],
  rows: candidates.map((row) => ({
    id: row.candidate,
    label: row.label,
    isChosen: row.candidate === answer?.candidate,
    isGood: row.status === "holds",
    cells: cellsOf(row),
  })),
});

function cellsOf({ rank, status, fleet, rate, share, why }: RankedCandidate): (string | number)[] {
  return [
    rank ?? "",
    verdictWords[status] ?? status,
    fleet === null ? "" : fleet.engines.join(" + "),
    fleet?.gpus ?? "",
    fleet === null ? "" : fleet.cost.toFixed(2),
    rate === null ? "" : threeFigures(rate),
    share === null ? "" : inOne(percentMet(share)),
    why,
  ];
}

/** Engines against the number of the probe; where a rate was looked for, requests a second. */
export function planTrail({ trail, objective, answer }: Plan): Trail {
  const byRate = objective === "max-rate" || new Set(trail.map(({ engines }) => engines)).size < 2;
  return {
    title: byRate ? "requests/s tried" : "engines tried",
    isWhole: !byRate,
    probes: trail.map((row, at) => ({
      number: at + 1,
      candidate: row.candidate,
      label: row.label,
      tried: byRate ? (row.rate ?? row.engines) : row.engines,
      verdict: row.verdict,
      why: row.why,
      isAnswer: row.candidate === answer?.candidate,
    })),
  };
}

export const trailTable = ({ trail }: Plan): Table => ({
  columns: [
    ...["probe", "round", "stage", "candidate", "engines", "GPUs", "requests/s", "verdict"],
    ...["runs", "requests", "why"],
  ],
  rows: trail.map((row, at) => trailCells(row, at)),
});

function trailCells(row: TrailRow, at: number): (string | number)[] {
  const { round, stage, label, engines, gpus, rate, verdict, runs, requests, why } = row;
  const found = verdictWords[verdict] ?? verdict;
  return [at + 1, round, stage, label, engines, gpus, rate ?? "", found, runs, requests, why];
}
