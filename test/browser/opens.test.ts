/** The page opens from disk as it opens from a server, and asks nobody for anything. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, openPage } from "./browser.ts";
import { builtPage } from "./built-page.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("it opens from disk, without complaint and without asking for anything", async () => {
  const page = await openPage(browser, builtPage);
  expect(await page.title()).toBe("Rooflight");
  expect(await page.locator("main > section:visible").count()).toBe(6);
  expect({ complaints: page.complaints, asked: page.asked }).toEqual({
    complaints: [],
    asked: [builtPage],
  });
});
