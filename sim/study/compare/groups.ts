/**
 * Who wins and who loses: classes and bands of prompt length, each request held against itself.
 *
 * One pass over the requests of a replication sums up all groups; a group's mean is over its
 * requests of all replications, and how sure it is, how much a replication more or less would move.
 */
import { FATE, type RequestLog } from "../../observe/request-log.ts";
import { bandOf } from "./bands.ts";
import { type Compared, changeOf } from "./change.ts";
import type { Band, GroupDifference } from "./comparison.ts";
import { ratioOf } from "./estimate.ts";
import { isPair } from "./pairing.ts";

/** A number of the first contender, and of the other one. */
type Both = [before: number, after: number];

/** Sums over the requests of a group in one replication. */
interface Sums {
  pairs: number;
  sooner: number;
  later: number;
  ttft: Both;
  e2el: Both;
  /** Requests (counts) under objectives, and those that met them. */
  judged: Both;
  good: Both;
}

/** A group with its figures over all replications. */
export interface GroupCompared
  extends Pick<GroupDifference, "kind" | "name" | "band" | "pairs" | "sooner" | "later"> {
  ttft: Compared | null;
  e2el: Compared | null;
  share: Compared | null;
}

/** The logs of both contenders in one replication; their requests must pair. */
export type Logs = readonly [before: RequestLog, after: RequestLog];

/** @param classes their names; none where nobody speaks of any */
export function compareGroups(
  logs: readonly Logs[],
  classes: readonly string[],
  bands: readonly Band[],
): GroupCompared[] {
  const groups = [
    ...classes.map((name) => ({ kind: "class", name, band: null }) as const),
    ...bands.map((band) => ({ kind: "prompt", name: null, band }) as const),
  ];
  const sums = logs.map((both) => sumsOf(both, classes.length, bands));
  return groups.map((group, index) => ({ ...group, ...together(sums.map((all) => all[index]!)) }));
}

function together(runs: readonly Sums[]) {
  const [pairs, sooner, later] = (["pairs", "sooner", "later"] as const).map((key) =>
    runs.reduce((sum, run) => sum + run[key], 0),
  );
  const latency = (key: "ttft" | "e2el") =>
    compared(runs, (run, side) => [1000 * run[key][side], run.pairs]);
  const share = compared(runs, ({ good, judged }, side) => [good[side], judged[side]]);
  return {
    pairs: pairs!,
    sooner: pairs! > 0 ? sooner! / pairs! : 0,
    later: pairs! > 0 ? later! / pairs! : 0,
    ttft: latency("ttft"),
    e2el: latency("e2el"),
    share: share && { ...share, isBetterLow: false, isShare: true },
  };
}

/** The mean over all requests of all runs; null where those of a single run are all there are. */
function compared(
  runs: readonly Sums[],
  of: (run: Sums, side: 0 | 1) => [sum: number, count: number],
): Compared | null {
  const [before, after] = ([0, 1] as const).map((side) => {
    const each = runs.map((run) => of(run, side));
    return ratioOf(
      each.map(([sum]) => sum),
      each.map(([, count]) => count),
    );
  });
  if (![...before!.without, ...after!.without].every(Number.isFinite)) return null;
  return { before: before!, after: after!, isBetterLow: true, isShare: false };
}

export const groupDifference = (
  { ttft, e2el, share, ...group }: GroupCompared,
  confidence: number,
): GroupDifference => ({
  ...group,
  ttft_ms: ttft && changeOf(ttft, confidence),
  e2el_ms: e2el && changeOf(e2el, confidence),
  share: share && changeOf(share, confidence),
});

/** Classes first, then bands. */
function sumsOf(both: Logs, classes: number, bands: readonly Band[]): Sums[] {
  const sums = Array.from({ length: classes + bands.length }, nothing);
  const [before] = both;
  for (let row = 0; row < before.count; row++) {
    if (classes > 0) add(sums[before.class[row]!]!, both, row);
    if (bands.length > 0) add(sums[classes + bandOf(bands, before.prompt[row]!)]!, both, row);
  }
  return sums;
}

const nothing = (): Sums => ({
  pairs: 0,
  sooner: 0,
  later: 0,
  ttft: [0, 0],
  e2el: [0, 0],
  judged: [0, 0],
  good: [0, 0],
});

function add(sums: Sums, both: Logs, row: number): void {
  for (const side of [0, 1] as const) {
    const fate = both[side].fate[row]!;
    if (fate !== FATE.exempt && fate !== FATE.dismissed) sums.judged[side] += 1;
    if (fate === FATE.good) sums.good[side] += 1;
  }
  const [before, after] = both;
  if (!isPair(before, after, row)) return;
  sums.pairs += 1;
  const change = after.e2el[row]! - before.e2el[row]!;
  if (change < 0) sums.sooner += 1;
  if (change > 0) sums.later += 1;
  for (const side of [0, 1] as const) {
    sums.ttft[side] += both[side].ttft[row]!;
    sums.e2el[side] += both[side].e2el[row]!;
  }
}
