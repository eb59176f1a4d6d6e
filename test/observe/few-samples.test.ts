import { expect, test } from "vitest";
import { fewBeyond } from "../../sim/observe/few-samples.ts";
import { Recorder } from "../../sim/observe/recorder.ts";
import { ledger, request, stillEngine, summaryOf } from "./hand-made.ts";

test("ten samples beyond a percentile are enough, nine are few", () => {
  const least = [
    [0.5, 20],
    [0.9, 100],
    [0.95, 200],
    [0.99, 1000],
    [0.999, 10_000],
  ] as const;
  for (const [share, count] of least) {
    expect([share, fewBeyond(share, count)]).toEqual([share, false]);
    expect([share, fewBeyond(share, count - 1)]).toEqual([share, true]);
  }
});

test("a summary names the percentiles that rest on few, each metric by its own samples", () => {
  const recorder = new Recorder();
  const engine = stillEngine();
  for (let id = 0; id < 150; id++) {
    // Ninety have a second token, and so a TPOT.
    const it = request({ id, arrival: id, output: id < 90 ? 5 : 1 });
    recorder.requestSubmitted(it, engine, it.arrival);
    recorder.requestFinished(it, engine, ledger({}), it.arrival + it.e2el);
  }
  recorder.tokensFollowed(1, 360);
  const { few_samples } = summaryOf(recorder, engine, { now: 155 });
  expect(few_samples).toEqual([
    ...["p95_ttft_ms", "p99_ttft_ms", "p99.9_ttft_ms"],
    ...["p90_tpot_ms", "p95_tpot_ms", "p99_tpot_ms", "p99.9_tpot_ms"],
    ...["p99_itl_ms", "p99.9_itl_ms"],
    ...["p95_e2el_ms", "p99_e2el_ms", "p99.9_e2el_ms"],
  ]);
});
