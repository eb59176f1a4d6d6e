/**
 * Compares contenders: runs all of them under the same random numbers, again and again, and tells
 * how they differ.
 *
 * Figures are of whole runs, from an empty cluster to an empty cluster, so that the parts of a
 * latency add up to it and a run by itself prints the same. All contenders have the seeds of the
 * first one, and differences are taken replication by replication. Logs of all runs are kept until
 * the end: 43 bytes a request.
 */

import type { Executor } from "../jobs/job.ts";
import { CONFIDENCE } from "../replications/interval.ts";
import { seedsOf } from "../replications/replicate.ts";
import { bandsBetween, quarters } from "./bands.ts";
import type { Comparison, Contender } from "./comparison.ts";
import { entrantOf, type SeededReplica } from "./contender-figures.ts";
import { differenceIn, duel } from "./differences.ts";
import { notesOn } from "./notes.ts";
import { judge } from "./verdict.ts";

/** Replications of each contender, where nobody says how many. */
export const REPLICATIONS = 8;

export interface ComparisonOptions {
  executor: Executor;
  /** Of each contender: two or more. */
  replications?: number;
  /** Longest prompts of all bands but the last, in tokens, instead of quarters. */
  bands?: readonly number[];
}

/** Something is wrong with a contender, and shows only as it runs. */
export class ContenderError extends Error {
  override readonly name = "ContenderError";
  /** Which one. */
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.index = index;
  }
}

/**
 * Runs them all. Of replications that were interrupted, those count that all contenders came
 * through.
 *
 * @param contenders two or more; the first is what the others are held against
 * @throws ContenderError with what the simulation throws as its cause.
 */
export async function compareContenders(
  contenders: readonly Contender[],
  { executor, replications = REPLICATIONS, bands }: ComparisonOptions,
): Promise<Comparison> {
  const seeds = seedsOf(contenders[0]!.scenario.seed, replications);
  // Replication by replication, so that as many as can be are whole when somebody interrupts.
  const runs = await Promise.all(
    seeds.map((seed) =>
      Promise.all(contenders.map((_, index) => runOnce(contenders, { index, seed, executor }))),
    ),
  );
  const whole = runs.filter((each): each is SeededReplica[] => !each.includes(undefined));
  return tell(contenders, whole, { asked: replications, bands });
}

async function runOnce(
  contenders: readonly Contender[],
  { index, seed, executor }: { index: number; seed: number; executor: Executor },
): Promise<SeededReplica | undefined> {
  const { variants: _, ...scenario } = contenders[index]!.scenario;
  try {
    const outcome = await executor.execute({ scenario: { ...scenario, seed }, log: true });
    return outcome && { seed, result: outcome, log: outcome.log! };
  } catch (error) {
    throw new ContenderError(index, error);
  }
}

/** @param runs by replication, then by contender */
function tell(
  contenders: readonly Contender[],
  runs: readonly (readonly SeededReplica[])[],
  { asked, bands }: { asked: number; bands: readonly number[] | undefined },
): Comparison {
  const entrants = contenders.map((contender, index) =>
    entrantOf(
      contender,
      runs.map((replication) => replication[index]!),
    ),
  );
  const [first, ...others] = entrants;
  const held = bands ? bandsBetween(bands) : quarters(first!.replicas.map(({ log }) => log));
  const duels = runs.length < 2 ? [] : others.map((other) => duel(first!, other, held));
  return {
    contenders: entrants.map(({ told }) => told),
    differences: duels.map((each) => differenceIn(each, CONFIDENCE)),
    n: runs.length,
    asked,
    seeds: runs.map((replication) => replication[0]!.seed),
    confidence: CONFIDENCE,
    bands: held,
    verdict: judge(duels, CONFIDENCE),
    notes: notesOn({ contenders, entrants, duels, asked }),
  };
}
