/** The page around its views: reachable, legible, and alive at every width. */
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seriousFaults } from "./axe.ts";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { builtPage } from "./built-page.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const wide = { width: 1440, height: 900 };
const middle = { width: 1000, height: 800 };
const narrow = { width: 360, height: 740 };

/** The page once its first run is shown. */
async function ready(options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const page = await openPage(browser, builtPage, options);
  await page.waitForSelector("html[data-state=ready]");
  return page;
}

describe.each([
  ["wide", wide],
  ["narrow", narrow],
])("on a %s page", (_width, viewport) => {
  test.each(["light", "dark"] as const)("axe finds nothing serious in %s", async (colorScheme) => {
    const page = await ready({ viewport, colorScheme });
    expect(await seriousFaults(page)).toEqual([]);
    expect(page.complaints).toEqual([]);
    await page.context().close();
  });
});

test("at 360 px nothing is wider than the page, nor at 1280 px seen twice as large", async () => {
  for (const viewport of [narrow, { width: 640, height: 450 }]) {
    const page = await ready({ viewport });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(viewport.width);
    await page.context().close();
  }
});

test("who has only keys gets past the header, sees all keys, and comes back", async () => {
  const page = await ready({ viewport: wide });
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
  await page.keyboard.press("?");
  expect(await page.locator("dialog[open] dt").count()).toBeGreaterThan(1);
  await page.keyboard.press("Escape");
  expect(await page.locator("dialog[open]").count()).toBe(0);
  await page.context().close();
});

test("every control that keys reach shows that it is reached", async () => {
  const page = await ready({ viewport: wide });
  const hidden: string[] = [];
  for (let tabs = 0; tabs < 40; tabs++) {
    await page.keyboard.press("Tab");
    const unseen = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      if (element === document.body || element.closest(".cm-editor")) return null;
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      return outlineStyle === "none" && boxShadow === "none" ? element.outerHTML : null;
    });
    if (unseen !== null) hidden.push(unseen.slice(0, 120));
  }
  expect(hidden).toEqual([]);
  await page.context().close();
});

test("the rail is a drawer where there is no room: closed it is out of reach", async () => {
  const page = await ready({ viewport: middle });
  const rail = page.locator("#rail");
  expect(await rail.evaluate((element) => (element as HTMLElement).inert)).toBe(true);
  await page.locator("#main").focus();
  await page.keyboard.press("k");
  expect(await rail.evaluate((element) => (element as HTMLElement).inert)).toBe(false);
  expect(await rail.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  expect(await rail.evaluate((element) => (element as HTMLElement).inert)).toBe(true);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
  await page.context().close();
});

test("knobs of a narrow page come from the dock, and leave the verdict in sight", async () => {
  const page = await ready({ viewport: narrow });
  await page.locator("#dock button", { hasText: "Knobs" }).click();
  await page.waitForFunction(() => !document.querySelector<HTMLElement>("#rail")!.inert);
  await page.waitForTimeout(250);
  const { y } = (await page.locator("#rail").boundingBox())!;
  expect(y).toBeGreaterThan(0.3 * narrow.height);
  await page.locator("#rail .close").click();
  await page.locator("#rail").waitFor({ state: "hidden" });
  await page.context().close();
});

test("the theme is the system's until the reader chooses, and the choice is kept", async () => {
  const page = await ready({ colorScheme: "dark" });
  const paper = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper"));
  expect(await paper()).toBe("#14171b");
  await page.emulateMedia({ media: "print" });
  expect(await paper()).toBe("#fbfaf7");
  await page.emulateMedia({ media: "screen" });
  await page.locator("#top .theme").click();
  await page.waitForSelector("html[data-theme=light]");
  expect(await paper()).toBe("#fbfaf7");
  await page.reload();
  await page.waitForSelector("html[data-theme=light]");
  await page.locator("#top .theme").click();
  await page.waitForSelector("html[data-theme=dark]");
  await page.locator("#top .theme").click();
  await page.waitForSelector("html:not([data-theme])");
  await page.context().close();
});

test("a number leads to where it comes from", async () => {
  const page = await ready({ viewport: wide, reducedMotion: "reduce" });
  await page.locator("#verdict .cells a", { hasText: "First token" }).click();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("typical");
  await page.context().close();
});
