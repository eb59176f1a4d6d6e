/** Differences: each contender against the first, replication by replication. */
import { parts } from "../../engine/ledger.ts";
import { type Compared, changeOf } from "./change.ts";
import type { Band, Causes, Difference } from "./comparison.ts";
import type { Entrant } from "./contender-figures.ts";
import { differenceOf } from "./estimate.ts";
import { type ComparedFigure, comparedFigures, isBetterLow } from "./figures.ts";
import { compareGroups, type GroupCompared, groupDifference } from "./groups.ts";
import { unpairedBy } from "./pairing.ts";

/** Two contenders, before anything is said with any confidence. */
export interface Duel {
  before: Entrant;
  after: Entrant;
  identical: boolean;
  unpaired: string | null;
  /** Null where one of them lacks the figure. */
  figures: Readonly<Record<ComparedFigure, Compared | null>>;
  groups: GroupCompared[];
}

export function duel(before: Entrant, after: Entrant, bands: readonly Band[]): Duel {
  const both = before.replicas.map((replica, index) => [replica, after.replicas[index]!] as const);
  const unpaired = both.map(([one, other]) => unpairedBy(one, other)).find((why) => why) ?? null;
  const comparable = unpaired === null && before.told.stable && after.told.stable;
  const classes = before.replicas[0]?.result.summary.classes.map(({ name }) => name) ?? [];
  const logs = both.map(([one, other]) => [one.log, other.log] as const);
  return {
    before,
    after,
    identical: both.every(([one, other]) => one.result.digest === other.result.digest),
    unpaired,
    figures: Object.fromEntries(
      comparedFigures.map((key) => [key, compared(before, after, key)]),
    ) as Duel["figures"],
    groups: comparable ? compareGroups(logs, classes, bands) : [],
  };
}

export function compared(before: Entrant, after: Entrant, key: ComparedFigure): Compared | null {
  const [was, is] = [before.estimates[key], after.estimates[key]];
  if (was === null || is === null) return null;
  return { before: was, after: is, isBetterLow: isBetterLow(key), isShare: key === "share" };
}

export const differenceIn = (
  { before, after, identical, unpaired, figures, groups }: Duel,
  confidence: number,
): Difference => ({
  name: after.told.name,
  identical,
  unpaired,
  figures: Object.fromEntries(
    comparedFigures.map((key) => [key, figures[key] && changeOf(figures[key], confidence)]),
  ) as Difference["figures"],
  causes: causesOf(before, after, confidence),
  groups: groups.map((group) => groupDifference(group, confidence)),
});

function causesOf(before: Entrant, after: Entrant, confidence: number): Causes | null {
  const [was, is] = [before.estimates.mean_e2el_ms, after.estimates.mean_e2el_ms];
  const [ofBefore, ofAfter] = [before.parts, after.parts];
  if (was === null || is === null || ofBefore === null || ofAfter === null) return null;
  const byPart = Object.fromEntries(
    parts.map((part) => [part, differenceOf(ofAfter[part], ofBefore[part], confidence)]),
  ) as Causes["parts"];
  const mean = parts.reduce((sum, part) => sum + byPart[part].mean, 0);
  return { whole: { ...differenceOf(is, was, confidence), mean }, parts: byPart };
}
