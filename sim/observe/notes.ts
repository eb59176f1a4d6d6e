/** Notes: what a reader must know before trusting the figures of a run, in sentences. */
import { formatCount, formatSeconds, type Seconds } from "../units.ts";
import type { OutcomeFigures, RunStatus } from "./figures.ts";

export interface Outcome extends OutcomeFigures {
  status: RunStatus;
  now: Seconds;
  /** Completed requests that `max_model_len` cut. */
  cutShort: number;
  /** Why the run has no steady part, if it has none. */
  unsteady: string | undefined;
  /** What machines and traces have to say for themselves. */
  remarks: readonly string[];
}

export function notesOn(outcome: Outcome): string[] {
  return [
    ...unsteadyNote(outcome),
    ...statusNote(outcome),
    ...unfinishedNote(outcome),
    ...refusedNote(outcome),
    ...cutShortNote(outcome),
    ...outcome.remarks,
  ];
}

const unsteadyNote = ({ unsteady }: Outcome): string[] =>
  unsteady === undefined
    ? []
    : [
        "Figures cover the whole run, its start and its end included: it has no steady part, " +
          `since ${unsteady}.`,
      ];

function statusNote({ status, now }: Outcome): string[] {
  if (status === "partial") return [`The run was cut at ${formatSeconds(now)}: all is so far.`];
  if (status === "livelock") {
    return [`The run was stopped at ${formatSeconds(now)}: time passed and no request got on.`];
  }
  return [];
}

function unfinishedNote({ completed, failed, unfinished }: Outcome): string[] {
  if (unfinished === 0) return [];
  const all = formatCount(completed + failed + unfinished);
  return [
    `${formatCount(unfinished)} of ${all} requests did not complete: latencies are those of ` +
      "completed requests alone, and so lower bounds.",
  ];
}

function refusedNote({ failed, refused }: Outcome): string[] {
  if (failed === 0) return [];
  return [
    `${formatCount(failed)} requests were refused: ` +
      `${formatCount(refused.prompt_too_long)} with a prompt too long for max_model_len, ` +
      `${formatCount(refused.kv_too_small)} larger than a whole KV cache.`,
  ];
}

function cutShortNote({ cutShort }: Outcome): string[] {
  if (cutShort === 0) return [];
  const ended = cutShort === 1 ? "1 request ended" : `${formatCount(cutShort)} requests ended`;
  return [`${ended} early, at max_model_len: the whole output would not fit the context.`];
}
