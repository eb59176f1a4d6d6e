/** The page from the server of `npm run viz`, as whoever works on it sees it. */
import type { Browser } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, openPage } from "./browser.ts";

let browser: Browser;
let server: ViteDevServer;
beforeAll(async () => {
  server = await createServer({ configFile: "viz/vite.config.ts", logLevel: "error" });
  await server.listen(0);
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

test("it runs from the server too, and asks for nothing but what is served", async () => {
  const address = new URL(server.resolvedUrls!.local[0]!);
  const page = await openPage(browser, new URL("rooflight.html", address).href);
  await page.waitForSelector("html[data-state=ready]");
  const elsewhere = page.asked.filter((asked) => new URL(asked).host !== address.host);
  expect(page.complaints).toEqual([]);
  expect(elsewhere.filter((asked) => !/^(data|blob):/.test(asked))).toEqual([]);
});
