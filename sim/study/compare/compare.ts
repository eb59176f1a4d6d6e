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
  /**
   * Of each contender: two or more. From some to some: as many as it takes to tell the headline
   * figures apart, or to show that they are the same.
   */
  replications?: number | Readonly<{ from: number; to: number }>;
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
  const looks = looksOf(replications);
  const seeds = seedsOf(contenders[0]!.scenario.seed, looks.at(-1)!);
  const runs: SeededReplica[][] = [];
  for (const asked of looks) {
    const more = await runAll(contenders, seeds.slice(runs.length, asked), executor);
    runs.push(...more);
    const { comparison, isDecided } = tell(contenders, runs, { asked, looks: looks.length, bands });
    if (isDecided || runs.length < asked || asked === looks.at(-1)) return comparison;
  }
  throw new Error("no replications were asked for");
}

/** After how many replications one looks at what they tell: each time there are twice as many. */
function looksOf(replications: NonNullable<ComparisonOptions["replications"]>): number[] {
  if (typeof replications === "number") return [replications];
  const { from, to } = replications;
  return from >= to ? [to] : [from, ...looksOf({ from: 2 * from, to })];
}

/** Those of the replications with these seeds that all contenders came through. */
async function runAll(
  contenders: readonly Contender[],
  seeds: readonly number[],
  executor: Executor,
): Promise<SeededReplica[][]> {
  // Replication by replication, so that as many as can be are whole when somebody interrupts.
  const runs = await Promise.all(
    seeds.map((seed) =>
      Promise.all(contenders.map((_, index) => runOnce(contenders, { index, seed, executor }))),
    ),
  );
  return runs.filter((each): each is SeededReplica[] => !each.includes(undefined));
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

interface Terms {
  asked: number;
  /** How often one looks at most. */
  looks: number;
  bands: readonly number[] | undefined;
}

/** @param runs by replication, then by contender */
function tell(
  contenders: readonly Contender[],
  runs: readonly (readonly SeededReplica[])[],
  { asked, looks, bands }: Terms,
): { comparison: Comparison; isDecided: boolean } {
  const entrants = contenders.map((contender, index) =>
    entrantOf(
      contender,
      runs.map((replication) => replication[index]!),
    ),
  );
  const [first, ...others] = entrants;
  const held = bands ? bandsBetween(bands) : quarters(first!.replicas.map(({ log }) => log));
  const duels = runs.length < 2 ? [] : others.map((other) => duel(first!, other, held));
  // Who looks often and stops where it suits has as many chances of error, so they are shared out.
  const atEachLook = 1 - (1 - CONFIDENCE) / looks;
  const { verdict, isDecided } = judge(duels, atEachLook);
  return {
    comparison: {
      contenders: entrants.map(({ told }) => told),
      differences: duels.map((each) => differenceIn(each, atEachLook)),
      n: runs.length,
      asked,
      looks,
      seeds: runs.map((replication) => replication[0]!.seed),
      confidence: CONFIDENCE,
      bands: held,
      verdict: { ...verdict, confidence: CONFIDENCE },
      notes: notesOn({ contenders, entrants, duels, asked }),
    },
    isDecided,
  };
}
