/** Waits for what a page shows. */
import type { Page } from "playwright-core";

/** Until this run is shown, and nothing goes on. */
export const shows = async (page: Page, digest: string): Promise<void> => {
  await page.waitForFunction(
    (asked) => {
      const { digest, state } = document.documentElement.dataset;
      return digest === asked && state === "ready";
    },
    digest,
    { timeout: 30_000 },
  );
};
