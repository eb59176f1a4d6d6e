/** Two runs of the same requests, compared one by one. */
import { expect, test } from "vitest";
import { createRandom } from "../../../sim/kernel/random.ts";
import { FATE } from "../../../sim/observe/request-log.ts";
import { compare, type Fates, signFlip } from "../../../sim/study/why/paired.ts";

/** A run in which the requests of these numbers were good. */
function outcomes(good: Iterable<number>): Fates {
  const fates = new Uint8Array(4096).fill(FATE.missed);
  for (const id of good) fates[id] = FATE.good;
  return fates;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

test("batches of one are McNemar's mid-p: twice the tail, the point itself counted once", () => {
  const nets = (gained: number, lost: number) =>
    signFlip([...range(0, gained).map(() => 1), ...range(0, lost).map(() => -1)]);
  // All five to one side: 2 × ½ × 2^−5.
  expect(nets(5, 0)).toBeCloseTo(1 / 32, 15);
  // 3 of 4: 2 × (1 + 4/2) ÷ 16.
  expect(nets(3, 1)).toBeCloseTo(6 / 16, 15);
  expect(nets(1, 3)).toBeCloseTo(6 / 16, 15);
  expect(nets(0, 0)).toBe(1);
  expect(nets(2, 2)).toBeCloseTo(1 - 3 / 16, 15);
  // Children whose airways answered too much before and after a transplantation, as the paper on
  // mid-p has them: one changed for the better and seven for the worse, p = 0.0391.
  expect(nets(1, 7)).toBeCloseTo(0.0391, 4);
});

test("nets of any size: the signs that reach as much are counted", () => {
  // ±3 ±1 ±1: 5 is reached by +++ and −−−, and exactly so: ½ × 2/8.
  expect(signFlip([3, 1, 1])).toBeCloseTo(1 / 8, 15);
  // 3 is reached by ±(3 +1 −1) in either order exactly (4/8), and beyond it lie the two above.
  expect(signFlip([3, 1, -1])).toBeCloseTo(4 / 16 + 2 / 8, 15);
  // In coarser units above ten thousand, as good as the same: a million in twelve nets alike.
  expect(signFlip(range(0, 12).map(() => 83_333))).toBeCloseTo(2 ** -12, 15);
});

test("who changed sides is counted both ways, in batches of neighbours", () => {
  const [before, after] = [outcomes(range(0, 300)), outcomes(range(2, 360))];
  // 400 requests in 20 batches of 20: the first loses two, three gain twenty.
  const { gained, lost, p } = compare(before, after, 400);
  expect([gained, lost]).toEqual([60, 2]);
  expect(p).toBe(signFlip([-2, 20, 20, 20]));
  expect(compare(after, before, 400)).toEqual({ gained: 2, lost: 60, p });
  expect(compare(after, after, 400)).toEqual({ gained: 0, lost: 0, p: 1 });
});

test("requests that change together do not raise an alarm, as they would one by one", () => {
  const stream = createRandom(1).stream("episodes");
  let alarms = 0;
  let alarmsOneByOne = 0;
  const worlds = 300;
  for (let world = 0; world < worlds; world++) {
    // 2500 requests in episodes of forty; in one of three, all change to the same side.
    const good: [number[], number[]] = [[], []];
    for (let first = 0; first < 2500; first += 40) {
      const [changes, side] = [stream.uniform() < 1 / 3, stream.uniform() < 0.5];
      if (changes) good[side ? 1 : 0].push(...range(first, first + 40));
    }
    const { p, gained, lost } = compare(outcomes(good[0]), outcomes(good[1]), 2500);
    if (p < 0.05) alarms += 1;
    const alone = [...range(0, gained).map(() => 1), ...range(0, lost).map(() => -1)];
    if (signFlip(alone) < 0.05) alarmsOneByOne += 1;
  }
  expect(alarms / worlds).toBeLessThan(0.15);
  expect(alarmsOneByOne / worlds).toBeGreaterThan(0.6);
});
