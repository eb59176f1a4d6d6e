/** Drawings that leave the page take their colours and faces along. */
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { svgOf } from "../../viz/chart/svg.ts";
import { fixColours, withValues } from "../../viz/data/stand-alone.ts";
import { dark, light } from "../../viz/palette.ts";

test("a colour is that of the theme, a face has a name, and a fallback is used", () => {
  expect(withValues("fill: var(--weights)", light)).toBe("fill: #1f57a6");
  expect(withValues("fill: var(--weights)", dark)).toBe("fill: #4877d0");
  expect(withValues("font: 400 11px var(--sans)", light)).toContain("Inter");
  expect(withValues("width: var(--share, 40px)", light)).toBe("width: 40px");
});

test("colours in attributes are fixed, and text is left alone", () => {
  const { document } = parseHTML("<html></html>");
  const margin = { top: 10, right: 0, bottom: 0, left: 5 };
  const { svg, plot } = svgOf(
    { document: document as unknown as Document, width: 100, narrow: false },
    { width: 100, height: 40, margin },
  );
  plot.append("rect").attr("fill", "var(--kv)").attr("style", "stroke: var(--ink)");
  plot.append("text").text("var(--ink)");
  fixColours(svg, light);
  const rect = svg.querySelector("rect")!;
  expect(rect.getAttribute("fill")).toBe(light.kv);
  expect(rect.getAttribute("style")).toBe(`stroke: ${light.ink}`);
  expect(svg.querySelector("text")!.textContent).toBe("var(--ink)");
});
