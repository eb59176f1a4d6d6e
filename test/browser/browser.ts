/**
 * A real browser for tests: a Chromium of the system where there is one, else the one that comes as
 * a package.
 */
import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const ofTheSystem = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where the browser is, unpacked if need be. */
export async function browserPath(): Promise<string> {
  if (ofTheSystem !== undefined) return ofTheSystem;
  // Its package decides by this what libraries to bring along.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs20.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}

export const launch = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await browserPath(), args: flags });

/** A page that remembers what went wrong on it and what it asked the network for. */
export interface WatchedPage extends Page {
  /** Errors on the console and uncaught ones. */
  readonly complaints: string[];
  /** Addresses that it asked for. */
  readonly asked: string[];
}

export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    // What a page has made itself, such as its worker, is asked of nobody.
    if (!request.url().startsWith("blob:")) asked.push(request.url());
  });
  await page.goto(address);
  return Object.assign(page, { complaints, asked });
}
