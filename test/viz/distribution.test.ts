/** Distributions of what requests met, and of gaps between tokens. */
import { describe, expect, test } from "vitest";
import type { RequestColumns } from "../../sim/index.ts";
import { ofGaps, ofRequests, shareUpTo, valueAt } from "../../viz/data/distribution.ts";

/** Requests that got their first tokens after so many seconds. */
const table = (...ttft: number[]): RequestColumns =>
  ({ count: ttft.length, ttft: Float64Array.from(ttft) }) as unknown as RequestColumns;

describe("of requests", () => {
  const requests = table(3, 1, Number.NaN, 4, 1, 2);
  const all = ofRequests(requests, "ttft");

  test("samples ascend, and those that have none are left out", () => {
    expect([...all.values]).toEqual([1, 1, 2, 3, 4]);
    expect(all.samples).toBe(5);
  });

  test("those of a window are in order too", () => {
    const part = ofRequests(requests, "ttft", Int32Array.of(0, 2, 5));
    expect([...part.values]).toEqual([2, 3]);
  });

  test("a share counts those at the value", () => {
    expect([0.5, 1, 3.5, 9].map((value) => shareUpTo(all, value))).toEqual([0, 0.4, 0.8, 1]);
  });

  test("a percentile lies between its neighbours, as NumPy has it", () => {
    // np.percentile([1, 1, 2, 3, 4], [0, 50, 95, 100])
    const figures = [0, 0.5, 0.95, 1].map((share) => valueAt(all, share));
    expect(figures.map((figure) => figure.toFixed(9))).toEqual(
      [1, 2, 3.8, 4].map((figure) => figure.toFixed(9)),
    );
  });

  test("nothing has no percentile, and no share", () => {
    const none = ofRequests(table(Number.NaN), "ttft");
    expect([none.samples, shareUpTo(none, 1), valueAt(none, 0.5)]).toEqual([0, 0, Number.NaN]);
  });

  test("a hundred thousand are in the order that a sort by value gives", () => {
    let seed = 1;
    const next = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const values = Array.from({ length: 100_000 }, () => next() ** 8 * 1000);
    const { values: sorted } = ofRequests(table(...values), "ttft");
    expect(sorted).toEqual(Float64Array.from(values).sort());
  });
});

describe("of gaps between tokens", () => {
  const gaps = ofGaps({ upTo: Float64Array.of(0.01, 0.02, 0.5), tokens: Float64Array.of(6, 3, 1) });

  test("a share counts tokens", () => {
    expect([0.005, 0.01, 0.1, 1].map((value) => shareUpTo(gaps, value))).toEqual([0, 0.6, 0.9, 1]);
  });

  test("a percentile is the greatest gap of its kind", () => {
    expect([0, 0.5, 0.8, 1].map((share) => valueAt(gaps, share))).toEqual([0.01, 0.01, 0.02, 0.5]);
  });
});
