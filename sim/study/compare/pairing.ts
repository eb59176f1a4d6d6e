/**
 * Pairing: whether the k-th request of one run is the k-th of another.
 *
 * With the same seed it is, unless a contender changes how many requests there are or how long they
 * are. When they come may differ: a request is still held against itself.
 */
import { FATE, type RequestLog } from "../../observe/request-log.ts";
import type { Replica } from "../replications/replicate.ts";

/** What keeps them from being paired, in words after "their"; undefined where nothing does. */
export function unpairedBy(before: Replica, after: Replica): string | undefined {
  const [one, other] = [before.log, after.log];
  if (one.count !== other.count) return "numbers of requests differ";
  if (!sameNames(before, after) || !alike(one.class, other.class, one.count))
    return "classes differ";
  if (!alike(one.prompt, other.prompt, one.count)) return "prompts differ in length";
  return sameAnswers(one, other) ? undefined : "answers differ in length";
}

function sameNames(before: Replica, after: Replica): boolean {
  const names = ({ result }: Replica) => result.summary.classes.map(({ name }) => name);
  return names(before).join("\n") === names(after).join("\n");
}

function alike(one: ArrayLike<number>, other: ArrayLike<number>, count: number): boolean {
  for (let row = 0; row < count; row++) if (one[row] !== other[row]) return false;
  return true;
}

/** Whether a request is complete in both. */
export const isPair = (one: RequestLog, other: RequestLog, row: number): boolean =>
  one.fate[row]! >= FATE.missed && other.fate[row]! >= FATE.missed;

function sameAnswers(one: RequestLog, other: RequestLog): boolean {
  for (let row = 0; row < one.count; row++)
    if (isPair(one, other, row) && one.output[row] !== other.output[row]) return false;
  return true;
}
