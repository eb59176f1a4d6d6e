/** The palette, measured: contrasts can be read, and colour-blind eyes tell hues apart. */
import {
  type Color,
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  parse,
  wcagContrast,
} from "culori";
import { describe, expect, test } from "vitest";
import { dark, light, type Palette, type Token, themes } from "../../viz/palette.ts";

const text: Token[] = ["ink", "ink-2", "ink-3", "miss", "pol-b"];
const hueText: Token[] = ["t-mem", "t-mem2", "t-math", "t-wire"];
const strokes: Token[] = ["weights", "mm", "coll", "bubble", "kv-line", "attn-line"];
const data: Token[] = [
  ...(["weights", "kv", "mm", "attn", "coll"] as const),
  ...(["bubble", "host", "idle", "miss", "pol-b"] as const),
];
const eyes = {
  normal: (colour: Color) => colour,
  protan: filterDeficiencyProt(1),
  deutan: filterDeficiencyDeuter(1),
  tritan: filterDeficiencyTrit(1),
};
const distance = differenceCiede2000();

const pairs = data.flatMap((a, i) => data.slice(i + 1).map((b) => [a, b] as const));

describe.each([
  ["light", light as Palette],
  ["dark", dark],
])("in the %s theme", (_name, palette) => {
  test.each(["paper", "sunk"] as const)("text can be read on %s: 4.5 to 1 at least", (ground) => {
    for (const token of [...text, ...hueText])
      expect(wcagContrast(palette[token], palette[ground]), token).toBeGreaterThanOrEqual(4.5);
  });

  test("lines stand out from paper: 3 to 1 at least", () => {
    for (const token of strokes)
      expect(wcagContrast(palette[token], palette.paper), token).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.entries(eyes))("%s eyes tell any two hues of data apart", (_eye, seen) => {
    for (const [a, b] of pairs) {
      const apart = distance(seen(parse(palette[a])!)!, seen(parse(palette[b])!)!);
      expect(apart, `${a} and ${b}`).toBeGreaterThanOrEqual(10);
    }
  });
});

test("the page follows the system, unless its reader chose; paper is always light", () => {
  const css = themes();
  expect(css.indexOf(`--paper: ${light.paper}`)).toBeLessThan(css.indexOf("prefers-color-scheme"));
  expect(css).toContain(':root[data-theme="dark"]');
  expect(css.slice(css.indexOf("@media print"))).toContain(light.paper);
});
