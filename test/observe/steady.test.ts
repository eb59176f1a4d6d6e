import { expect, test } from "vitest";
import { FATE, RequestLog } from "../../sim/observe/request-log.ts";
import { partOf, settledFrom, steadyStart } from "../../sim/observe/steady.ts";
import { Simulation } from "../../sim/simulation.ts";
import { singleServer, stepCost } from "../law/single-server.ts";
import { request } from "./hand-made.ts";

const calm = { growing: false, varying: false };

/** A request a second; `inside` counts those that are there, TTFT 1 s and E2E 5 s. */
function logOf(requests: number, inside: (second: number) => number, open = requests): RequestLog {
  const log = new RequestLog();
  for (let id = 0; id < requests; id++) {
    const it = request({ id, arrival: id });
    log.opened(it, { inside: inside(id), waiting: 1 });
    if (id < open) log.finished(it, id % 2 === 0 ? "good" : "missed");
  }
  return log;
}

test("the steady part reaches from the end of the climb to the last arrival", () => {
  const log = logOf(200, (second) => Math.min(second + 1, 20));
  const { row } = steadyStart([log], calm);
  const rows = settledFrom(log, row!);
  expect(rows).toEqual({ from: 20, to: 200 });
  // Ends lie 5 s after arrivals: those after 20 s and by 199 s are of the requests 16 to 194.
  expect(partOf(log, rows, true)).toMatchObject({
    from_s: 20,
    to_s: 199,
    requests: 180,
    request_throughput: 179 / 179,
    request_goodput: 90 / 179,
    output_throughput: (5 * 179) / 179,
    share: 0.5,
    mean_ttft_ms: 1000,
    mean_tpot_ms: 1000,
    p99_e2el_ms: 5000,
    // Beyond p95 of 180 lie nine.
    few_samples: ["ttft", "tpot", "e2el"].flatMap((metric) =>
      ["p95", "p99", "p99.9"].map((percentile) => `${percentile}_${metric}_ms`),
    ),
  });
});

test("it ends where the first request arrived that never finished", () => {
  const log = logOf(300, () => 4, 250);
  expect(steadyStart([log], calm)).toEqual({ row: 0 });
  expect(settledFrom(log, 0)).toEqual({ from: 0, to: 250 });
});

test("replications share a start: that of their average, up to the shortest of them", () => {
  const climbsTo = (level: number) => (second: number) => Math.min(second + 1, level);
  // Their sums climb to the last row of the slower climb: 40, a whole number of batches.
  const logs = [logOf(400, climbsTo(40)), logOf(300, climbsTo(20))];
  expect(steadyStart(logs, calm)).toEqual({ row: 40 });
});

test("refused requests arrive in it and are outside the objectives", () => {
  const log = logOf(200, () => 4);
  log.fate[50] = FATE.refused;
  log.fate[51] = FATE.dismissed;
  // The other one had none.
  expect(partOf(log, { from: 0, to: 200 }, true)).toMatchObject({ requests: 200, share: 99 / 199 });
});

test("where there is no steady part it is said why", () => {
  const why = (log: RequestLog, known = calm) => steadyStart([log], known).none;
  expect(
    why(
      logOf(200, () => 4),
      { ...calm, growing: true },
    ),
  ).toContain("still grows");
  expect(
    why(
      logOf(200, () => 4),
      { ...calm, varying: true },
    ),
  ).toContain("rate of arrivals");
  expect(why(logOf(99, () => 4))).toContain("fewer than 100");
  expect(why(logOf(200, (second) => second))).toContain("had not come to its level");
  const atOnce = logOf(200, () => 4);
  atOnce.arrival.fill(0);
  expect(why(atOnce)).toContain("at once");
});

test("Little's law holds in the steady part, up to what crosses its edges", () => {
  const simulation = new Simulation(singleServer({ load: 0.7, requests: 8000 }), {
    cost: stepCost,
  }).run();
  const { steady } = simulation.result().summary;
  const { log } = simulation;
  const { from_s, to_s, requests, mean_e2el_ms } = steady!;
  let seconds = 0;
  for (let row = 0; row < log.count; row++) {
    const begin = Math.max(log.arrival[row]!, from_s);
    const end = Math.min(log.arrival[row]! + log.e2el[row]!, to_s);
    seconds += Math.max(0, end - begin);
  }
  const inside = seconds / (to_s - from_s);
  const arrivals = requests / (to_s - from_s);
  expect(inside / ((arrivals * mean_e2el_ms!) / 1000)).toBeCloseTo(1, 2);
});

test("a run says its steady part, or in a note why it has none", () => {
  const ofLoad = (load: number) =>
    new Simulation(singleServer({ load, requests: 1000 }), { cost: stepCost }).run().result();
  const { steady, notes, stability } = ofLoad(0.5).summary;
  expect(stability.growing).toBe(false);
  expect(steady!.requests).toBeGreaterThan(500);
  expect(notes.join()).not.toContain("steady");
  const overloaded = ofLoad(2).summary;
  expect(overloaded.stability.growing).toBe(true);
  expect(overloaded.steady).toBeNull();
  expect(overloaded.notes[0]).toContain("it has no steady part, since the queue still grows");
});

test("a rate that changes by plan has no steady part", () => {
  const arrivals = {
    process: "piecewise" as const,
    segments: [{ duration: "10 min", request_rate: 4 }],
  };
  const scenario = singleServer({ load: 0, requests: 500, arrivals });
  const { summary } = new Simulation(scenario, { cost: stepCost }).run().result();
  expect(summary.steady).toBeNull();
  expect(summary.notes[0]).toContain("since the rate of arrivals changes");
});
