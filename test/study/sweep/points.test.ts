/** The points of a sweep, by hand. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadScenario, pointsOf, readVary } from "../../../sim/index.ts";
import { problemsWith, swept } from "./world.ts";

const expand = (sweep: string, ...vary: string[]) => {
  const { scenario } = loadScenario(swept(sweep), { file: "s.yaml" });
  const further = vary.map((written) => {
    const read = readVary(written);
    if ("message" in read) throw new Error(read.message);
    return { ...read, from: `--vary ${written}` };
  });
  return pointsOf(scenario, further);
};

/** The values of each point, in the order of the axes. */
const valuesIn = (sweep: string, ...vary: string[]) =>
  expand(sweep, ...vary).points.map(({ settings }) => Object.values(settings));

const engines = "cluster.pools.0.engines";
const rate = "workload.arrivals.request_rate";

describe("the points of a grid", () => {
  test("are all combinations, the first setting slowest", () => {
    expect(valuesIn(`{ grid: { ${engines}: [1, 2], ${rate}: [10, 20, inf] } }`)).toEqual([
      [1, 10],
      [1, 20],
      [1, "inf"],
      [2, 10],
      [2, 20],
      [2, "inf"],
    ]);
  });

  test("take what is zipped row by row", () => {
    const zip = `zip: [{ cluster.pools.0.gpu: [T4, L4], ${rate}: [1, 2] }]`;
    expect(valuesIn(`{ grid: { seed: [7, 8] }, ${zip} }`)).toEqual([
      [7, "T4", 1],
      [7, "L4", 2],
      [8, "T4", 1],
      [8, "L4", 2],
    ]);
  });

  test("take --vary in the place of the same setting, and others behind", () => {
    const grid = `{ grid: { ${engines}: [1, 2], ${rate}: [10] } }`;
    expect(valuesIn(grid, "seed=3,4", `${engines}=5,6`)).toEqual([
      [5, 10, 3],
      [5, 10, 4],
      [6, 10, 3],
      [6, 10, 4],
    ]);
    const changes = expand(grid, `${engines}=5`).points[0]!.changes;
    expect(changes).toEqual([
      { path: engines.split("."), value: 5, from: `--vary ${engines}=5` },
      { path: rate.split("."), value: 10, from: ["sweep", "grid", rate, 0] },
    ]);
  });

  test("bear short names, as long as no other setting has them", () => {
    const long = "workload.prompt_tokens.tokens";
    const other = "workload.output_tokens.tokens";
    const { axes } = expand(`{ grid: { ${engines}: [1], ${long}: [1], ${other}: [1] } }`);
    expect(axes.map(({ name }) => name)).toEqual([
      "engines",
      "prompt_tokens.tokens",
      "output_tokens.tokens",
    ]);
    expect(axes[0]).toEqual({ path: engines, name: "engines", unit: "engines", log: true });
  });
});

describe("a range", () => {
  const range = (path: string, written: string) =>
    valuesIn(`{ grid: { ${path}: ${written} } }`).flat();

  test("goes by factors where the setting does, with three figures in between", () => {
    expect(range(rate, "10..80/4")).toEqual([10, 20, 40, 80]);
    // 10 · 8^(1/4), 10 · 8^(1/2), 10 · 8^(3/4): 16.818, 28.284, 47.568.
    expect(range(rate, "10..80")).toEqual([10, 16.8, 28.3, 47.6, 80]);
    expect(range(rate, "{ from: 10, to: 80, points: 3, scale: linear }")).toEqual([10, 45, 80]);
  });

  test("goes by differences where the setting does", () => {
    expect(range("slo.share", "0.9..0.99/4")).toEqual([0.9, 0.93, 0.96, 0.99]);
    expect(range("slo.share", "{ from: 0.1, to: 0.4, points: 3, scale: log }")).toEqual([
      0.1, 0.2, 0.4,
    ]);
  });

  test("of whole numbers has each of them once", () => {
    expect(range(engines, "1..8")).toEqual([1, 2, 3, 5, 8]);
    expect(range(engines, "1..3/10")).toEqual([1, 2, 3]);
    expect(range("seed", "1..4/4")).toEqual([1, 2, 3, 4]);
  });

  test("of times is in seconds, whatever it was written in", () => {
    expect(range("slo.ttft", "250 ms .. 1 s / 3")).toEqual([0.25, 0.5, 1]);
    expect(range("slo.ttft", "[250 ms, 1 min, 2]")).toEqual([0.25, 60, 2]);
  });

  test("too narrow for three figures keeps them all", () => {
    expect(range("slo.share", "0.99..0.9902/3")).toEqual([0.99, 0.9901, 0.9902]);
  });
});

describe("a condition", () => {
  const seqs = "cluster.pools.0.engine.max_num_seqs";
  const budget = "cluster.pools.0.engine.max_num_batched_tokens";
  const left = (skip: string) =>
    valuesIn(`{ grid: { ${engines}: [1, 2, 4], ${rate}: [10, inf] }, skip: [${skip}] }`).map(
      (values) => values.join(" "),
    );

  test.each([
    [`{ ${engines}: { above: 2 } }`, ["1 10", "1 inf", "2 10", "2 inf"]],
    [`{ ${engines}: { at_least: 2 } }`, ["1 10", "1 inf"]],
    [`{ ${engines}: { below: 2 }, ${rate}: inf }`, ["1 10", "2 10", "2 inf", "4 10", "4 inf"]],
    [`{ ${engines}: { at_most: 2 } }, { ${rate}: .inf }`, ["4 10"]],
    [`{ ${engines}: [1, 4] }`, ["2 10", "2 inf"]],
    [`{ ${engines}: { not: [2, 4] } }, { ${rate}: { above: 10 } }`, ["2 10", "4 10"]],
    [`{ ${engines}: { not: 2, below: 4 } }`, ["2 10", "2 inf", "4 10", "4 inf"]],
  ])("such as %s leaves out what fulfils it", (skip, expected) => {
    expect(left(skip)).toEqual(expected);
  });

  test("may hold one setting against another", () => {
    const grid = `grid: { ${seqs}: [128, 256], ${budget}: [128, 256] }`;
    expect(valuesIn(`{ ${grid}, skip: [{ ${seqs}: { above: ${budget} } }] }`)).toEqual([
      [128, 128],
      [128, 256],
      [256, 256],
    ]);
  });

  test("on a time holds in any unit", () => {
    const grid = "grid: { slo.ttft: [100 ms, 1 s, 10] }";
    expect(valuesIn(`{ ${grid}, skip: [{ slo.ttft: { above: 500 ms, below: 2 s } }] }`)).toEqual([
      [0.1],
      [10],
    ]);
    expect(valuesIn(`{ ${grid}, skip: [{ slo.ttft: 0.1 s }] }`)).toEqual([[1], [10]]);
  });

  test("on what is not varied, or against what is no number, is refused", () => {
    const told = (skip: string) =>
      problemsWith(() => expand(`{ grid: { ${engines}: [1, 2] }, skip: [${skip}] }`));
    expect(told(`{ ${rate}: 4 }`)).toEqual([
      `sweep.skip.0.${rate}: is not varied; what is: ${engines}`,
    ]);
    expect(told(`{ ${engines}: { above: many } }`)).toEqual([
      `sweep.skip.0.${engines}.above: "many" ` +
        "is neither a number, nor a time, nor the path of a varied setting",
    ]);
  });
});

test("what is zipped cannot be varied alone", () => {
  const zip = `{ zip: [{ seed: [1, 2], ${engines}: [1, 2] }] }`;
  expect(problemsWith(() => expand(zip, "seed=1,2,3"))).toEqual([
    "sweep.zip.0.seed: changes with others, and --vary seed=1,2,3 varies it alone",
  ]);
});

test("there are as many points as combinations, less those skipped, and none twice", () => {
  const values = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(values, values, values, fc.integer({ min: 0, max: 51 }), (a, b, c, limit) => {
      const skip = `skip: [{ ${engines}: { above: ${limit} }, ${rate}: { below: ${limit} } }]`;
      const sweep = `{ grid: { ${engines}: [${a}], ${rate}: [${b}], seed: [${c}] }, ${skip} }`;
      const { points, skipped } = expand(sweep);
      const left = a.filter((x) => x > limit).length * b.filter((y) => y < limit).length;
      expect(skipped).toBe(left * c.length);
      expect(points.length).toBe(a.length * b.length * c.length - skipped);
      expect(new Set(points.map(({ settings }) => JSON.stringify(settings))).size).toBe(
        points.length,
      );
    }),
  );
});
