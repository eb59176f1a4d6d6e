/** Requests in a row, and a column of them. */
import type { Request } from "../../sim/workload/request.ts";
import type { Source } from "../../sim/workload/source.ts";

/** Every request of a source that needs no answers. */
export function all(source: Source): Request[] {
  const requests: Request[] = [];
  for (let next = source.next(); next; next = source.next()) requests.push(next);
  return requests;
}

export const arrivals = (requests: Request[]) => requests.map(({ arrival }) => arrival);
export const prompts = (requests: Request[]) => requests.map(({ prompt }) => prompt);
export const outputs = (requests: Request[]) => requests.map(({ output }) => output);
