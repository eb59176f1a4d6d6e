/** Whatever is shown can be taken along: as a table, as a drawing, as pixels. */
import { readFile } from "node:fs/promises";
import Papa from "papaparse";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dark as darkColours, light } from "../../viz/palette.ts";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { builtPage } from "./built-page.ts";

let browser: Browser;
let page: WatchedPage;
beforeAll(async () => {
  browser = await launch();
  page = await openPage(browser, builtPage);
  await page.waitForSelector("html[data-state=ready]");
  await page.waitForSelector("#typical .figure svg");
});
afterAll(() => browser.close());

/** Opens the menu of a figure, presses an entry, and reads what is downloaded. */
async function taken(entry: string, id = "ttft"): Promise<{ name: string; bytes: Buffer }> {
  const figure = page.locator(`#${id}`);
  await figure.locator(".menu-button").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".menu:popover-open").getByRole("button", { name: entry, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test("a table comes as CSV, with a row for each dot of its chart", async () => {
  const { name, bytes } = await taken("CSV", "scatter");
  expect(name).toBe("a-rush-on-one-H100-scatter.csv");
  const { data, errors } = Papa.parse<string[]>(bytes.toString().trimEnd());
  expect(errors).toEqual([]);
  expect(new Set(data.map((row) => row.length)).size).toBe(1);
  expect(data).toHaveLength(1 + 430);
});

test("a drawing comes as an SVG that needs nothing from the page", async () => {
  const { bytes } = await taken("SVG");
  const drawing = bytes.toString();
  expect(drawing).toContain('xmlns="http://www.w3.org/2000/svg"');
  expect(drawing).not.toContain("var(--");
  expect(drawing).toContain(light.paper);
  const parsed = await page.evaluate((text) => {
    const { documentElement } = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      root: documentElement.tagName,
      mistakes: documentElement.querySelectorAll("parsererror").length,
      words: [...documentElement.querySelectorAll("text")].map((text) => text.textContent),
    };
  }, drawing);
  expect(parsed).toMatchObject({ root: "svg", mistakes: 0 });
  expect(parsed.words[0]).toBe("Time to first token");
  expect(parsed.words).toContain("50\u202f%");
});

test("words beside a drawing are taken along with it", async () => {
  await page.locator("#memory").scrollIntoViewIfNeeded();
  await page.locator("#memory .ratio").waitFor();
  const ratio = await page.locator("#memory .ratio").textContent();
  const drawing = (await taken("SVG", "kv")).bytes.toString();
  const words = await page.evaluate((text) => {
    const { documentElement } = new DOMParser().parseFromString(text, "image/svg+xml");
    return [...documentElement.querySelectorAll("text")].map((line) => line.textContent);
  }, drawing);
  expect(words[1]).toMatch(/^Reserved whole \d+ requests are in it/);
  expect(words.join("")).toContain(ratio);
});

test("canvases are painted in the colours of paper as the page is printed", async () => {
  const dark = await openPage(browser, builtPage, { colorScheme: "dark" });
  await dark.waitForSelector("html[data-state=ready]");
  await dark.locator("#memory").scrollIntoViewIfNeeded();
  await dark.locator("#memory canvas").first().waitFor();
  /** How many pixels of the map of pages have a colour. */
  const pixels = (colour: string): Promise<number> =>
    dark.locator("#memory .map[data-layout=paged] canvas").evaluate((canvas, colour) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const pen = (canvas as HTMLCanvasElement).getContext("2d")!;
      const { data } = pen.getImageData(0, 0, width, height);
      const wanted = Number.parseInt(colour.slice(1), 16);
      let found = 0;
      for (let at = 0; at < data.length; at += 4)
        if ((data[at]! << 16) + (data[at + 1]! << 8) + data[at + 2]! === wanted) found += 1;
      return found;
    }, colour);
  const tell = (event: string) => dark.evaluate((event) => dispatchEvent(new Event(event)), event);
  const onScreen = await pixels(darkColours.kv);
  expect(onScreen).toBeGreaterThan(100);
  await tell("beforeprint");
  expect(await pixels(light.kv)).toBe(onScreen);
  expect(await pixels(darkColours.kv)).toBe(0);
  await tell("afterprint");
  expect(await pixels(darkColours.kv)).toBe(onScreen);
  await dark.context().close();
});

test("a drawing has the colours of the theme that it was seen in", async () => {
  await page.locator("#top .theme").click();
  await page.waitForSelector("html[data-theme=dark]");
  const drawing = (await taken("SVG")).bytes.toString();
  expect(drawing).toContain(darkColours.paper);
  expect(drawing).not.toContain(light.paper);
  await page.locator("#top .theme").click({ clickCount: 2, delay: 50 });
});

test("pixels come as a PNG, two to each of the page", async () => {
  const svg = (await taken("SVG")).bytes.toString();
  const { bytes } = await taken("PNG");
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  const width = Number(/^<svg[^>]* width="(\d+)"/.exec(svg)![1]);
  expect(bytes.readUInt32BE(16)).toBe(2 * width);
});

test("the table is shown as a table, and put away again", async () => {
  const figure = page.locator("#ttft");
  for (const shown of [true, false]) {
    await figure.locator(".menu-button").click();
    await page.locator(".menu:popover-open").getByRole("button", { name: "Table" }).click();
    expect(await figure.locator("table").isVisible()).toBe(shown);
  }
  expect(page.complaints).toEqual([]);
});
