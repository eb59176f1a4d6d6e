/** The trail of a search: every probe in order, what was tried, and what was found. */

export type Verdict = "holds" | "fails" | "undecided" | "unstable" | "stuck";

export interface Probe {
  /** From 1, in the order of the search. */
  number: number;
  /** Of the candidate: probes of one are a line. */
  candidate: number;
  label: string;
  /** What was tried: engines, or requests a second. */
  tried: number;
  verdict: Verdict;
  why: string;
  /** Whether it belongs to the answer. */
  isAnswer: boolean;
}

export interface Trail {
  /** What is tried, with its unit. */
  title: string;
  /** It comes in whole numbers. */
  isWhole: boolean;
  probes: Probe[];
}
