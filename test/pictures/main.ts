/**
 * Takes README's pictures: three views of the page as it is built, opened from disk with the run
 * that it opens with.
 */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launch, openPage } from "../browser/browser.ts";
import { builtPage } from "../browser/built-page.ts";

const FOLDER = "viz/pictures";

interface Picture {
  name: string;
  options: BrowserContextOptions;
  /** Section that the page is scrolled to; its top if none. */
  at?: string;
}

const pictures: readonly Picture[] = [
  {
    name: "run-light",
    options: { colorScheme: "light", viewport: { width: 1440, height: 1330 } },
  },
  { name: "step-dark", options: { colorScheme: "dark" }, at: "#step" },
  {
    name: "narrow",
    options: { colorScheme: "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
  },
];

/** All that the first run sets off has come: what would help, the step, the blocks. */
async function settle(page: Page): Promise<void> {
  await page.waitForSelector("html[data-state=ready]");
  await page.waitForSelector("#step svg circle");
  await page.waitForSelector("#memory canvas");
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
}

async function take(browser: Browser, { name, options, at }: Picture): Promise<void> {
  const page = await openPage(browser, builtPage, { reducedMotion: "reduce", ...options });
  await settle(page);
  if (at !== undefined)
    await page.locator(at).evaluate((section) => {
      window.scrollTo(0, section.getBoundingClientRect().top + window.scrollY - 60);
    });
  // What follows the page as it scrolls, and the answers about a step, take a moment.
  await page.waitForTimeout(3000);
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
  await page.context().close();
}

const browser = await launch();
for (const picture of pictures) await take(browser, picture);
await browser.close();
