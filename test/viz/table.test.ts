/** Tables that leave the page: what a spreadsheet makes of them. */
import Papa from "papaparse";
import { expect, test } from "vitest";
import { csvOf } from "../../viz/data/table.ts";

const textOf = (rows: (string | number)[][]): string =>
  [...csvOf({ columns: ["name", "seconds"], rows })].join("");

test("a name with commas, quotes and line breaks comes back as it was", () => {
  const name = 'a "quoted", broken\nname';
  const { data } = Papa.parse<string[]>(textOf([[name, 1.5]]).trimEnd());
  expect(data).toEqual([
    ["name", "seconds"],
    [name, "1.5"],
  ]);
});

test("a name that a spreadsheet would compute is text, and a negative number is a number", () => {
  expect(textOf([["=1+1", -2]])).toBe("name,seconds\r\n'=1+1,-2\r\n");
  for (const start of ["+", "-", "@", "\t"])
    expect(textOf([[`${start}x`, 0]])).toContain(`'${start}x`);
});

test("what is not known is left empty", () => {
  expect(textOf([["a", Number.NaN]])).toBe("name,seconds\r\na,\r\n");
});

test("a long table comes in pieces that together are all of it", () => {
  const rows = Array.from({ length: 5000 }, (_, i): [string, number] => ["r", i]);
  const pieces = [...csvOf({ columns: ["name", "seconds"], rows })];
  expect(pieces).toHaveLength(3);
  expect(pieces.join("").split("\r\n")).toHaveLength(1 + 5000 + 1);
});
