/**
 * How long a report takes to show itself: from the start of navigation until verdict and rows of a
 * run that came inside the page are painted.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, openPage } from "../browser/browser.ts";
import { median } from "./process-cost.ts";

export interface FirstPicture {
  /** Seconds. */
  painted: number;
  /** The longest that the page's main thread was busy at a stretch, in seconds. */
  longest: number;
}

/** A page that is watched, in milliseconds; `painted` is 0 until it is. */
interface Watching {
  watched: FirstPicture;
}

export async function firstPicture(report: string, runs: number): Promise<FirstPicture> {
  const browser = await launch();
  const found: FirstPicture[] = [];
  for (let run = 0; run < runs; run++) {
    const page = await openPage(browser, "about:blank");
    await page.addInitScript(watch);
    await page.goto(pathToFileURL(resolve(report)).href);
    const watched = await page.waitForFunction(
      () => (globalThis as unknown as Watching).watched.painted,
    );
    await watched.dispose();
    found.push(await page.evaluate(() => (globalThis as unknown as Watching).watched));
    await page.context().close();
  }
  await browser.close();
  return {
    painted: median(found.map(({ painted }) => painted)) / 1000,
    longest: median(found.map(({ longest }) => longest)) / 1000,
  };
}

/** Runs in the page, before any script of it. */
function watch(): void {
  const watched = { painted: 0, longest: 0 };
  Object.assign(globalThis, { watched });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      watched.longest = Math.max(watched.longest, duration);
  }).observe({ type: "longtask", buffered: true });
  const isDrawn = (): boolean =>
    /\d/.test(document.getElementById("verdict")?.textContent ?? "") &&
    document.querySelector("#rows svg path") !== null;
  const look = (): void => {
    if (!isDrawn()) requestAnimationFrame(look);
    // What is drawn in this frame is painted by the time of the next task.
    else setTimeout(() => Object.assign(watched, { painted: performance.now() }));
  };
  requestAnimationFrame(look);
}
