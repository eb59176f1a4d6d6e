/** While a slider is dragged, and once its last run is shown, the page never stops to think. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, openPage } from "./browser.ts";
import { builtPage } from "./built-page.ts";
import { tasksDuring } from "./tasks.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Twenty values, 50 ms apart, and then the run of the last one. */
async function drag(page: Page, from: number): Promise<number> {
  return page.evaluate(async (from) => {
    const slider = document.querySelector<HTMLInputElement>("#knobs [type=range]")!;
    const [least, most] = [Number(slider.min), Number(slider.max)];
    const html = document.documentElement;
    for (let turn = 0; turn < 20; turn++) {
      slider.value = String(least + (most - least) * (from + turn / 200));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    const begun = performance.now();
    const { digest } = html.dataset;
    while (html.dataset.state !== "ready" || html.dataset.digest === digest)
      await new Promise((resolve) => setTimeout(resolve, 5));
    return performance.now() - begun;
  }, from);
}

test("dragging a slider of a run of 10,000 requests takes no task over 50 ms", async () => {
  const page = await openPage(browser, `${builtPage}#scenario=chat`);
  await page.waitForSelector("html[data-state=ready]");
  await page.waitForSelector(".cm-content");
  await drag(page, 0.8);
  let took = 0;
  const tasks = await tasksDuring(browser, page, async () => {
    took = await drag(page, 0.83);
    await page.waitForTimeout(500);
  });
  const longest = tasks.slice(0, 3).map((task) => task.toFixed(0));
  console.log(`the last value was shown after ${took.toFixed(0)} ms; tasks: ${longest} ms at most`);
  expect(tasks.length).toBeGreaterThan(100);
  expect(tasks[0]).toBeLessThan(50);
  expect(page.complaints).toEqual([]);
  await page.context().close();
});
