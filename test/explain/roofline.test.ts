import { describe, expect, test } from "vitest";
import type { ExplainedOperator } from "../../sim/explain/operators.ts";
import {
  along,
  decades,
  lettersOf,
  type RooflineChart,
  rooflineChart,
  shortly,
  valueAt,
} from "../../sim/explain/roofline/chart.ts";
import { rooflineInText } from "../../sim/explain/roofline/in-text.ts";
import { rooflineSvg } from "../../sim/explain/roofline/svg.ts";

const operator = (name: string, flops: number, bytes: number, seconds: number) =>
  ({ name, flops, bytes, intensity: flops / bytes, seconds, share: 0.25 }) as ExplainedOperator;

const roof = {
  sheet: { arithmetic: 1e15, bandwidth: 5e12, intensity: 200 },
  attained: { arithmetic: 8e14, bandwidth: 4e12, intensity: 200 },
};

const operators = [
  operator("norm", 1e9, 1e9, 1e-3),
  operator("copy", 0, 1e9, 1e-3),
  operator("matrix", 1e12, 1e9, 2e-3),
  operator("twin", 1e12, 1e9, 2e-3),
];
const chart = rooflineChart({ title: "four operators", detail: "of one step" }, operators, roof);

describe("a roofline chart", () => {
  test("gives a letter to what has a place on it", () => {
    expect(lettersOf(operators)).toEqual(["a", "", "b", "c"]);
    const many = lettersOf(Array.from({ length: 60 }, () => ({ flops: 1 })));
    expect(many.slice(24, 28)).toEqual(["y", "z", "A", "B"]);
    expect(new Set(many.slice(0, 52)).size).toBe(52);
    expect(many[52]).toBe("");
    expect(chart.points.map(({ letter, rate }) => [letter, rate])).toEqual([
      ["a", 1e12],
      ["b", 5e14],
      ["c", 5e14],
    ]);
  });

  test("holds its points and the ridge", () => {
    for (const { intensity, rate } of chart.points) {
      expect(along(chart.intensity, intensity)).toBeGreaterThanOrEqual(0);
      expect(along(chart.intensity, intensity)).toBeLessThan(1);
      expect(along(chart.rate, rate)).toBeGreaterThanOrEqual(0);
      expect(along(chart.rate, rate)).toBeLessThan(1);
    }
    expect(along(chart.intensity, roof.sheet.intensity)).toBeLessThan(1);
  });

  test("has logarithmic axes, marked at powers of ten", () => {
    const axis = { from: 0.1, to: 1000 };
    expect(along(axis, 10)).toBeCloseTo(0.5, 12);
    expect(valueAt(axis, 0.5)).toBeCloseTo(10, 9);
    expect(decades(axis)).toEqual([0.1, 1, 10, 100, 1000]);
    expect([0.1, 1, 100, 1000, 1e14, 3.35e12].map(shortly)).toEqual([
      "0.1",
      "1",
      "100",
      "1 k",
      "100 T",
      "3.35 T",
    ]);
  });
});

describe("in text", () => {
  const lines = rooflineInText(chart, { columns: 80, rows: 16 });

  test("fits its columns and rows, without colour", () => {
    expect(lines).toHaveLength(1 + 16 + 3);
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(80);
    expect(lines.join("")).not.toContain("\u001b");
  });

  test("puts each letter at its rate and intensity, twins side by side", () => {
    const rowOf = (letter: string) => lines.slice(1, 17).findIndex((line) => line.includes(letter));
    const atRate = (rate: number) => Math.floor(16 * (1 - along(chart.rate, rate)));
    // The label of a row is in upper case or a figure.
    expect(rowOf("a")).toBe(atRate(1e12));
    expect(rowOf("b")).toBe(atRate(5e14));
    expect(lines[1 + rowOf("b")]).toMatch(/bc|cb/);
  });

  test("names both axes and marks powers of ten", () => {
    expect(lines[0]).toContain("FLOP/s");
    expect(lines.at(-1)).toMatch(/FLOP per byte$/);
    expect(lines.at(-2)).toMatch(/^ +0\.1 +1 +10 +100 +1k$/);
  });
});

/** The text of a document's elements, if it is well-formed: every tag closed in its turn. */
function elementTexts(document: string): string[] {
  const open: string[] = [];
  const texts: string[] = [];
  let end = 0;
  for (const tag of document.matchAll(/<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<&]*")*)\s*(\/?)>/g)) {
    const between = document.slice(end, tag.index);
    expect(between).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/);
    texts.push(between);
    end = tag.index + tag[0].length;
    if (tag[1] === "/") expect(open.pop()).toBe(tag[2]);
    else if (tag[4] !== "/") open.push(tag[2]!);
  }
  expect(open).toEqual([]);
  expect(document.slice(end).trim()).toBe("");
  return texts;
}

describe("as SVG", () => {
  test("is well-formed, titled, and names axes, roofs and operators", () => {
    const texts = elementTexts(rooflineSvg(chart));
    expect(texts).toEqual(
      expect.arrayContaining([
        "four operators: of one step",
        "four operators",
        "of one step",
        "Arithmetic intensity (FLOP per byte)",
        "Achieved rate (FLOP/s)",
        "1 PFLOP/s by the data sheet, 800 TFLOP/s attained",
        "5 TB/s by the data sheet, 4 TB/s attained",
        "a  norm 25 %",
        "b  matrix 25 %",
      ]),
    );
  });

  test("keeps hostile names as text", () => {
    const name = '</text><script>alert("1")</script>&\u0000\ud800]]>';
    const points = chart.points.map((point) => ({ ...point, name }));
    const hostile: RooflineChart = { ...chart, title: name, points };
    const svg = rooflineSvg(hostile);
    const texts = elementTexts(svg);
    expect(svg).not.toContain("<script");
    expect(texts).toContain(
      "&lt;/text&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;]]&gt;",
    );
  });

  test("follows the reader's choice of light or dark", () => {
    expect(rooflineSvg(chart)).toContain("@media (prefers-color-scheme: dark)");
  });

  test("writes no name over another", () => {
    const crowd = Array.from({ length: 12 }, (_, index) =>
      operator(`operator ${index}`, 1e12 * (1 + index / 100), 1e9, 2e-3),
    );
    const svg = rooflineSvg(rooflineChart({ title: "a crowd", detail: "" }, crowd, roof));
    const places = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)">([a-l]) {2}op/g)];
    expect(places).toHaveLength(12);
    for (const [index, [, x, y]] of places.entries())
      for (const [, otherX, otherY] of places.slice(0, index))
        expect(
          Math.abs(Number(y) - Number(otherY)) >= 13.9 || Math.abs(Number(x) - Number(otherX)) > 90,
        ).toBe(true);
  });
});
