import fc from "fast-check";
import { expect, test } from "vitest";
import { causes } from "../../sim/cost/cost.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { StepReplay } from "../../sim/recording/index.ts";
import { Simulation } from "../../sim/simulation.ts";
import { tries } from "../soak.ts";
import { scenario, scenarios, sum, tight } from "./runs.ts";

const all = { from: 0, to: Number.POSITIVE_INFINITY };

test("tiles and the idle time between them cover an engine's time, each split by cause", () => {
  fc.assert(
    fc.property(scenarios, (drawn) => {
      const { engines, pipeline_parallel_size: stages } = drawn.cluster.pools[0]!;
      for (let engine = 0; engine < engines; engine++) {
        const steps = new StepReplay(drawn, { engine, ...all }).run().result();
        let end = 0;
        for (let row = 0; row < steps.count; row++) {
          expect(steps.index[row]).toBe(row);
          // In a pipeline they overlap, and it is each stage's time that they cover.
          if (stages === 1) expect(steps.begin[row]! - steps.idle[row]!).toBe(end);
          else expect(steps.end[row]).toBeGreaterThanOrEqual(end);
          end = steps.end[row]!;
          const seconds = steps.byCause.subarray(causes.length * row, causes.length * (row + 1));
          expect(sum(seconds)).toBe(end - steps.begin[row]!);
        }
      }
    }),
    { numRuns: tries(20) },
  );
});

test("in a pipeline each stage's tiles and waits cover its time, split by cause", () => {
  const pool = { ...tight.cluster.pools[0]!, pipeline_parallel_size: 4 };
  const piped = scenario({ ...tight, cluster: { pools: [pool] } });
  const { count, stages } = new StepReplay(piped, { engine: 0, ...all }).run().result();
  expect(stages.count).toBe(4);
  expect(stages.begin).toHaveLength(4 * count);
  for (let stage = 0; stage < 4; stage++) {
    let doneAt = 0;
    for (let row = 0; row < count; row++) {
      const at = row * 4 + stage;
      // A step comes from the stage before, and finds the step before it gone.
      if (stage > 0) expect(stages.begin[at]).toBeGreaterThanOrEqual(stages.end[at - 1]!);
      expect(stages.begin[at]).toBeGreaterThanOrEqual(doneAt);
      const seconds = stages.byCause.subarray(causes.length * at, causes.length * (at + 1));
      expect(sum(seconds)).toBe(stages.end[at]! - doneAt);
      doneAt = stages.end[at]!;
    }
  }
  expect(new StepReplay(scenario(tight), { engine: 0, ...all }).run().result().stages.count).toBe(
    0,
  );
});

test("of a pipeline's window, the steps in any of its stages are told", () => {
  const pool = { ...tight.cluster.pools[0]!, pipeline_parallel_size: 4 };
  const piped = scenario({ ...tight, cluster: { pools: [pool] } });
  const whole = new StepReplay(piped, { engine: 0, ...all }).run().result();
  const at = whole.stages.begin[4 * 40]!;
  const some = new StepReplay(piped, { engine: 0, from: at, to: at }).run().result();
  const inside = [...whole.index].filter(
    (row) => whole.stages.end[4 * row + 3]! > at && whole.stages.begin[4 * row]! <= at,
  );
  expect(inside.length).toBeGreaterThan(1);
  expect([...some.index]).toEqual(inside);
});

test("a step is told as the engine had it when it was scheduled", () => {
  const seen: number[][] = [];
  const probe: Probe = {
    ...blind,
    stepScheduled({ shape, outputTokens }, { running, waiting, kvBlocksHeld }) {
      seen.push([shape.tokens, shape.prefillPairs, outputTokens, running, waiting, kvBlocksHeld]);
    },
  };
  new Simulation(scenario(tight), { probes: [probe] }).run();
  const steps = new StepReplay(scenario(tight), { engine: 0, ...all }).run().result();
  const { shape, outputTokens, running, waiting, kvBlocks } = steps;
  const told = [shape.tokens, shape.prefillPairs, outputTokens, running, waiting, kvBlocks];
  expect(seen.map((_, row) => told.map((column) => column[row]))).toEqual(seen);
  expect([steps.engine, steps.cut, steps.count]).toEqual([0, false, seen.length]);
});

test("of a window, the steps whose tiles touch it are told, and not too many", () => {
  const whole = new StepReplay(scenario(tight), { engine: 0, ...all }).run().result();
  const [from, to] = [whole.end[40]!, whole.begin[60]!];
  const some = new StepReplay(scenario(tight), { engine: 0, from, to }).run().result();
  expect([...some.index]).toEqual(Array.from({ length: 20 }, (_, at) => 41 + at));
  expect([...some.byCause]).toEqual([
    ...whole.byCause.subarray(41 * causes.length, 61 * causes.length),
  ]);
  const few = new StepReplay(scenario(tight), { engine: 0, from, to, most: 5 }).run().result();
  expect([few.count, few.cut, few.index[4]]).toEqual([5, true, 45]);
  const middle = (whole.begin[50]! + whole.end[50]!) / 2;
  const instant = { engine: 0, from: middle, to: middle };
  expect([...new StepReplay(scenario(tight), instant).run().result().index]).toEqual([50]);
});

test("a replay ends soon after its window", () => {
  const replay = new StepReplay(scenario(tight), { engine: 0, from: 0.2, to: 0.3 });
  while (replay.advance(1));
  expect(replay.now).toBeGreaterThan(0.3);
  expect(replay.now).toBeLessThan(0.35);
});

test("an engine that is none is told at once", () => {
  expect(() => new StepReplay(scenario(tight), { engine: 1, ...all })).toThrow(
    "There is no engine 1: this run has 1, counted from 0.",
  );
});
