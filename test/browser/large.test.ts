/** A run of 100,000 requests: its page loads, and scrolling and brushing stay smooth. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { reportOf } from "./report-file.ts";
import { shows } from "./shown.ts";
import { framesDuring, tasksDuring } from "./tasks.ts";

/** Few tokens each, so that it is over in a moment. */
const yaml = `name: many short requests
seed: 1
workload:
  arrivals: { process: poisson, request_rate: 400 }
  num_prompts: 100000
  prompt_tokens: { distribution: uniform, min: 50, max: 400 }
  output_tokens: { distribution: uniform, min: 2, max: 12 }
cluster:
  pools:
    - model: meta-llama/Llama-3.1-8B-Instruct
      gpu: H100-SXM-80GB
      engines: 4
slo: { ttft: 100 ms, tpot: 20 ms, share: 0.9 }
`;

/** Milliseconds. Far above what is measured: other programs of the machine are in it. */
const BOUND = 100;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("with 100,000 requests the Gantt scrolls and a window is brushed smoothly", async () => {
  const { address, digest } = await reportOf({ "scenario.yaml": yaml });
  const begun = performance.now();
  const page = await openPage(browser, address);
  await shows(page, digest);
  await page.locator("#rows svg.chart").waitFor();
  console.log(`shown after ${(performance.now() - begun).toFixed(0)} ms`);
  await page.locator("#scatter canvas").waitFor();
  const note = page.locator("#requests figcaption .note");
  expect(await note.textContent()).toContain("of 100,000 shown");

  const rows = page.locator(".gantt-rows");
  await rows.scrollIntoViewIfNeeded();
  await smooth(page, "scrolling the Gantt", async () => {
    await rows.hover();
    for (let notch = 0; notch < 40; notch++) {
      await page.mouse.wheel(0, 400);
      await page.waitForTimeout(16);
    }
  });
  expect(await rows.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(10_000);

  const chart = page.locator("#rows svg.chart");
  await chart.scrollIntoViewIfNeeded();
  const { x, y } = (await chart.boundingBox())!;
  const strip = y + 34;
  await page.mouse.move(x + 200, strip);
  await page.mouse.down();
  await smooth(page, "brushing a window and letting it go", async () => {
    for (let to = 210; to <= 500; to += 8) {
      await page.mouse.move(x + to, strip);
      await page.waitForTimeout(16);
    }
    await page.mouse.up();
    await expect.poll(() => note.textContent()).not.toContain("of 100,000 shown");
    await page.waitForTimeout(700);
  });
  expect(await page.locator("#typical h2").textContent()).toMatch(/^\d\d,\d{3} of 100,000/);
  expect(page.complaints).toEqual([]);
});

/** Tells how smooth the page was meanwhile, and holds it to that. */
async function smooth(page: WatchedPage, what: string, act: () => Promise<void>): Promise<void> {
  let frames: number[] = [];
  const tasks = await tasksDuring(browser, page, async () => {
    frames = await framesDuring(page, act);
  });
  const [median, high] = [0.5, 0.95].map((share) => frames[Math.floor(share * frames.length)]!);
  const [middle, most, longest, task] = [median!, high!, frames.at(-1)!, tasks[0]!].map((ms) =>
    ms.toFixed(0),
  );
  console.log(
    `${what}: ${frames.length} frames, median ${middle} ms, p95 ${most} ms, ` +
      `longest ${longest} ms; longest task ${task} ms of the processor`,
  );
  expect(high).toBeLessThanOrEqual(BOUND);
  expect(tasks[0]).toBeLessThan(BOUND);
}
