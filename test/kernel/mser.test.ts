import { expect, test } from "vitest";
import { startUpOf } from "../../sim/kernel/mser.ts";
import { createRandom } from "../../sim/kernel/random.ts";

const startUp = (values: readonly number[]) => startUpOf(Float64Array.from(values));

const repeated = (value: number, times: number): number[] => new Array<number>(times).fill(value);

test("a level from the first value on loses nothing", () => {
  expect(startUp(repeated(7, 100))).toBe(0);
});

test("a climb is left out up to the batch in which it ends", () => {
  // Twelve zeros: two whole batches of five, and a third with two of them, whose mean is not yet 4.
  expect(startUp([...repeated(0, 12), ...repeated(4, 88)])).toBe(15);
});

test("a series that climbs in its second half has not found its level", () => {
  expect(startUp([...repeated(0, 60), ...repeated(4, 40)])).toBeUndefined();
});

test("what comes early and lies above the rest belongs to it", () => {
  // The plain rule leaves out the first ten: the rest is then known without any error.
  expect(startUp([...repeated(9, 10), ...repeated(4, 90)])).toBe(0);
});

test("values of which there are too few for a batch lose nothing", () => {
  expect(startUp([1, 2, 3, 4])).toBe(0);
  expect(startUp([])).toBe(0);
});

test("a climb under noise is found to within a few batches", () => {
  const { normal } = createRandom(1).stream("noise");
  const values = Array.from({ length: 2000 }, (_, i) => Math.min(1, i / 200) * 20 + normal());
  const cut = startUp(values)!;
  expect(cut).toBeGreaterThan(150);
  expect(cut).toBeLessThan(260);
});
