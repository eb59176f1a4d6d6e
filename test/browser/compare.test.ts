/** Runs compared on the page: what is kept, what is drawn of a pair, and that its numbers hold. */
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressOf } from "../../viz/address/address.ts";
import { firstPreset, presets } from "../../viz/presets.ts";
import { initial } from "../../viz/state.ts";
import { knownRun, knownYaml } from "../viz/known-run.ts";
import { seriousFaults } from "./axe.ts";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { builtPage } from "./built-page.ts";
import { shows } from "./shown.ts";
import { tableBehind } from "./table-behind.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const more = knownYaml.replace("override: 60", "override: 90");
const [a, b] = [knownRun(knownYaml), knownRun(more)];
const start = { text: firstPreset.text, presets };

/** The page at a link that compares the known run with one of more memory. */
async function comparing(options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const address = await addressOf(
    {
      ...initial,
      text: more,
      opened: more,
      room: "compare",
      kept: [{ text: knownYaml, run: undefined }],
    },
    start,
  );
  const page = await openPage(browser, `${builtPage}#${address}`, options);
  await shows(page, b.summary!.digest);
  await page.waitForSelector('html[data-compares="2"]');
  await page.locator("#pairs .chart").waitFor();
  return page;
}

const numberIn = (text: string): number => Number(text.replace("−", "-"));

describe("a known pair out of a link", () => {
  let page: WatchedPage;
  beforeAll(async () => {
    page = await comparing();
  });

  test("has a dot a request, a ring a preempted one, and a line a run in each chart", async () => {
    const marks = (selector: string) => page.locator(selector).count();
    expect(await marks("#pairs [data-pair]")).toBe(12);
    const preempted = a.requests.preemptions.filter(
      (times, row) => times + b.requests.preemptions[row]! > 0,
    ).length;
    expect(await marks("#pairs .ring")).toBe(preempted);
    await page.locator("#same-axes .line").first().waitFor();
    expect(await marks("#same-axes .line")).toBe(8);
    await page.locator("#compare-e2el .line").first().waitFor();
    for (const measure of ["ttft", "tpot", "e2el"])
      expect(await marks(`#compare-${measure} .line`)).toBe(2);
    expect(await page.locator("#compare .who tbody tr").allTextContents()).toEqual([
      "engine.num_gpu_blocks_override6090",
    ]);
  });

  test("has the differences that Node computes, request by request", async () => {
    const rows = await tableBehind(page, "pairs");
    expect(rows).toHaveLength(12);
    for (const [row, cells] of rows.entries()) {
      const expected = 1000 * (b.requests.e2el[row]! - a.requests.e2el[row]!);
      expect(cells[0]).toBe(`r${row}`);
      // Six figures are shown.
      expect(numberIn(cells[4]!)).toBeCloseTo(expected, Math.abs(expected) < 1000 ? 2 : 1);
    }
  });

  test("reads values where the pointer is, and says which request a dot is", async () => {
    const chart = page.locator("#same-axes .chart");
    await chart.scrollIntoViewIfNeeded();
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 100);
    const first = await page.locator("#same-axes [data-read]").allTextContents();
    expect(first.filter((text) => text === "")).toEqual([]);
    const dot = page.locator("#pairs [data-pair]").nth(7);
    await dot.scrollIntoViewIfNeeded();
    await dot.hover({ force: true });
    expect(await page.locator("#pairs .note").textContent()).toMatch(/^r\d+: .* in A, .* in B, /);
    expect(page.complaints).toEqual([]);
  });

  test("is left by Escape, entered by c, and stays in the address", async () => {
    await page.keyboard.press("Escape");
    await page.waitForSelector("html[data-room=run]");
    expect(await page.locator("#compare").isVisible()).toBe(false);
    expect(await page.locator("#typical").isVisible()).toBe(true);
    await page.keyboard.press("c");
    await page.waitForSelector("html[data-room=compare]");
    expect(await page.locator("#typical").isVisible()).toBe(false);
    await page.waitForFunction(() => /room=compare&kept=\d/.test(location.hash));
  });

  test("changes places when A and B are swapped", async () => {
    await page.getByRole("button", { name: "Swap A and B" }).click();
    await shows(page, a.summary!.digest);
    await expect
      .poll(() => page.locator("#compare .who tbody tr").allTextContents())
      .toEqual(["engine.num_gpu_blocks_override9060"]);
    expect(page.complaints).toEqual([]);
  });
});

test("the run that is shown is kept, and a knob that is turned makes B", async () => {
  const page = await openPage(browser, builtPage);
  await page.waitForSelector("html[data-state=ready]");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.getByRole("heading", { name: "A is kept. Turn a knob: the next run is B." }).waitFor();
  const before = await page.locator("html").getAttribute("data-digest");
  await page.locator("#knobs [type=range]").last().press("ArrowRight");
  await page.waitForSelector(`html[data-state=ready]:not([data-digest="${before}"])`);
  await page.locator("#difference .row").first().waitFor();
  expect(await page.locator("#compare .who tbody tr").count()).toBeGreaterThan(0);
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

describe.each([
  ["wide", { width: 1440, height: 900 }],
  ["narrow", { width: 360, height: 740 }],
])("on a %s page", (_width, viewport) => {
  test.each(["light", "dark"] as const)("axe finds nothing serious in %s", async (colorScheme) => {
    const page = await comparing({ viewport, colorScheme });
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    expect(page.complaints).toEqual([]);
    await page.context().close();
  });
});
