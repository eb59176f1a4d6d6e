/** What happened, and when: read, scrubbed, played and zoomed in a browser. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { hues } from "../../viz/hues.ts";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { builtPage } from "./built-page.ts";

let browser: Browser;
let page: WatchedPage;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

beforeEach(async () => {
  page = await openPage(browser, builtPage);
  await page.waitForSelector("html[data-state=ready]");
  await page.waitForSelector("#rows svg.chart");
  return async () => {
    expect(page.complaints).toEqual([]);
    await page.context().close();
  };
});

const seconds = async (role: string): Promise<number> =>
  Number(await page.locator(`.over-time ${role}`).getAttribute("aria-valuenow"));
const head = (): Promise<number> => seconds(".pill");
const window = async (): Promise<[number, number]> => [
  await seconds(".handle.start"),
  await seconds(".handle.end"),
];
const noteOfGantt = (): Promise<string | null> =>
  page.locator("#gantt .note").first().textContent();

/** Where the rows are; while a new drawing takes the place of another, they are nowhere. */
async function rows(): Promise<{ x: number; y: number }> {
  for (;;) {
    const box = await page.locator("#rows svg.chart").boundingBox();
    if (box !== null) return box;
  }
}

/** Drags over the rows, from one place of the plot to another, in CSS pixels. */
async function drag(from: number, to: number, y = 180): Promise<void> {
  const box = await rows();
  await page.mouse.move(box.x + from, box.y + y);
  await page.mouse.down();
  await page.mouse.move(box.x + to, box.y + y, { steps: 4 });
  await page.mouse.up();
}

test("each row is there, and the causes at the play head sum to 100", async () => {
  expect(await page.locator("#rows .strong").count()).toBe(5);
  expect(await page.locator("#rows path.cause").count()).toBe(hues.length);
  const shares = await Promise.all(
    hues.map(({ key }) => page.locator(`#rows [data-read="${key}"]`).textContent()),
  );
  const numbers = shares.map((share) => Number.parseInt(share!, 10));
  expect(numbers.reduce((sum, share) => sum + share, 0)).toBe(100);
});

test("a span dragged on the rows is the window, which other views follow", async () => {
  const [, end] = await window();
  const before = await noteOfGantt();
  await drag(228, 456);
  await expect.poll(window).toEqual([expect.closeTo(end / 4, 0), expect.closeTo(end / 2, 0)]);
  await expect.poll(noteOfGantt).not.toBe(before);

  await page.keyboard.press("Escape");
  await expect.poll(window).toEqual([0, end]);
  await expect.poll(noteOfGantt).toBe(before);
});

test("the play head is taken along into the window", async () => {
  await drag(114, 114);
  const [, end] = await window();
  await expect.poll(head).toBeCloseTo(end / 8, 0);
  await drag(228, 456);
  await expect.poll(head).toBeCloseTo(end / 4, 0);
  expect(await page.locator(".over-time .pill").isVisible()).toBe(true);
});

test("the window is moved on the strip, and by the keys of its handles", async () => {
  const [, end] = await window();
  await drag(228, 456);
  await expect.poll(async () => (await window())[0]).toBeGreaterThan(0);
  await drag(342, 570, 34);
  await expect.poll(window).toEqual([expect.closeTo(end / 2, 0), expect.closeTo(0.75 * end, 0)]);

  const [from] = await window();
  await page.locator(".over-time .handle.start").press("Shift+ArrowLeft");
  await expect.poll(async () => (await window())[0]).toBeCloseTo(from - end / 10, 6);
});

test("a double click shows the whole run, ctrl and the wheel zoom", async () => {
  const [, end] = await window();
  const box = (await page.locator("#rows svg.chart").boundingBox())!;
  await page.mouse.move(box.x + 456, box.y + 180);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await expect.poll(async () => (await window())[1]).toBeLessThan(end);
  await page.mouse.dblclick(box.x + 456, box.y + 180);
  await expect.poll(window).toEqual([0, end]);
});

test("space plays and pauses; a click puts the head where it is; arrows move it", async () => {
  await drag(228, 228);
  const [, end] = await window();
  await expect.poll(head).toBeCloseTo(end / 4, 0);
  const start = await head();
  await page.keyboard.press(" ");
  await expect.poll(head).toBeGreaterThan(start);
  await page.keyboard.press(" ");
  await expect.poll(() => page.locator("#rows .play").textContent()).toContain("Play");

  const paused = await head();
  await page.keyboard.press("ArrowRight");
  await expect.poll(head).toBeGreaterThan(paused);
  await page.locator(".over-time .pill").press("Home");
  await expect.poll(head).toBe(0);
});

test("of one engine, zoomed in, steps are drawn one by one and named at the head", async () => {
  await page.goto("about:blank");
  await page.goto(`${builtPage}#scenario=chat`);
  await page.waitForSelector("html[data-state=ready]");
  await page.selectOption("#rows select.engines", "0");
  await drag(400, 412);
  await expect.poll(async () => (await window())[0]).toBeGreaterThan(0);
  await drag(400, 500);
  await expect
    .poll(() => page.locator("#rows .strong .note").first().textContent(), { timeout: 20_000 })
    .toBe("step by step");
  await drag(300, 300);
  await expect.poll(() => page.locator(".over-time .pill").textContent()).toMatch(/ step [\d,]+$/);
  const text = await page.locator(".over-time .pill").getAttribute("aria-valuetext");
  expect(text).toMatch(/^\d+ min \d+\.\d s, step [\d,]+$|^\d+\.\d s, step [\d,]+$/);
});

test("a cause under the pointer dims the others everywhere", async () => {
  await page.locator('#rows .read-out[data-hue="kv"]').hover();
  const opacity = (key: string): Promise<string> =>
    page
      .locator(`#rows path[data-hue="${key}"]`)
      .evaluate((path) => getComputedStyle(path).opacity);
  await expect.poll(() => opacity("weights")).toBe("0.25");
  await expect.poll(() => opacity("kv")).toBe("1");
});
