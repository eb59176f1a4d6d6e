/** What a reader must know before trusting a comparison, in sentences. */
import { fewBeyond } from "../../observe/few-samples.ts";
import { formatCount, formatPercent } from "../../units.ts";
import type { Contender } from "./comparison.ts";
import type { Entrant } from "./contender-figures.ts";
import type { Duel } from "./differences.ts";

interface Noted {
  contenders: readonly Contender[];
  entrants: readonly Entrant[];
  duels: readonly Duel[];
  asked: number;
}

export function notesOn({ contenders, entrants, duels, asked }: Noted): string[] {
  const done = entrants[0]!.replicas.length;
  return [
    ...(done < asked ? [interrupted(done, asked)] : []),
    ...entrants.flatMap(growingOnce),
    ...entrants.flatMap(notCompleted),
    ...duels.flatMap(({ after, unpaired }) =>
      unpaired === null
        ? []
        : `Requests of ${after.told.name} are not held against themselves: their ${unpaired}.`,
    ),
    ...otherObjectives(contenders),
    ...outsideSteady(entrants),
    ...fewSamples(entrants),
  ];
}

const interrupted = (done: number, asked: number): string =>
  `Interrupted: ${done} of ${asked} replications came to their end` +
  `${done < 2 ? ", too few to tell how runs differ" : ""}.`;

/** Of a stable contender, runs that found the queue growing are told of. */
const growingOnce = ({ told: { name, stable, growing, runs } }: Entrant): string[] =>
  stable && growing > 0
    ? [`The queue of ${name} still grows at the end of ${growing} of ${runs.length} runs.`]
    : [];

/** Who completes less has the latencies of fewer, and mostly of the quick ones. */
function notCompleted({ told: { name }, replicas }: Entrant): string[] {
  const requests = replicas.reduce((sum, { log }) => sum + log.count, 0);
  const completed = replicas.reduce((sum, { result }) => sum + result.summary.completed, 0);
  if (completed === requests) return [];
  return [
    `${formatCount(requests - completed)} of ${formatCount(requests)} requests of ${name} were ` +
      "refused or cut off: latencies are those of the others.",
  ];
}

/** A share is of what was promised, so two promises make two different shares. */
function otherObjectives(contenders: readonly Contender[]): string[] {
  const objectives = ({ scenario: { slo, workload } }: Contender) =>
    JSON.stringify([slo, workload.classes?.map((each) => each.slo)]);
  const [first, ...others] = contenders;
  const differ = others.filter((other) => objectives(other) !== objectives(first!));
  return differ.map(({ name }) => `${name} has other objectives: its share is of those.`);
}

/** Above this share of the requests, the start and the end of a run weigh on its figures. */
const MUCH = 0.1;

/** Of the stable contender with most of it. */
function outsideSteady(entrants: readonly Entrant[]): string[] {
  const [most] = entrants
    .filter(({ told }) => told.stable)
    .map((entrant) => ({ name: entrant.told.name, share: shareOutside(entrant) }))
    .sort((a, b) => b.share - a.share);
  if (most === undefined || most.share <= MUCH) return [];
  return [
    `Figures are of whole runs; of the requests of ${most.name}, ${formatPercent(most.share)} ` +
      "come before or after its steady part. Longer runs have less of that.",
  ];
}

function shareOutside({ replicas }: Entrant): number {
  const shares = replicas.flatMap(({ result: { summary }, log }) =>
    summary.steady === null ? [] : 1 - summary.steady.requests / log.count,
  );
  return shares.reduce((sum, each) => sum + each, 0) / Math.max(1, shares.length);
}

function fewSamples(entrants: readonly Entrant[]): string[] {
  const requests = Math.min(
    ...entrants.map(({ replicas }) => replicas.reduce((sum, { log }) => sum + log.count, 0)),
  );
  return requests > 0 && fewBeyond(0.99, requests)
    ? ["Fewer than ten requests of all runs lie beyond p99: it may be far off."]
    : [];
}
