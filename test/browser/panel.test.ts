/** Knobs and editor in a browser: what is turned is written, what is written is shown. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { builtPage } from "./built-page.ts";

let browser: Browser;
let page: WatchedPage;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(async () => {
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

async function open(): Promise<WatchedPage> {
  page = await openPage(browser, `${builtPage}#scenario=chat`);
  await page.locator("#editor .cm-content").waitFor();
  return page;
}

const knob = (path: string) => page.locator(`#knobs [data-path="${path}"]`);
const RATE = "workload.arrivals.request_rate";
const line = (words: string) => page.locator("#editor .cm-line", { hasText: words }).first();

test("a turned slider is written where it stood, and the words around stay", async () => {
  await open();
  const range = knob(RATE).locator("input[type=range]");
  await range.focus();
  await range.press("ArrowRight");
  const arrivals = line("arrivals:");
  await expect.poll(() => arrivals.textContent()).toContain("request_rate: 45");
  expect(await arrivals.textContent()).toBe("  arrivals: { process: poisson, request_rate: 45 }");
  expect(await range.getAttribute("aria-valuetext")).toBe("45\u202frequests/s");
  expect(await page.locator("#editor .changes").textContent()).toBe("1 change");
  expect(await range.evaluate((element) => element === document.activeElement)).toBe(true);
});

test("a turned knob has a dot that leads back to where it was", async () => {
  await open();
  const field = knob(RATE).locator("input.number");
  await field.fill("80");
  await field.press("Enter");
  const dot = knob(RATE).locator(".dot");
  await dot.click();
  await expect.poll(() => field.inputValue()).toBe("44.24");
  expect(await dot.isHidden()).toBe(true);
  expect(await page.locator("#editor .back").isHidden()).toBe(true);
});

test("what is written in the editor is shown by the knobs", async () => {
  await open();
  await line("num_prompts").click();
  await page.keyboard.press("End");
  await page.keyboard.type("0");
  const field = knob("workload.num_prompts").locator("input.number");
  await expect.poll(() => field.inputValue()).toBe("100,000");
});

test("other choices bring other knobs, and the old text comes back with undo", async () => {
  await open();
  expect(await knob("cluster.pools.0.engine.max_num_seqs").count()).toBe(1);
  await page.locator("#knobs label", { hasText: /^static$/ }).click();
  await knob("cluster.pools.0.engine.max_batch_size").waitFor();
  expect(await knob("cluster.pools.0.engine.max_num_seqs").count()).toBe(0);
  await page.locator("#editor .box").scrollIntoViewIfNeeded();
  await line("batching: static").click();
  await page.keyboard.press("Control+z");
  await knob("cluster.pools.0.engine.max_num_seqs").waitFor();
  expect(await page.locator("#editor .back").isHidden()).toBe(true);
});

test("a problem stands below its line, and the charts keep their run", async () => {
  await open();
  await page.locator("#verdict h1, #verdict p").first().waitFor();
  const field = knob("cluster.pools.0.engine.gpu_memory_utilization").locator("input.number");
  await field.fill("1.5");
  await field.press("Enter");
  await page.locator("#editor .box").scrollIntoViewIfNeeded();
  const problem = page.locator("#editor .problem");
  expect(await problem.textContent()).toBe(
    "Line 47: gpu_memory_utilization: 1.5 is above 1. The charts show the last valid run.",
  );
  const above = problem.locator("xpath=preceding-sibling::*[1]");
  expect(await above.textContent()).toBe("        gpu_memory_utilization: 1.5");
  expect(await page.locator("#editor > [aria-live]").textContent()).toContain("1.5 is above 1.");
});

test("a text that is no YAML holds the knobs until it is mended", async () => {
  await open();
  await line("num_prompts").click();
  await page.keyboard.press("Home");
  await page.keyboard.type("]");
  await page.locator("#knobs .broken").waitFor();
  expect(
    await page.locator("#knobs > .knobs").evaluate((body) => (body as HTMLElement).inert),
  ).toBe(true);
  await page.keyboard.press("Backspace");
  await page.locator("#knobs .broken").waitFor({ state: "hidden" });
});

test("Tab leaves the editor, and letters typed there are no keys of the page", async () => {
  await open();
  await line("name:").click();
  await page.keyboard.type("r");
  await page.locator("#editor .back").waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.closest(".cm-editor") === null)).toBe(
    true,
  );
  await page.keyboard.press("r");
  await expect.poll(() => page.locator("#editor .back").isHidden()).toBe(true);
});

test("dragging a slider keeps the page's elements, and the longest task is told", async () => {
  await open();
  const range = knob(RATE).locator("input[type=range]");
  const box = (await range.boundingBox())!;
  await range.evaluate((element) => {
    const watched = window as unknown as { slider: Element; tasks: number[] };
    watched.slider = element;
    watched.tasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watched.tasks.push(duration);
    }).observe({ type: "longtask" });
  });
  await page.mouse.move(box.x + 20, box.y + box.height / 2);
  await page.mouse.down();
  for (let step = 0; step <= 40; step++)
    await page.mouse.move(box.x + 20 + 5 * step, box.y + box.height / 2);
  await page.mouse.up();
  const { isSame, longest } = await range.evaluate((element) => {
    const { slider, tasks } = window as unknown as { slider: Element; tasks: number[] };
    return { isSame: slider === element, longest: Math.max(0, ...tasks) };
  });
  console.info(`longest task while dragging: ${longest} ms`);
  expect(isSame).toBe(true);
  expect(await knob(RATE).locator("input.number").inputValue()).not.toBe("44.24");
});
