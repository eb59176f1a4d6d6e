import fc from "fast-check";
import { expect, test } from "vitest";
import { full, type Reach, span, unseen, unseenInAll } from "../../sim/kernel/reach.ts";

const window = (size: number): Reach => ({ kind: "sliding", window: size });
const chunks = (size: number): Reach => ({ kind: "chunked", chunk: size });

test("a window of 4 hides nothing of the first 4 items, and one more of each item after", () => {
  expect([1, 3, 4, 5, 9].map((items) => unseen(window(4), items))).toEqual([0, 0, 0, 1, 5]);
  // Of 9 items: 0 + 0 + 0 + 0 + 1 + 2 + 3 + 4 + 5
  expect([3, 4, 5, 9].map((items) => unseenInAll(window(4), items))).toEqual([0, 0, 1, 15]);
});

test("chunks of 4 hide all before the item's own chunk", () => {
  expect([1, 4, 5, 8, 9].map((items) => unseen(chunks(4), items))).toEqual([0, 0, 4, 4, 8]);
  // Of 9 items: four times nothing, four times 4, once 8
  expect([4, 5, 9].map((items) => unseenInAll(chunks(4), items))).toEqual([0, 4, 24]);
});

const reaches = fc.oneof(
  fc.constant(full),
  fc.integer({ min: 1, max: 60 }).map(window),
  fc.integer({ min: 1, max: 60 }).map(chunks),
);

test("what all items do not see is the sum of what each does not", () => {
  fc.assert(
    fc.property(reaches, fc.integer({ min: 0, max: 300 }), (reach, items) => {
      let sum = 0;
      for (let item = 1; item <= items; item++) {
        sum += unseen(reach, item);
        expect(item - unseen(reach, item)).toBeLessThanOrEqual(span(reach));
        expect(item - unseen(reach, item)).toBeGreaterThan(0);
      }
      expect(unseenInAll(reach, items)).toBe(sum);
    }),
  );
});

test("a longer window hides no more", () => {
  const size = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(size, size, fc.integer({ min: 0, max: 300 }), (one, other, items) => {
      const [short, long] = [Math.min(one, other), Math.max(one, other)].map(window);
      expect(unseen(long!, items)).toBeLessThanOrEqual(unseen(short!, items));
      expect(unseenInAll(long!, items)).toBeLessThanOrEqual(unseenInAll(short!, items));
    }),
  );
});
