/**
 * Takes README's pictures: views of the page as it is built, opened from disk with the run that it
 * opens with, or with another scenario that comes with it.
 */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launch, openPage } from "../browser/browser.ts";
import { builtPage } from "../browser/built-page.ts";

const FOLDER = "viz/pictures";

interface Picture {
  name: string;
  options: BrowserContextOptions;
  /** What the page is opened with, as its address says it. */
  view?: string;
  /** What is to be seen before anything is done. */
  first?: string;
  /** What is done on it. */
  act?(page: Page): Promise<unknown>;
  /** Section that the page is scrolled to, and pixels beyond its top; the page's top if none. */
  at?: string;
  beyond?: number;
}

const pictures: readonly Picture[] = [
  {
    name: "run-light",
    options: { colorScheme: "light", viewport: { width: 1440, height: 1330 } },
  },
  { name: "step-dark", options: { colorScheme: "dark" }, at: "#step" },
  {
    name: "pipeline",
    options: { colorScheme: "light", viewport: { width: 1440, height: 650 } },
    view: "scenario=pipeline",
    act: (page) => page.getByRole("button", { name: "Steps" }).click(),
    at: "#rows",
    beyond: 415,
  },
  {
    name: "compare",
    options: { colorScheme: "dark", viewport: { width: 1440, height: 900 } },
    view: "scenario=pipeline&room=compare",
    first: ".variants option[value='1']",
    act: (page) => page.selectOption(".variants", "1"),
  },
  {
    name: "narrow",
    options: { colorScheme: "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
  },
];

/** All that the first run sets off has come. */
async function settle(page: Page, first: readonly string[]): Promise<void> {
  await page.waitForSelector("html[data-state=ready]");
  for (const selector of first) await page.waitForSelector(selector, { state: "attached" });
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
}

/** Of a run: its step, and its blocks. */
const ofRun = ["#step svg circle", "#memory canvas"];

async function take(browser: Browser, picture: Picture): Promise<void> {
  const { name, options, view = "", first, act, at, beyond = 0 } = picture;
  const address = `${builtPage}#${view}`;
  const page = await openPage(browser, address, { reducedMotion: "reduce", ...options });
  await settle(page, first === undefined ? ofRun : [first]);
  await act?.(page);
  // What it was left over is not pointed at.
  await page.mouse.move(0, 0);
  if (at !== undefined)
    await page.locator(at).evaluate((section, below) => {
      window.scrollTo(0, section.getBoundingClientRect().top + window.scrollY - 60 + below);
    }, beyond);
  // What follows the page as it scrolls, and the answers about a step, take a moment.
  await page.waitForTimeout(3000);
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
  await page.context().close();
}

const browser = await launch();
for (const picture of pictures) await take(browser, picture);
await browser.close();
