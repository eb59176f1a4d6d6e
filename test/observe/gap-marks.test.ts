/** Gaps between tokens of a part of a run. */
import { expect, test } from "vitest";
import { simulate } from "../../sim/index.ts";
import { Histogram } from "../../sim/kernel/quantiles.ts";
import { GapMarks } from "../../sim/observe/gap-marks.ts";

/** A gap of 1 s each second, and from second 10 on one of 3 s. */
function marked(seconds: number): GapMarks {
  const gaps = new Histogram();
  const marks = new GapMarks(gaps);
  for (let now = 1; now <= seconds; now++) {
    gaps.add(now < 10 ? 1 : 3, 2);
    if (now >= marks.due) marks.mark(now);
  }
  return marks;
}

test("gaps between two marks are those that came between them", () => {
  // Marks at 8.5 … 12.5 are those of 9, 10, 11, 12: between them three gaps of 3 s, twice each.
  const { figures, few } = marked(20).between({ from_s: 8.5, to_s: 12.5 });
  expect(figures).toMatchObject({
    itl_from_s: 9,
    itl_to_s: 12,
    mean_itl_ms: 3000,
    std_itl_ms: 0,
  });
  expect(figures.median_itl_ms).toBeCloseTo(3000, -1);
  expect(few).toContain("p99_itl_ms");
  // From second 7 to 11: two gaps of 1 s, two of 3 s.
  expect(marked(20).between({ from_s: 7, to_s: 11 }).figures.mean_itl_ms).toBe(2000);
});

test("in a long run marks are fewer, and lie inside the part that is asked for", () => {
  const { figures } = marked(5000).between({ from_s: 1000.5, to_s: 4000.5 });
  const { itl_from_s: from, itl_to_s: to } = figures;
  expect([from! >= 1000.5, to! <= 4000.5]).toEqual([true, true]);
  expect([from! - 1000.5, 4000.5 - to!].every((lost) => lost <= 5000 / 31)).toBe(true);
  expect(figures.mean_itl_ms).toBe(3000);
});

test("a part without two marks has no figures", () => {
  expect(marked(20).between({ from_s: 3.2, to_s: 4.8 }).figures).toMatchObject({
    itl_from_s: null,
    itl_to_s: null,
    mean_itl_ms: null,
    "p99.9_itl_ms": null,
  });
});

test("the steady part of a run tells gaps of its own, near those of the whole", () => {
  const { summary } = simulate({
    name: "steady",
    workload: {
      arrivals: { process: "poisson", request_rate: 8 },
      num_prompts: 1000,
      prompt_tokens: { distribution: "fixed", tokens: 256 },
      output_tokens: { distribution: "fixed", tokens: 64 },
    },
    cluster: { pools: [{ model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB" }] },
  });
  const steady = summary.steady!;
  expect(steady.itl_from_s).toBeGreaterThanOrEqual(steady.from_s);
  expect(steady.itl_to_s).toBeLessThanOrEqual(steady.to_s);
  expect(steady.mean_itl_ms! / summary.mean_itl_ms!).toBeCloseTo(1, 1);
});
