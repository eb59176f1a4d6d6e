import { expect, test } from "vitest";
import { Digest } from "../../sim/observe/digest.ts";
import type { FinishReason } from "../../sim/workload/request.ts";
import { ledger, request, stillEngine } from "./hand-made.ts";

type Event = ["first" | "finish" | "refuse", number, number, FinishReason?];

function digestOf(events: readonly Event[]): string {
  const digest = new Digest();
  const engine = stillEngine();
  for (const [what, id, now, finishReason = "stop"] of events) {
    const it = request({ id, finishReason });
    if (what === "first") digest.firstTokenArrived(it, engine, now);
    else if (what === "finish") digest.requestFinished(it, engine, ledger({}), now);
    else digest.requestRefused(it, engine, now);
  }
  return digest.value;
}

const run: Event[] = [
  ["first", 0, 1],
  ["first", 1, 2],
  ["finish", 0, 3],
  ["finish", 1, 4],
];

test("equal runs have equal digests of sixteen hexadecimal digits", () => {
  expect(digestOf(run)).toBe(digestOf([...run]));
  expect(digestOf(run)).toMatch(/^[0-9a-f]{16}$/);
});

test("a change in any event changes the digest, in both its lanes", () => {
  const others: Event[][] = [
    [],
    run.slice(1),
    [...run, ["first", 2, 5]],
    [["first", 0, 1 + 2 ** -30], ...run.slice(1)],
    [["first", 2, 1], ...run.slice(1)],
    [run[1]!, run[0]!, ...run.slice(2)],
    [["finish", 0, 1], ...run.slice(1)],
    [...run.slice(0, 3), ["finish", 1, 4, "length"]],
    [...run.slice(0, 3), ["refuse", 1, 4, "kv_too_small"]],
    [...run.slice(0, 3), ["refuse", 1, 4, "prompt_too_long"]],
  ];
  const digests = [run, ...others].map(digestOf);
  for (const lane of [0, 8]) {
    const lanes = digests.map((digest) => digest.slice(lane, lane + 8));
    expect(new Set(lanes).size).toBe(digests.length);
  }
});

test("a hundred thousand runs that differ in one instant all differ", () => {
  const seen = new Set<string>();
  for (let tick = 0; tick < 100_000; tick++) seen.add(digestOf([["first", 7, tick * 2 ** -30]]));
  expect(seen.size).toBe(100_000);
});
