/**
 * Points of a study: candidates under a load, or settings of a sweep, each with two figures.
 *
 * Those that no other is as good as in both and better in one are the frontier.
 */

/** A figure with its interval, where there is one. */
export interface Bounded {
  value: number;
  low: number | null;
  high: number | null;
}

export const exactly = (value: number): Bounded => ({ value, low: null, high: null });

export interface StudyPoint {
  /** Of the study: what a table and a chart know it by. */
  id: number;
  /** Points of a line: one configuration under more and more load. */
  group: string;
  /** What tells it from the others of its line: "4 engines, 32 clients". */
  detail: string;
  x: Bounded;
  y: Bounded;
  /** Whether the objectives hold there; null where that is not known. */
  holds: boolean | null;
  isFront: boolean;
  /** The answer of a study. */
  isChosen: boolean;
}

export type Better = "more" | "less";

/** Which of them are on the frontier, given which way each figure is better. */
export function frontOf(
  points: readonly Pick<StudyPoint, "x" | "y">[],
  betterX: Better,
  betterY: Better,
): boolean[] {
  const [signX, signY] = [betterX, betterY].map((better) => (better === "more" ? 1 : -1));
  const goods = points.map(({ x, y }) => ({ x: signX! * x.value, y: signY! * y.value }));
  // From the best in x on, only who is better in y than all before has something to offer.
  const order = goods.map((_, at) => at);
  order.sort((a, b) => goods[b]!.x - goods[a]!.x || goods[b]!.y - goods[a]!.y);
  const isFront = points.map(() => false);
  let [best, x] = [Number.NEGATIVE_INFINITY, Number.NaN];
  for (const at of order) {
    const good = goods[at]!;
    const isTwin = good.x === x && good.y === best;
    if (good.y <= best && !isTwin) continue;
    isFront[at] = true;
    [best, x] = [good.y, good.x];
  }
  return isFront;
}
