/** Workers in processes of their own: what they do beside the engine's process. */
import { expect, test } from "vitest";
import { addPrefill, CAUSE, type Cost, type StepShape } from "../../sim/cost/cost.ts";
import { Clocks } from "../../sim/engine/clocks.ts";
import { Step } from "../../sim/engine/step.ts";

/** The GPU takes 8 s, scheduling 1 s, preparing 2 s, and launching a prompt 16 s. */
const prices = {
  gpu(_shape: StepShape, byCause: Float64Array) {
    byCause.fill(0);
    byCause[CAUSE.matrix] = 8;
    return 8;
  },
  prepare: () => 1,
  launch: ({ prefills }: StepShape) => (prefills > 0 ? 16 : 0),
};
const workers: Cost = { ...prices, work: () => 2 };
/** All of it in one process. */
const alone: Cost = { ...prices, prepare: () => 3 };

const decodes = (): Step => {
  const step = new Step();
  step.shape.tokens = step.shape.decodes = step.shape.sampled = 1;
  return step;
};
const withPrompt = (): Step => {
  const step = decodes();
  addPrefill(step.shape, 100, 0);
  return step;
};

test("the engine is free once it has scheduled, and the GPU begins when inputs are ready", () => {
  const clocks = new Clocks(workers);
  const step = decodes();
  clocks.lay(step, 0, undefined);
  expect([clocks.hostFreeAt, step.prepared, step.end]).toEqual([1, 3, 11]);
  expect(step.byCause[CAUSE.host]).toBe(3);
});

test("a launch keeps no output waiting, as one of a single process does", () => {
  const lay = (cost: Cost) => {
    const clocks = new Clocks(cost);
    const [first, second] = [decodes(), withPrompt()];
    clocks.lay(first, 0, undefined);
    clocks.lay(second, 3, first);
    return { taken: first.returned, launched: second.launched, end: second.end };
  };
  expect(lay(alone)).toEqual({ taken: 22, launched: 22, end: 22 });
  expect(lay(workers)).toEqual({ taken: 11, launched: 22, end: 22 });
});

test("a worker begins a step when it has launched the one before", () => {
  const clocks = new Clocks(workers);
  const [first, second] = [withPrompt(), decodes()];
  clocks.lay(first, 0, undefined);
  // Launched at 19; scheduled at 2, the next is prepared from 19 to 21.
  clocks.lay(second, 1, first);
  expect([first.launched, second.prepared, second.end]).toEqual([19, 21, 29]);
});
