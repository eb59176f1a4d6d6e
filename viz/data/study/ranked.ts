/** A ranked table: candidates or points, the chosen one first, each with its status and why. */

export interface RankedRow {
  /** Of the candidate, or of the point. */
  id: number;
  /** What it is called; a click on it runs it. */
  label: string;
  cells: (string | number)[];
  isChosen: boolean;
  /** Whether it holds. */
  isGood: boolean;
}

export interface Ranked {
  /** Names of the cells. */
  columns: string[];
  rows: RankedRow[];
}
