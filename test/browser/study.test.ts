/** A page with a study in it: opened from disk, it shows what was found, with its evidence. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withStudy } from "../../sim/cli/page/study-page.ts";
import { loadScenario, type SavedStudy, Simulation } from "../../sim/index.ts";
import { knownYaml } from "../viz/known-run.ts";
import { knownSweep, savedComparison, savedPlan } from "../viz/known-studies.ts";
import { seriousFaults } from "./axe.ts";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { shows } from "./shown.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** The address of a page with a study in it. */
function pageOf(study: SavedStudy): string {
  const path = join(mkdtempSync(join(tmpdir(), "page-")), "study.html");
  writeFileSync(path, withStudy(readFileSync("dist/rooflight.html", "utf8"), study).join(""));
  return pathToFileURL(path).href;
}

const opened = async (
  study: SavedStudy,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> => {
  const page = await openPage(browser, pageOf(study), options);
  await page.waitForSelector("html[data-state=ready]");
  return page;
};

async function close(page: WatchedPage): Promise<void> {
  expect(page.complaints).toEqual([]);
  await page.context().close();
}

test("a plan opens on its answer, its points, its candidates and its trail", async () => {
  const page = await opened(savedPlan);
  await page
    .getByRole("heading", { name: /^2 engines of H100 are the cheapest fleet that holds/ })
    .waitFor();
  await page.locator("#pareto .point").first().waitFor();
  expect(await page.locator("#pareto .point").count()).toBe(4);
  expect(await page.locator("#pareto .missed").count()).toBe(1);
  expect(await page.locator("#ranked tbody tr").allTextContents()).toHaveLength(2);
  expect(await page.locator("#ranked tr.chosen").textContent()).toContain("H100");
  await page.locator("#trail [data-probe]").first().waitFor();
  expect(await page.locator("#trail [data-probe]").count()).toBe(4);
  expect(await page.locator("#trail tbody tr").count()).toBe(4);
  expect(await page.locator("#time").isVisible()).toBe(false);
  expect(page.asked).toHaveLength(1);
  await close(page);
});

test("a point that is looked at says its settings; a candidate that is clicked runs", async () => {
  const page = await opened(savedPlan);
  await page.locator("#pareto .point").first().waitFor();
  await page.locator('#pareto [data-point="3"]').hover({ force: true });
  await expect
    .poll(() => page.locator("#pareto .note").textContent())
    .toMatch(/^H100, 2 engines, 20.0 requests\/s: .*; the SLO holds\.$/);
  await page.locator("#ranked .run").first().focus();
  expect(await page.locator("#pareto .seen").getAttribute("visibility")).toBe("visible");
  await page.keyboard.press("Enter");
  await page.waitForSelector("html[data-room=run]");
  const asked = knownYaml
    .replace("request_rate: 30", "request_rate: 20")
    .replace("gpu: H100-SXM-80GB", "gpu: H100-SXM-80GB\n      engines: 2");
  const { scenario } = loadScenario(asked, { file: "known" });
  await shows(page, new Simulation(scenario).run().result().digest);
  await close(page);
});

test("of a sweep any two fields are set against each other", async () => {
  const page = await opened(await knownSweep());
  await page.locator("#pareto .point").first().waitFor();
  expect(await page.locator("#pareto .point").count()).toBe(6);
  expect(await page.locator("#pareto .front").count()).toBe(1);
  await page.getByLabel("Across:").selectOption({ label: "request_rate, requests/s" });
  await expect.poll(() => page.locator("#pareto .front").count()).toBe(0);
  expect(await page.locator("#pareto .chart").textContent()).toContain("request_rate, requests/s");
  expect(await page.locator("#ranked tbody tr").count()).toBe(6);
  await close(page);
});

test("a comparison opens on its verdict, with intervals, and on its first runs", async () => {
  const page = await opened(savedComparison);
  await page.waitForSelector('html[data-compares="2"]');
  await page.getByText("more memory: mean E2E 50 % lower").waitFor();
  await page.locator("#difference .row").first().waitFor();
  expect(await page.locator("#difference .interval").count()).toBe(3);
  await page.locator("#pairs [data-pair]").first().waitFor();
  expect(await page.locator("#pairs [data-pair]").count()).toBe(12);
  expect(await page.locator("#compare .who thead th").allTextContents()).toEqual([
    "A as it is",
    "B more memory",
  ]);
  await page.getByRole("button", { name: "Swap A and B" }).click();
  // Nobody has compared them that way round over replications.
  await page.getByText("One run each, with the same random numbers").waitFor();
  await close(page);
});

describe.each([
  ["wide", { width: 1440, height: 900 }],
  ["narrow", { width: 360, height: 740 }],
])("on a %s page", (_width, viewport) => {
  test.each(["light", "dark"] as const)("axe finds nothing serious in %s", async (colorScheme) => {
    for (const study of [savedPlan, await knownSweep()]) {
      const page = await opened(study, { viewport, colorScheme });
      await page.locator("#pareto .point").first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
      await close(page);
    }
  });
});
