/** The scenarios that come with the simulator run, whole, and each shows what it says. */
import { describe, expect, test } from "vitest";
import { absentFiles, play, scenarioFiles } from "./play.ts";

/** A recorded hour takes a second or two. */
const patient = { timeout: 30_000 };

describe.each(scenarioFiles)("%s", (file) => {
  const absent = absentFiles(file);

  test.skipIf(absent.length > 0)("runs to its end and accounts for every request", patient, () => {
    const simulation = play(file);
    const { status, completed, failed, unfinished } = simulation.result().summary;
    expect(status).toBe("finished");
    expect(completed).toBeGreaterThan(0);
    expect(completed + failed + unfinished).toBe(simulation.arrived);
  });

  test.skipIf(absent.length > 0)("runs the same, sums or request by request", patient, () => {
    expect(play(file, { batch: "each" }).result().digest).toBe(play(file).result().digest);
  });
});

const summaryOf = (file: string, ...set: string[]) => play(file, { set }).result().summary;

/** Share of the completed requests that met the objectives. */
const goodOf = (file: string, ...set: string[]): number => {
  const { slo, completed } = summaryOf(file, ...set);
  return slo!.good / completed;
};

describe("the overrides in their comments change what they say", () => {
  test("chat: eight engines and three keep the objectives, two do not", () => {
    const goodOn = (engines: number) => goodOf("chat.yaml", `cluster.pools.0.engines=${engines}`);
    expect(goodOn(8)).toBeGreaterThan(0.99);
    expect(goodOn(3)).toBeGreaterThan(0.99);
    expect(goodOn(2)).toBeLessThan(0.5);
  });

  test("static: first tokens take seconds, and milliseconds when requests join in flight", () => {
    expect(summaryOf("static.yaml").median_ttft_ms).toBeGreaterThan(1000);
    const inFlight = summaryOf("static.yaml", "cluster.pools.0.engine={}");
    expect(inFlight.p99_ttft_ms).toBeLessThan(50);
  });

  test("contiguous: reserving the longest uses a fifth of the cache and cannot keep up", () => {
    const kept = (key: string) => summaryOf("contiguous.yaml", `cluster.pools.0.engine.${key}`);
    const longest = kept("reserve=max");
    expect(longest.cluster.mean_running).toBeCloseTo(7, 0);
    expect(longest.cluster.kv.share!.used).toBeCloseTo(0.2, 1);
    expect(longest.median_ttft_ms).toBeGreaterThan(10_000);
    expect(kept("reserve=oracle").median_ttft_ms).toBeLessThan(100);
    expect(kept("kv_layout=paged").cluster.waited_s.kv).toBe(0);
  });

  test("burst: the tail pays for the bunches, at the same mean rate", () => {
    expect(goodOf("burst.yaml")).toBeLessThan(0.95);
    expect(goodOf("burst.yaml", "workload.arrivals.burstiness=1")).toBeGreaterThan(0.999);
  });

  test("classes: in the order of arrival, a quarter of the interactive wait too long", () => {
    const shares = (order: string) =>
      summaryOf("classes.yaml", `cluster.pools.0.engine.order=${order}`).classes.map(
        ({ share_inside }) => share_inside!,
      );
    const [interactive, batch] = shares("priority");
    expect(interactive).toBeGreaterThan(0.99);
    expect(batch).toBe(1);
    expect(shares("fcfs")[0]).toBeCloseTo(0.73, 1);
  });

  test("fairness: in the order of arrival nobody of the people is answered in time", () => {
    const of = (order: string) =>
      summaryOf("fairness.yaml", `cluster.pools.0.engine.order=${order}`).classes;
    const [people, crawler] = of("vtc");
    expect(people!.share_inside).toBeGreaterThan(0.99);
    const [waiting, first] = of("fcfs");
    expect(waiting!.share_inside).toBe(0);
    expect(waiting!.median_ttft_ms).toBeGreaterThan(30_000);
    expect(first!.output_throughput! / crawler!.output_throughput!).toBeCloseTo(1, 1);
  });

  test("closed: four times the clients get a tenth more answers, and wait for them", () => {
    const few = summaryOf("closed.yaml");
    const many = summaryOf("closed.yaml", "workload.arrivals.max_concurrency=256");
    expect(many.request_throughput! / few.request_throughput!).toBeCloseTo(1.1, 1);
    expect(many.median_e2el_ms! / few.median_e2el_ms!).toBeCloseTo(3.7, 0);
  });

  test("ramp: the peak is too much for two engines, and not for three", () => {
    expect(goodOf("ramp.yaml")).toBeLessThan(0.5);
    expect(goodOf("ramp.yaml", "cluster.pools.0.engines=3")).toBeGreaterThan(0.95);
  });

  test("expert-parallel: with experts in one server an answer takes a third of the time", () => {
    const pool = "cluster.pools.0";
    const spread = summaryOf("expert-parallel.yaml");
    const kept = summaryOf(
      "expert-parallel.yaml",
      `${pool}.engines=64`,
      `${pool}.data_parallel_size=8`,
    );
    expect(kept.mean_e2el_ms! / spread.mean_e2el_ms!).toBeCloseTo(1 / 3, 1);
    expect(spread.cluster.gpus).toBe(512);
  });

  test.skipIf(absentFiles("azure.yaml").length > 0)(
    "azure: the hour four times as fast keeps the objectives, five times as fast it does not",
    () => {
      const goodAt = (scale: number) =>
        goodOf("azure.yaml", `workload.arrivals.rate_scale=${scale}`);
      expect(goodAt(4)).toBeGreaterThan(0.99);
      expect(goodAt(5)).toBeLessThan(0.95);
    },
  );
});
