/**
 * The verdict: what the runs show of each contender, and what they do not.
 *
 * Of many intervals that hold 95 times in a hundred some are wrong, and those are the ones that one
 * notices. So whatever the verdict might state shares one chance of error: each statement has its
 * interval with that chance divided by their number (Bonferroni's inequality; Dunn, Journal of the
 * American Statistical Association 56, 1961), and nothing is said that this interval does not hold.
 */
import { type Compared, changeOf, isNegligible } from "./change.ts";
import type { Band, CompareVerdict, FigureChange } from "./comparison.ts";
import type { Entrant } from "./contender-figures.ts";
import { compared, type Duel } from "./differences.ts";
import { type ComparedFigure, isBetterLow } from "./figures.ts";
import { bestInWords, contenderInWords } from "./words.ts";

/** By these a contender is judged; of the last two, the first that is known. */
const judgedFigures = [
  ["share"],
  ["mean_e2el_ms"],
  ["p99_ttft_ms"],
  ["p99_tpot_ms"],
  ["output_throughput"],
  ["cost", "gpu_hours"],
] as const satisfies ComparedFigure[][];

/** What contenders are ranked by: where objectives are stated, first by how many meet them. */
const headlines = ["share", "mean_e2el_ms"] as const satisfies ComparedFigure[];
export type Headline = (typeof headlines)[number];

/** What is stated of a figure, with the interval of the verdict. */
export interface Stated {
  key: ComparedFigure;
  change: FigureChange;
}

/** What is stated of a contender. */
export interface Findings {
  duel: Duel;
  figures: Stated[];
  groups: { name: string | null; band: Band | null; change: FigureChange }[];
}

export interface Judged {
  verdict: Omit<CompareVerdict, "confidence">;
  /** Whether the headline figures of all are told from the first one's, or are the same. */
  isDecided: boolean;
}

/** @param confidence that all of it holds together */
export function judge(duels: readonly Duel[], confidence: number): Judged {
  const [first] = duels;
  if (first === undefined || first.before.replicas.length < 2)
    return { verdict: { sentences: [], each: confidence, statements: 0 }, isDecided: false };
  const entrants = [first.before, ...duels.map(({ after }) => after)];
  const asked = duels.map(toState);
  const stable = entrants.filter(({ told }) => told.stable);
  const contests = headlines.map((headline) => contestOf(stable, headline));
  const amongOthers = contests
    .flatMap(({ rivalries }) => rivalries)
    .filter(({ before }) => before !== first.before).length;
  const statements = asked.reduce(
    (sum, { figures, groups }) => sum + figures.length + groups.length,
    amongOthers,
  );
  const each = 1 - (1 - confidence) / Math.max(1, statements);
  const told = asked.map(
    ({ duel, figures, groups }): Findings => ({
      duel,
      figures: figures
        .map(({ key, of }) => ({ key, change: changeOf(of, each) }))
        // Of nothing no share can be told.
        .filter(({ key, change }) => key === "share" || change.relative !== null),
      groups: groups.map(({ of, ...group }) => ({ ...group, change: changeOf(of, each) })),
    }),
  );
  const best = contests.flatMap((contest) => bestOf(contest, each) ?? []);
  return {
    verdict: {
      sentences: [...told.map(contenderInWords), ...best.map(bestInWords)],
      each,
      statements,
    },
    isDecided: told.every(({ figures }) => figures.filter(isHeadline).every(isTold)),
  };
}

const isHeadline = ({ key }: Stated): boolean => headlines.some((headline) => headline === key);

const isTold = ({ change }: Stated): boolean => change.better !== null || isNegligible(change);

/** What might be stated of a contender; nothing where it does the same, or does not keep up. */
function toState(duel: Duel) {
  const { before, after, identical } = duel;
  if (identical || !before.told.stable || !after.told.stable)
    return { duel, figures: [], groups: [] };
  return {
    duel,
    figures: judgedFigures.flatMap((keys) => {
      const key = keys.find((each) => duel.figures[each] !== null);
      return key === undefined ? [] : [{ key, of: duel.figures[key]! }];
    }),
    groups: duel.groups.flatMap(({ name, band, e2el }) =>
      e2el === null ? [] : [{ name, band, of: e2el }],
    ),
  };
}

/** All that have a headline figure, and every two of them; the earlier one is before. */
interface Contest {
  headline: Headline;
  entrants: readonly Entrant[];
  rivalries: { before: Entrant; after: Entrant; of: Compared }[];
}

function contestOf(all: readonly Entrant[], headline: Headline): Contest {
  const entrants = all.filter(({ estimates }) => estimates[headline] !== null);
  const rivalries = entrants.flatMap((before, index) =>
    entrants
      .slice(index + 1)
      .map((after) => ({ before, after, of: compared(before, after, headline)! })),
  );
  return { headline, entrants, rivalries };
}

/** Who is best by a headline figure, and who might be instead. */
export interface Best {
  headline: Headline;
  leader: string;
  rivals: string[];
  /** Contenders (a count). */
  of: number;
}

/** Undefined where there are only two: that is said already. */
function bestOf({ headline, entrants, rivalries }: Contest, confidence: number): Best | undefined {
  if (entrants.length < 3) return undefined;
  const sign = isBetterLow(headline) ? -1 : 1;
  const value = ({ estimates }: Entrant) => sign * estimates[headline]!.value;
  const leader = entrants.reduce((best, each) => (value(each) > value(best) ? each : best));
  const rivals = rivalries
    .filter(({ before, after }) => before === leader || after === leader)
    .filter(({ of }) => changeOf(of, confidence).better === null)
    .map(({ before, after }) => (before === leader ? after : before).told.name);
  return { headline, leader: leader.told.name, rivals, of: entrants.length };
}
