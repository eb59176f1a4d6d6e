/** Changes of a text into another: as small as they can be. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { changeBetween } from "../../../viz/panel/change.ts";

test("the change is what lies between what both begin and end with", () => {
  expect(changeBetween("rate: 44 # a", "rate: 45 # a")).toEqual({ from: 7, to: 8, insert: "5" });
  expect(changeBetween("aa", "aaa")).toEqual({ from: 2, to: 2, insert: "a" });
  expect(changeBetween("same", "same")).toBeUndefined();
});

test("applied, it gives the other text", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { from, to, insert } = changeBetween(before, after) ?? { from: 0, to: 0, insert: "" };
      expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
    }),
  );
});
