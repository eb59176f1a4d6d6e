/** What the page reads of a comparison over replications. */

interface Interval {
  mean: number;
  low: number | null;
  high: number | null;
}

export interface ChangeResult extends Interval {
  relative: Interval | null;
  better: boolean | null;
}

export interface ComparisonResult {
  contenders: { name: string; figures: Readonly<Record<string, number | null>> }[];
  /** Of each contender but the first, against the first. */
  differences: { figures: Readonly<Record<string, ChangeResult | null>> }[];
  n: number;
  verdict: { sentences: string[] };
  notes: string[];
}
