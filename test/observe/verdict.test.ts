import { describe, expect, test } from "vitest";
import { type Cause, causes } from "../../sim/cost/cost.ts";
import { type Wait, waits } from "../../sim/engine/ledger.ts";
import { Recorder } from "../../sim/observe/recorder.ts";
import type { Figures } from "../../sim/observe/summary.ts";
import { table } from "../../sim/observe/usage.ts";
import { judge } from "../../sim/observe/verdict.ts";
import { stillEngine, summaryOf } from "./hand-made.ts";

interface Told {
  seconds: Partial<Record<Cause, number>>;
  waited?: Partial<Record<Wait, number>>;
  good?: number;
  unfinished?: number;
}

/** A hundred requests on one engine; the SLO asks for 99 % of them. */
function figures({ seconds, waited = {}, good = 100, unfinished = 0 }: Told): Figures {
  const base = summaryOf(new Recorder({ ttft: 0.5, tpot: 0.05, share: 0.99 }), stillEngine());
  const byCause = table(causes, (cause) => seconds[cause] ?? 0);
  return {
    ...base,
    completed: 100 - unfinished,
    unfinished,
    slo: { ...base.slo!, good },
    cluster: {
      ...base.cluster,
      seconds: Object.values(byCause).reduce((a, b) => a + b, 0),
      seconds_by_cause: byCause,
      waited_s: table(waits, (wait) => waited[wait] ?? 0),
    },
  };
}

test("a run that moves bytes is bound by bandwidth, and the sentence says it all", () => {
  const verdict = judge(figures({ seconds: { weights: 50, kv: 21, matrix: 19, idle: 10 } }));
  expect(verdict).toMatchObject({ share: 1, met: true, binds: "bandwidth" });
  expect(verdict.sentence).toBe(
    "100 % of requests met the SLO (ttft ≤ 500 ms, tpot ≤ 50 ms); 99 % were asked for. " +
      "HBM bandwidth binds: 71 % of GPU time moves weights, KV and activations; " +
      "nobody waited for a place.",
  );
  expect(verdict.limits[0]).toEqual({ limit: "bandwidth", seconds: 71, share: 0.71 });
  expect(verdict.limits.map(({ limit }) => limit)).toHaveLength(11);
});

test("unfinished requests are outside, and a share just below 100 % is not called 100 %", () => {
  const seconds = { matrix: 1 };
  expect(judge(figures({ seconds, good: 98, unfinished: 2 }))).toMatchObject({
    share: 0.98,
    met: false,
  });
  const many = { ...figures({ seconds }), completed: 99_999, failed: 1 };
  const almost = judge({ ...many, slo: { ...many.slo!, good: 99_999 } });
  expect(almost.sentence).toMatch(/^99\.9 % of requests met/);
});

describe("what binds", () => {
  const busy = { weights: 60, matrix: 30, idle: 10 };
  const cases: [string, Told, string][] = [
    ["arithmetic", { seconds: { matrix: 50, attention: 20, weights: 30 } }, "compute"],
    ["other GPUs", { seconds: { collectives: 40, transfer: 15, matrix: 45 } }, "interconnect"],
    ["other stages", { seconds: { collectives: 5, bubble: 50, weights: 45 } }, "bubble"],
    ["fixed time of kernels", { seconds: { launch: 40, weights: 30, matrix: 30 } }, "launch"],
    ["the host", { seconds: { host: 60, weights: 40 } }, "host"],
    ["a full cache", { seconds: busy, waited: { kv: 30, seqs: 5 } }, "kv"],
    ["too few places", { seconds: busy, waited: { kv: 5, seqs: 30 } }, "seqs"],
    ["a spent budget", { seconds: busy, waited: { budget: 40, step: 60 } }, "budget"],
    ["a static batch", { seconds: busy, waited: { batch: 70 } }, "batch"],
    ["hardly any waiting", { seconds: busy, waited: { kv: 9 } }, "bandwidth"],
    ["steps in flight alone", { seconds: busy, waited: { step: 90 } }, "bandwidth"],
    ["a light load", { seconds: { weights: 40, idle: 60 } }, "arrivals"],
    // Nobody needs more capacity, and yet a step takes too long.
    ["a light load that misses", { seconds: { weights: 40, idle: 60 }, good: 50 }, "bandwidth"],
  ];
  test.each(cases)("%s", (_, told, limit) => {
    expect(judge(figures(told)).binds).toBe(limit);
  });

  test("nothing, where nothing ran", () => {
    const verdict = judge(figures({ seconds: {} }));
    expect(verdict.binds).toBeNull();
    expect(verdict.sentence).toContain("Nothing ran.");
  });
});

test("a queue's limit is told with what the GPUs did meanwhile", () => {
  const { sentence } = judge(
    figures({ seconds: { weights: 60, matrix: 30, idle: 10 }, waited: { kv: 43 } }),
  );
  expect(sentence).toContain(
    "KV capacity binds: for 43 % of the time the queue waits for free KV blocks; " +
      "meanwhile 60 % of GPU time moves weights, KV and activations.",
  );
});

test("without objectives there is no share, and the limit is told all the same", () => {
  const verdict = judge({ ...figures({ seconds: { matrix: 1 } }), slo: null });
  expect(verdict).toMatchObject({ share: null, met: null, binds: "compute" });
  expect(verdict.sentence).toMatch(/^No SLO is stated\. Compute binds/);
});
