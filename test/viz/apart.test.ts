/** Labels beside marks stand apart, and near what they name. */
import { expect, test } from "vitest";
import { apart } from "../../viz/chart/apart.ts";

test("labels that are far enough apart stay where they are", () => {
  expect(apart([10, 40], [0, 100], 15)).toEqual([10, 40]);
});

test("labels that would cover one another are pushed down, in their order", () => {
  expect(apart([20, 12, 14], [0, 100], 10)).toEqual([32, 12, 22]);
});

test("at the floor they are pushed up instead", () => {
  expect(apart([95, 99, 100], [0, 100], 10)).toEqual([80, 90, 100]);
});
