/** Requests on the page: rows, selecting one, its ledger, its tokens; and 100,000 of them. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { knownRun, knownYaml } from "../viz/known-run.ts";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { pageWith } from "./run-page.ts";
import { tableBehind } from "./table-behind.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const numberIn = (text: string): number => Number(text.replaceAll(/[^\d.−-]/g, ""));

describe("a small known run", () => {
  const record = knownRun();
  let page: WatchedPage;
  beforeAll(async () => {
    page = await openPage(browser, pageWith(record));
    await page.locator("#requests [data-request]").first().waitFor();
  });

  test("has a row for each request, and a mark for each piece and each preemption", async () => {
    const drawn = (marks: string) => page.locator(`#requests .drawing ${marks}`).count();
    expect(await drawn("[data-request]")).toBe(record.requests.count);
    expect(await drawn(".prefill")).toBeGreaterThan(0);
    expect(await drawn(".lost")).toBe(record.pauses.count);
    expect(await drawn(".done")).toBe(record.requests.count);
    expect(await page.locator("#requests .note").textContent()).toBe(
      "in arrival order, 12 of 12 shown",
    );
  });

  test("tells the slowest request until one is selected", async () => {
    expect(await page.locator("#ledger .note").textContent()).toMatch(
      /^The slowest in this window/,
    );
  });

  test("opens the small parts of a ledger, and the focus stays", async () => {
    const fold = page.locator("#ledger .fold").first();
    const names = () => page.locator("#ledger svg.chart").textContent();
    expect(await names()).toContain("+ ");
    await fold.focus();
    await page.keyboard.press("Enter");
    await expect.poll(names).toContain("− ");
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe("fold");
    expect(await fold.getAttribute("aria-expanded")).toBe("true");
  });

  test("shows the ledger of the row that is clicked", async () => {
    const list = page.locator("#requests [role=listbox]");
    await list.scrollIntoViewIfNeeded();
    const row = await list.locator('[data-request="4"] .waiting').boundingBox();
    await page.mouse.click(row!.x + 2, row!.y);
    await page.getByRole("heading", { name: "Where the time of request r4 went" }).waitFor();
    const drawing = page.locator("#requests .drawing svg");
    await expect.poll(() => drawing.textContent()).toContain("r4, selected");
  });

  test("goes from row to row by keys, in the list and anywhere", async () => {
    await page.locator("#requests [role=listbox]").focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: "Where the time of request r5 went" }).waitFor();
    await page.locator("#main").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.getByRole("heading", { name: "Where the time of request r3 went" }).waitFor();
    const selected = page.locator('#requests [role=option][aria-selected="true"]');
    await expect.poll(() => selected.textContent()).toMatch(/^r3: arrived 00:00/);
    const active = page.locator("#requests [role=listbox]");
    expect(await active.getAttribute("aria-activedescendant")).toBe("gantt-3");
  });

  test("has a ledger whose milliseconds add up to its totals", async () => {
    const rows = await tableBehind(page, "ledger");
    const first = rows.findIndex(([name]) => name === "Time to first token");
    const sum = (some: string[][]) => some.reduce((total, [, ms]) => total + numberIn(ms!), 0);
    expect(sum(rows.slice(0, first))).toBe(numberIn(rows[first]![1]!));
    expect(sum(rows.slice(0, -1)) - numberIn(rows[first]![1]!)).toBe(numberIn(rows.at(-1)![1]!));
  });

  test("has tokens whose gaps add up to the time after the first one", async () => {
    await page.locator("#tokens path.part").first().waitFor();
    const rows = await tableBehind(page, "tokens");
    expect(rows).toHaveLength(record.requests.output[3]! - 1);
    const sum = rows.reduce((total, row) => total + numberIn(row[2]!), 0);
    const after = record.requests.e2el[3]! - record.requests.ttft[3]!;
    // Each is written to a microsecond.
    expect(Math.abs(sum - 1000 * after)).toBeLessThan(0.0005 * rows.length);
  });

  test("shows those that missed the SLO when asked to", async () => {
    await page.getByText("missed the SLO", { exact: true }).click();
    const missed = record.requests.good.reduce((sum, good) => sum + (good === 0 ? 1 : 0), 0);
    await expect.poll(() => page.locator("#requests .drawing [data-request]").count()).toBe(missed);
    expect(page.complaints).toEqual([]);
  });
});

test("100,000 requests scroll smoothly", async () => {
  const many = knownYaml
    .replace("num_prompts: 12", "num_prompts: 100000")
    .replace("min: 50, max: 400", "min: 20, max: 60")
    .replace("min: 20, max: 160", "min: 2, max: 12");
  const page = await openPage(browser, pageWith(knownRun(many)));
  await page.locator("#requests canvas").waitFor();
  const list = page.locator("#requests [role=listbox]");
  await list.scrollIntoViewIfNeeded();
  const frames = await list.evaluate(async (box) => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const lasted: number[] = [];
    let before = await frame();
    for (let step = 0; step < 120; step++) {
      box.scrollTop = (step * 7919 * 9.5) % 940_000;
      const now = await frame();
      lasted.push(now - before);
      before = now;
    }
    return lasted.sort((a, b) => a - b);
  });
  const at = (frame: number): string => `${frames[frame]!.toFixed(1)} ms`;
  console.info(
    `Scrolling 100,000 requests: a frame took ${at(60)} in the middle, ${at(113)} at the 95th ` +
      `percentile, ${at(119)} at most.`,
  );
  expect(frames[60]).toBeLessThan(50);
  expect(await list.evaluate((box) => box.scrollHeight)).toBe(950_000);
  expect(page.complaints).toEqual([]);
}, 120_000);
