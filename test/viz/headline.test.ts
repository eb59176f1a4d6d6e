/** The headline: what share was good, what binds, and when. */
import { expect, test } from "vitest";
import { parts, type RunRecord } from "../../sim/index.ts";
import { headline, judged, waitedMostly } from "../../viz/data/headline.ts";
import { knownRun, knownYaml } from "./known-run.ts";

const known = knownRun();

/** The known run with its first requests waiting for KV blocks as told, and nobody else. */
function waiting(...spans: [from: number, to: number, waited: number][]): RunRecord {
  const { requests } = known;
  const ledger = new Float64Array(requests.ledger.length);
  const [arrival, admitted] = [requests.arrival.slice(), requests.admitted.slice()];
  for (const [row, [from, to, waited]] of spans.entries()) {
    arrival[row] = from;
    admitted[row] = to;
    ledger[row * parts.length + parts.indexOf("wait_kv")] = waited;
  }
  const timeline = { ...known.timeline!, intervals: 1, edges: Float64Array.of(0, 100) };
  return { ...known, timeline, requests: { ...requests, arrival, admitted, ledger } };
}

test("what binds is told from the share, so that it can be underlined", () => {
  const { share, limit, rest } = headline(known);
  const { good, all } = judged(known);
  expect(share).toBe(`${Math.round((100 * good) / all)}\u202f% of requests met the SLO.`);
  expect(limit).toEqual({ words: "KV capacity is the limit", hue: "kv" });
  expect(rest).toMatch(/requests wait for free KV blocks, and \d+ were preempted/);
});

test("the span leaves out a twentieth of the waiting at either end", () => {
  // Ten seconds of waiting, spread over 40 s: half a second of it is 2 s from either end.
  const [from, to] = waitedMostly(waiting([20, 60, 10]), "wait_kv")!;
  expect(from).toBeCloseTo(22, 0);
  expect(to).toBeCloseTo(58, 0);
});

test("who waits long weighs more than who waits a little", () => {
  const [from, to] = waitedMostly(waiting([2, 3, 0.1], [70, 80, 10]), "wait_kv")!;
  expect(from).toBeGreaterThan(70);
  expect(to).toBeLessThan(80);
});

test("where nobody waited there is no span", () => {
  expect(waitedMostly(waiting(), "wait_kv")).toBeUndefined();
});

test("waiting that fills the run has no span in the headline, and shorter waiting has", () => {
  expect(headline(waiting([0, 100, 10])).rest).toMatch(/^: requests wait/);
  expect(headline(waiting([20, 60, 10])).rest).toMatch(
    /^, mostly from 00:22 to 00:58: requests wait/,
  );
});

test("without an SLO the headline counts requests", () => {
  const { share } = headline(knownRun(knownYaml.replace(/^slo:.*\n/m, "")));
  expect(share).toBe("12 requests, and no SLO is stated.");
});
