import { expect, test } from "vitest";
import { RequestLog } from "../../sim/observe/request-log.ts";
import { stabilityOf } from "../../sim/observe/stability.ts";
import { Simulation } from "../../sim/simulation.ts";
import { singleServer, stepCost } from "../law/single-server.ts";
import { tries } from "../soak.ts";
import { request } from "./hand-made.ts";

/** A request a second, each of which finds so many waiting; all end ten seconds after they came. */
function logOf(requests: number, waiting: (second: number) => number): RequestLog {
  const log = new RequestLog();
  for (let id = 0; id < requests; id++) {
    const it = request({ id, arrival: id, e2el: 10 });
    log.opened(it, { inside: 1 + waiting(id), waiting: 1 + waiting(id) });
    log.finished(it, "missed");
  }
  return log;
}

/** Up and down, so that changes differ from one to the next. */
const wave = (second: number): number => second % 7;

test("a queue that grows to the end is said to, with what comes and what is served", () => {
  const log = logOf(400, (second) => second / 2 + wave(second));
  // From 199.5 s to 399 s: 200 requests of row 199 on arrive; those from 190 to 389 end.
  const stability = stabilityOf(log, false);
  expect(stability.growing).toBe(true);
  expect(stability.arrivals_per_s).toBeCloseTo(201 / 199.5, 9);
  expect(stability.served_per_s).toBeCloseTo(200 / 199.5, 9);
  expect(stability.sentence).toMatch(/^The queue still grows by \d+ requests? a minute/);
});

test("a queue that rose and then stays, or comes and goes, does not grow", () => {
  expect(stabilityOf(logOf(400, wave), false).growing).toBe(false);
  const rose = logOf(400, (second) => Math.min(second, 150) + wave(second));
  expect(stabilityOf(rose, false)).toMatchObject({ growing: false, sentence: null });
  const latelyEmpty = logOf(400, (second) => (second === 300 ? 0 : second + wave(second)));
  expect(stabilityOf(latelyEmpty, false).growing).toBe(false);
});

test("a closed loop cannot grow, and few requests or all at once tell nothing", () => {
  const growing = (second: number) => second + wave(second);
  expect(stabilityOf(logOf(400, growing), true).growing).toBe(false);
  expect(stabilityOf(logOf(99, growing), false).growing).toBeNull();
  expect(stabilityOf(new RequestLog(), false).growing).toBeNull();
});

/** Share of seeds in which a single server at this load is said to grow. */
function saidToGrow(load: number, requests: number, seeds: number): number {
  let grew = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const scenario = singleServer({ load, requests, seed });
    const { summary } = new Simulation(scenario, { cost: stepCost }).run().result();
    if (summary.stability.growing) grew += 1;
  }
  return grew / seeds;
}

test("a load of 90 % is never said to grow, of 110 % nearly always", () => {
  expect(saidToGrow(0.9, 2000, tries(12))).toBeLessThan(0.02);
  expect(saidToGrow(1.1, 2000, tries(12))).toBeGreaterThan(0.8);
});
