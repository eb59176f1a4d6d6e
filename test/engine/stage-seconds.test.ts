import fc from "fast-check";
import { expect, test } from "vitest";
import { CAUSE, causes } from "../../sim/cost/cost.ts";
import { StageSeconds } from "../../sim/engine/stage-seconds.ts";
import { emptyTile, Step } from "../../sim/engine/step.ts";

const TICK = 2 ** -30;

/** A step of two stages or more: how many ticks each spends on weights, and in a bubble before. */
function stepOf(ticks: readonly [weights: number, bubble: number][], end: number): Step {
  const step = new Step();
  step.end = end;
  for (const [weights, bubble] of ticks) {
    const tile = emptyTile();
    tile.end = end;
    tile.byCause[CAUSE.weights] = weights * TICK;
    tile.byCause[CAUSE.bubble] = bubble * TICK;
    step.stages.push(tile);
  }
  return step;
}

test("the seconds of an engine are the mean of its stages'", () => {
  const seconds = new StageSeconds(2);
  // Together 8 ticks of weights and 4 of bubble.
  seconds.add(
    stepOf(
      [
        [6, 0],
        [2, 4],
      ],
      12 * TICK,
    ),
  );
  const mean = seconds.mean(false);
  expect([mean[CAUSE.weights], mean[CAUSE.bubble]]).toEqual([4 * TICK, 2 * TICK]);
});

test("they never fall, however the mean is rounded, and sum to the mean of the whole", () => {
  const ticks = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5 }),
      fc.array(fc.tuple(ticks, ticks), { minLength: 40, maxLength: 40 }),
      (stages, drawn) => {
        const seconds = new StageSeconds(stages);
        let before = new Float64Array(causes.length);
        let whole = 0;
        for (let from = 0; from + stages <= drawn.length; from += stages) {
          const tiles = drawn.slice(from, from + stages);
          seconds.add(stepOf(tiles, from));
          whole += tiles.reduce((sum, [weights, bubble]) => sum + weights + bubble, 0);
          const mean = seconds.mean(false);
          for (const [cause, each] of mean.entries())
            expect(each).toBeGreaterThanOrEqual(before[cause]!);
          const sum = mean.reduce((all, each) => all + each, 0);
          expect(Math.abs(sum / TICK - whole / stages)).toBeLessThanOrEqual(0.5);
          before = mean.slice();
        }
      },
    ),
  );
});
