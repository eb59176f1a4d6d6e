/** The verdict: what the terminal says, what would help, and the way there and back. */
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadScenario, simulate } from "../../sim/index.ts";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { builtPage } from "./built-page.ts";

let browser: Browser;
let page: WatchedPage;
beforeAll(async () => {
  browser = await launch();
  page = await openPage(browser, builtPage);
  await ready();
});
afterAll(() => browser.close());

const ready = () => page.waitForSelector("html[data-state=ready]");

/** Chooses a scenario by its name and waits for its run. */
async function choose(name: string): Promise<void> {
  const before = await page.evaluate(() => document.documentElement.dataset.digest);
  await page.selectOption("#top .presets", { label: name });
  await page.waitForFunction((digest) => {
    const { dataset } = document.documentElement;
    return dataset.state === "ready" && dataset.digest !== digest;
  }, before);
}

test("the sentence that the terminal prints stands below the headline, word for word", async () => {
  const yaml = readFileSync("scenarios/rush.yaml", "utf8");
  const { summary } = simulate(loadScenario(yaml, { file: "rush.yaml" }).scenario);
  expect(await page.locator("#verdict .sentence").textContent()).toBe(summary.verdict.sentence);
  expect(await page.locator("#verdict h1").textContent()).toMatch(
    / KV capacity is the limit, mostly from /,
  );
});

test("a queue that grows, and what was not measured, are said beside it", async () => {
  await choose("a contiguous cache");
  const notes = await page.locator("#verdict .notes li").allTextContents();
  expect(notes[0]).toMatch(/^The queue still grows by/);
  expect(notes.length).toBeGreaterThan(1);
});

test("a remedy is applied at a click, helps as it said, and is taken back", async () => {
  await choose("a day in twelve minutes");
  const scenario = await page.locator("#top .presets").inputValue();
  const remedy = page.locator("#verdict .remedy").first();
  await remedy.waitFor();
  expect(await remedy.textContent()).toBe("engines 2 → 3");
  const said = await page.locator("#verdict .remedies").textContent();
  const share = /engines 2 → 3, SLO met by ([\d.]+)/.exec(said!)![1]!;
  const digest = await page.evaluate(() => document.documentElement.dataset.digest);
  await remedy.click();
  await page.waitForFunction((before) => {
    const { dataset } = document.documentElement;
    return dataset.state === "ready" && dataset.digest !== before;
  }, digest);
  expect(await page.locator("#verdict .cells b").first().textContent()).toBe(share);
  await page.locator("#verdict").getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction(
    (before) => document.documentElement.dataset.digest === before,
    digest,
  );
  expect(await page.locator("#top .presets").inputValue()).toBe(scenario);
});

test("nothing was complained of", () => {
  expect(page.complaints).toEqual([]);
});
