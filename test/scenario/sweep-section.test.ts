/** The sweep's section: what is wrong with it is told where it stands. */
import { expect, test } from "vitest";
import { loadScenario, ScenarioError } from "../../sim/index.ts";
import { swept } from "../study/sweep/world.ts";

const told = (sweep: string): string => {
  try {
    loadScenario(swept(sweep), { file: "s.yaml" });
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return "";
};

const engines = "cluster.pools.0.engines";

test.each([
  [`{ grid: { ${engines}: [1, 2] } }`],
  [`{ grid: { ${engines}: 1..8, slo.ttft: 10 ms..1 s/7 } }`],
  ["{ grid: { seed: { from: 1, to: 9 } } }"],
  ["{ grid: { slo.ttft: { from: 10 ms, to: 1, points: 3, scale: log } } }"],
  ["{ zip: [{ seed: [1, 2], cluster.pools.0.gpu: [T4, T4] }] }"],
  [`{ grid: { seed: [1, 2] }, skip: [{ seed: { above: 1, not: [2, 3] } }], replications: 2 }`],
  ["{ replications: 3 }"],
])("%s is right", (sweep) => {
  expect(told(sweep)).toBe("");
});

test.each([
  ["{ grid: { engines: [1, 2] } }", "10:27", "is no setting of a run"],
  ["{ grid: { name: [a, b] } }", "10:24", "a path begins with seed, workload, cluster, slo"],
  ["{ grid: { cluster..gpu: [a, b] } }", "10:32", "is no path such as cluster.pools.0.engines"],
  ["{ grid: { seed: [] } }", "10:24", "is empty"],
  ["{ grid: { seed: 4 } }", "10:24", "4 is neither a list of values nor a range such as 10..80"],
  ["{ grid: { seed: 8..2 } }", "10:24", '"8..2" is empty: it must go up, not from 8 to 2'],
  ["{ grid: { seed: 2..8/1 } }", "10:24", '"2..8/1" has 1 values, not 2 to 1000'],
  ["{ grid: { seed: two..8 } }", "10:24", "has an end that is neither a number nor a time"],
  ["{ grid: { seed: many } }", "10:24", '"many" is no range such as 10..80'],
  ["{ grid: { seed: [1, 2, 1] } }", "10:31", "sweep.grid.seed.2: 1 is listed twice"],
  [
    "{ grid: { seed: { from: 2, to: 8, point: 3 } } }",
    "10:42",
    "point: is unknown (did you mean points?)",
  ],
  ["{ grid: { seed: { from: 2, to: 1 } } }", "10:24", "is empty: it must go up"],
  ["{ grid: { seed: { from: 0, to: 1, scale: log } } }", "10:24", "has no equal factors"],
  ["{ grid: { seed: { from: x, to: 1 } } }", "10:32", '"x" is neither a number nor a time'],
  ["{ zip: [{ seed: [1, 2], slo.ttft: [1] }] }", "10:16", "lists of unequal lengths: 2, 1"],
  ["{ zip: [{}] }", "10:16", "varies nothing"],
  ["{ grid: { seed: [1] }, zip: [{ seed: [2] }] }", "10:45", "is varied twice"],
  ["{ zip: [{ seed: [1] }, { seed: [2] }] }", "10:39", "is varied twice"],
  ["{ skip: [{ seed: { abov: 1 } }] }", "10:27", "abov: is unknown (did you mean above?)"],
  ["{ replications: 0 }", "10:24", "0 is below 1"],
  ["{ grids: { seed: [1] } }", "10:10", "grids: is unknown (did you mean grid?)"],
])("%s is refused where it stands", (sweep, place, words) => {
  const message = told(sweep);
  expect(message.split("\n")).toHaveLength(1);
  expect(message).toContain(words);
  expect(message.split(" ")[0]).toBe(`s.yaml:${place}`);
});
