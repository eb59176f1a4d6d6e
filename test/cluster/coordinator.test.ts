/** When a coordinator of ranks publishes their counts, and which. */
import { expect, test } from "vitest";
import { Coordinator } from "../../sim/cluster/group/coordinator.ts";

/** Requests that wait and run, of each rank. */
const ranks = (...counts: [waiting: number, running: number][]) =>
  counts.map(([waiting, running]) => ({ waiting, running }));

test("what nobody follows up is published once all have been quiet for 50 ms", () => {
  const coordinator = new Coordinator(2);
  coordinator.report(ranks([1, 0], [0, 0]), 0, 1);
  coordinator.report(ranks([1, 0], [0, 2]), 0, 1.03);
  expect(coordinator.news(1.07)).toBeUndefined();
  expect(coordinator.news(1.09)).toEqual({ waiting: [1, 0], running: [0, 2] });
});

test("the first report of a later step publishes the counts of the step before it", () => {
  const coordinator = new Coordinator(2);
  coordinator.report(ranks([1, 0], [0, 0]), 0, 1);
  coordinator.report(ranks([0, 1], [0, 1]), 1, 1.02);
  expect(coordinator.news(1.03)).toEqual({ waiting: [1, 0], running: [0, 0] });
});

test("within 100 ms nothing is published again, and then the step before the latest", () => {
  const coordinator = new Coordinator(1);
  coordinator.report(ranks([1, 0]), 0, 1);
  coordinator.report(ranks([0, 1]), 1, 1.02);
  expect(coordinator.news(1.03)).toBeDefined();
  coordinator.report(ranks([0, 2]), 2, 1.06);
  coordinator.report(ranks([0, 3]), 3, 1.1);
  expect(coordinator.news(1.115)).toBeUndefined();
  expect(coordinator.news(1.13)).toEqual({ waiting: [0], running: [2] });
  // What came last is published when nobody has followed it up, 100 ms later.
  expect(coordinator.news(1.215)).toBeUndefined();
  expect(coordinator.news(1.24)).toEqual({ waiting: [0], running: [3] });
});

test("what has not changed is no report, and news are told once", () => {
  const coordinator = new Coordinator(1);
  coordinator.report(ranks([0, 1]), 0, 1);
  for (let step = 1; step < 9; step++) coordinator.report(ranks([0, 1]), step, 1 + step / 50);
  // As soon as 50 ms have passed since the one report that there was.
  expect(coordinator.news(1.06)).toEqual({ waiting: [0], running: [1] });
  expect(coordinator.news(9)).toBeUndefined();
});

test("counts do not depend on when one asks", () => {
  const told = (asking: readonly number[]) => {
    const coordinator = new Coordinator(2);
    const news = [];
    let next = 0;
    for (let step = 0; step < 40; step++) {
      const now = 1 + step / 64;
      for (; asking[next]! < now; next++) coordinator.news(asking[next]!);
      coordinator.report(ranks([step % 3, step], [0, step % 5]), step, now);
      news.push(coordinator.news(now + 1 / 256));
    }
    return news.filter((each) => each !== undefined).map(({ running }) => running);
  };
  expect(told([1.11, 1.12, 1.3])).toEqual(told([]));
  expect(told([]).length).toBeGreaterThan(4);
});
