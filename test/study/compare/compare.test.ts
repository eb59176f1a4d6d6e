import { expect, test } from "vitest";
import { parts } from "../../../sim/engine/ledger.ts";
import { ContenderError, comparedFigures } from "../../../sim/index.ts";
import { perform } from "../../../sim/study/jobs/perform.ts";
import { seedsOf } from "../../../sim/study/replications/replicate.ts";
import { stepCost } from "../../law/single-server.ts";
import { compared, here, server } from "./world.ts";

const slo = { ttft: "250 ms", share: 0.9 };
/** Twice as many requests at a time, each as fast: the same load, but hardly anybody waits. */
const wide = (name = "wide") => {
  const { scenario } = server(name, { slo });
  const [pool] = scenario.cluster.pools;
  const engine = { ...pool!.engine, max_num_seqs: 2 };
  return {
    name,
    scenario: { ...scenario, cluster: { ...scenario.cluster, pools: [{ ...pool!, engine }] } },
  };
};
const narrow = server("narrow", { slo });

test("the same scenario twice differs by nothing, and that is what is said", async () => {
  const { differences, verdict, contenders } = await compared([
    narrow,
    { ...narrow, name: "again" },
  ]);
  const [difference] = differences;
  expect(difference).toMatchObject({ name: "again", identical: true, unpaired: null });
  for (const key of comparedFigures) {
    const change = difference!.figures[key];
    if (change === null) continue;
    const { mean, low, high, better, relative } = change;
    expect([key, mean, low, high, better]).toEqual([key, 0, 0, 0, null]);
    if (relative !== null) expect(relative).toEqual({ mean: 0, low: 0, high: 0 });
  }
  expect(difference!.figures.p99_ttft_ms).not.toBeNull();
  expect(verdict.sentences).toEqual([
    "again: no difference; every request ends at the same instant in every run.",
  ]);
  expect(contenders[0]!.figures).toEqual(contenders[1]!.figures);
});

test("who is known to be better wins, in every figure that it decides", async () => {
  const { differences, verdict, contenders, n, seeds } = await compared([narrow, wide()]);
  expect([n, seeds]).toEqual([8, seedsOf(1, 8)]);
  const { figures, groups } = differences[0]!;
  for (const key of ["share", "mean_ttft_ms", "p99_ttft_ms", "mean_e2el_ms"] as const)
    expect([key, figures[key]!.better]).toEqual([key, true]);
  // A request that runs takes a step a token in both.
  expect(figures.mean_tpot_ms).toMatchObject({ mean: 0, low: 0, high: 0, better: null });
  expect(groups).toEqual([]);
  expect(contenders[0]!.binds).toEqual([{ limit: "seqs", runs: 8 }]);
  expect(verdict.sentences).toEqual([
    expect.stringMatching(
      /^wide: [\d.]+ points more inside the SLO \(.*\), mean E2E \d+ % lower .*, p99 TTFT .*lower/,
    ),
  ]);
});

test("what is shown side by side adds up, and so do the causes of a difference", async () => {
  const { contenders, differences } = await compared([narrow, wide()]);
  const [before, after] = contenders;
  const { figures, causes } = differences[0]!;
  for (const key of comparedFigures)
    if (figures[key]) expect(figures[key].mean).toBe(after!.figures[key]! - before!.figures[key]!);
  const sum = parts.reduce((all, part) => all + causes!.parts[part].mean, 0);
  expect(causes!.whole.mean).toBe(sum);
  expect(sum).toBeCloseTo(figures.mean_e2el_ms!.mean, 9);
  // Nothing but waiting for a place, and for the step before it, is different.
  const { wait_seqs, wait_step } = causes!.parts;
  expect(wait_seqs.mean + wait_step.mean).toBeCloseTo(sum, 9);
  expect(causes!.parts.decode_weights).toEqual({ mean: 0, low: 0, high: 0 });
});

test("it does not matter who does the runs and in what order they come back", async () => {
  const contenders = [narrow, wide(), server("other", { slo, places: 2 })];
  const one = await compared(contenders, { replications: 4 });
  const waiting: (() => void)[] = [];
  const backwards = await compared(contenders, {
    replications: 4,
    executor: {
      width: 12,
      async execute(job) {
        await new Promise<void>((go) => {
          waiting.push(go);
          if (waiting.length === 12) for (const next of waiting.reverse()) next();
        });
        return perform(job, { cost: stepCost });
      },
    },
  });
  expect(backwards).toEqual(one);
  expect(JSON.parse(JSON.stringify(one))).toEqual(one);
});

test("of what was interrupted, the replications count that all came through", async () => {
  let asked = 0;
  const stopping = (after: number) =>
    compared([narrow, wide()], {
      replications: 5,
      executor: {
        width: 1,
        execute: async (job) => (asked++ < after ? perform(job, { cost: stepCost }) : undefined),
      },
    });
  const some = await stopping(7);
  expect(some).toMatchObject({ n: 3, asked: 5, seeds: seedsOf(1, 5).slice(0, 3) });
  expect(some.notes).toContain("Interrupted: 3 of 5 replications came to their end.");
  expect(some.differences).toHaveLength(1);
  asked = 0;
  const none = await stopping(1);
  expect(none).toMatchObject({ n: 0, differences: [], verdict: { sentences: [], statements: 0 } });
  expect(none.notes[0]).toMatch(/too few to tell how runs differ\.$/);
});

test("a queue that grows is told, and none of its latencies", async () => {
  const busy = server("busy", { load: 1.5 });
  const { contenders, differences, verdict } = await compared([server("calm"), busy]);
  expect(contenders[1]).toMatchObject({ stable: false, growing: 8, parts_ms: null });
  expect(contenders[1]!.figures.mean_ttft_ms).toBeNull();
  expect(contenders[1]!.runs[0]!.p99_e2el_ms).toBeNull();
  expect(differences[0]).toMatchObject({ causes: null, groups: [] });
  expect(differences[0]!.figures.mean_e2el_ms).toBeNull();
  expect(differences[0]!.figures.output_throughput!.better).toBe(true);
  expect(verdict.sentences).toEqual([
    expect.stringMatching(
      /^busy: its queue still grows at the end of 8 of 8 runs \(arrivals 1\d.*\/s, served [78]/,
    ),
  ]);
  const turned = await compared([busy, server("calm")]);
  expect(turned.verdict.sentences[0]).toMatch(/^calm: it keeps up, where the queue of busy still/);
});

test("of several the best is named, or who it cannot be told from", async () => {
  const three = await compared([narrow, wide(), wide("as wide")]);
  expect(three.verdict.sentences.slice(2)).toEqual([
    "Of all 3, wide comes out with the most requests inside the SLO, but is not told from " +
      "as wide.",
    "Of all 3, wide comes out with the lowest mean E2E, but is not told from as wide.",
  ]);
  const slow = server("slow", { slo, load: 0.75 });
  const apart = await compared([narrow, wide(), slow]);
  expect(apart.verdict.sentences.at(-1)).toBe(
    "Of all 3, wide is shown to have the lowest mean E2E.",
  );
});

test("what is said together is said with less chance of error each", async () => {
  const { verdict } = await compared([narrow, wide()]);
  // Share, mean E2E, p99 TTFT, p99 TPOT, output tokens/s and the cost; all prompts are equal.
  expect(verdict).toMatchObject({ confidence: 0.95, statements: 6 });
  expect(verdict.each).toBeCloseTo(1 - 0.05 / 6, 12);
});

test("replications are made until they tell, and every look costs some confidence", async () => {
  const replications = { from: 6, to: 40 };
  const clear = await compared([narrow, wide()], { replications });
  expect(clear).toMatchObject({ n: 6, asked: 6, looks: 4, confidence: 0.95 });
  expect(clear.verdict.each).toBeCloseTo(1 - 0.05 / 4 / 6, 12);
  const once = await compared([narrow, wide()], { replications: 6 });
  const [often, seldom] = [clear, once].map(({ differences }) => differences[0]!.figures.share!);
  expect(often!.mean).toBe(seldom!.mean);
  expect(often!.high! - often!.low!).toBeGreaterThan(seldom!.high! - seldom!.low!);

  // The same law under another name: what differs is drawn, and there is nothing to be found.
  const arrivals = { process: "gamma", request_rate: 4, burstiness: 1 } as const;
  const other = server("other", { slo, arrivals });
  const open = await compared([narrow, other], { replications });
  expect(open).toMatchObject({ n: 40, asked: 40, looks: 4 });
  expect(open.seeds).toEqual(seedsOf(1, 40));
});

test("of figures that are nothing no share is told", async () => {
  const free = ({ name, scenario }: ReturnType<typeof wide>) => {
    const pools = scenario.cluster.pools.map((pool) => ({ ...pool, price_per_hour: 0 }));
    return { name, scenario: { ...scenario, cluster: { ...scenario.cluster, pools } } };
  };
  const { differences, verdict } = await compared([free(wide("free")), wide("dear")]);
  const { cost } = differences[0]!.figures;
  expect(cost).toMatchObject({ relative: null, better: false });
  expect(verdict.sentences[0]).not.toContain("cost");
});

test("what gets stuck is compared with nobody", async () => {
  const stuck = server("stuck", { load: 0.6 });
  const executor = {
    width: 1,
    execute: async (job: Parameters<typeof perform>[0]) => {
      const outcome = perform(job, { cost: stepCost });
      return job.scenario.name === "stuck" ? { ...outcome, status: "livelock" as const } : outcome;
    },
  };
  const named = { ...stuck, scenario: { ...stuck.scenario, name: "stuck" } };
  const { contenders, verdict } = await compared([server("well"), named], { executor });
  expect(contenders[1]).toMatchObject({ stable: false, stuck: 8 });
  expect(verdict.sentences).toEqual(["stuck: it gets stuck, so there is nothing to compare."]);
});

test("what is wrong with a contender is thrown with its place", async () => {
  const broken = { ...here, execute: () => Promise.reject(new Error("broken")) };
  const thrown = await compared([narrow, wide()], { executor: broken }).catch((error) => error);
  expect(thrown).toBeInstanceOf(ContenderError);
  expect(thrown).toMatchObject({ index: 0, message: "broken", cause: new Error("broken") });
});
