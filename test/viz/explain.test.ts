import { describe, expect, test } from "vitest";
import { causes, loadScenario, StepReplay } from "../../sim/index.ts";
import { createExplainer, nearestStep } from "../../viz/worker/explain.ts";
import type { StepAt } from "../../viz/worker/protocol.ts";
import type { Opened } from "../../viz/worker/scenarios.ts";
import { knownYaml } from "./known-run.ts";

const opened: Opened = { ...loadScenario(knownYaml, { file: "known.yaml" }), files: () => "" };
const all = new StepReplay(opened.scenario, { engine: 0, from: 0, to: 1e6 }).run().result();

/** Answers, and whether the simulator had to run for them. */
function explainer() {
  let looks = 0;
  const { explain } = createExplainer(() => looks++);
  return (at: readonly number[]): { steps: (StepAt | null)[]; ran: boolean } => {
    looks = 0;
    const task = explain({ kind: "explain", engine: 0, at, text: "", files: {} }, opened);
    for (;;) {
      const { done, value } = task.next();
      if (done) return { steps: value, ran: looks > 0 };
    }
  };
}

const host = causes.indexOf("host");

describe("an explained step of a run", () => {
  test("costs its GPU what the run charged for it, cause by cause and to the bit", () => {
    const explain = explainer();
    const { steps } = explain([...all.begin]);
    expect(steps.length).toBe(all.count);
    for (const step of steps) {
      const { byCause, begin, end, explained } = step!;
      const charged = byCause.map((seconds, cause) => (cause === host ? 0 : seconds));
      expect(explained.byCause).toEqual(charged);
      expect(explained.gpu).toBe(end - begin - byCause[host]!);
      expect(explained.operators.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(
        explained.gpu,
      );
    }
  });

  test("is the one that runs at the instant, with its batch and its budget", () => {
    const row = 7;
    const { steps } = explainer()([(all.begin[row]! + all.end[row]!) / 2]);
    expect(steps[0]).toMatchObject({
      engine: 0,
      index: all.index[row],
      begin: all.begin[row],
      running: all.running[row],
      waiting: all.waiting[row],
      most: 256,
      explained: { shape: { decodes: all.shape.decodes[row], tokens: all.shape.tokens[row] } },
    });
  });

  test("is answered without running again while the head stays near", () => {
    const explain = explainer();
    expect(explain([0.1]).ran).toBe(true);
    const { steps, ran } = explain([0.2, 0.3]);
    expect(steps.map((step) => step !== null)).toEqual([true, true]);
    expect(ran).toBe(false);
  });

  test("is none long after the last one", () => {
    expect(explainer()([1000]).steps).toEqual([null]);
  });
});

test("between two steps the one before is meant, and before all of them the first", () => {
  const steps = { ...all, begin: Float64Array.of(1, 2, 4), count: 3 };
  expect([0, 1, 1.9, 3, 9].map((at) => nearestStep(steps, at))).toEqual([0, 0, 0, 1, 2]);
  expect(nearestStep({ ...steps, count: 0 }, 1)).toBeUndefined();
});
