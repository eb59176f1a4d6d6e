/** KV memory at the play head, in pages and reserved whole. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BlockMap, BlockReplay } from "../../sim/index.ts";
import { knownScenario, knownYaml } from "../viz/known-run.ts";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { reportOf } from "./report-file.ts";
import { shows } from "./shown.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Room for two requests of the greatest length, reserved whole: 64 blocks each. */
const roomy = knownYaml.replace("num_gpu_blocks_override: 60", "num_gpu_blocks_override: 128");
const AT = 0.45;

function mapOf(layout: BlockMap["layout"]): BlockMap {
  const scenario = knownScenario(roomy);
  for (const { engine } of scenario.cluster.pools) engine.kv_layout = layout;
  return new BlockReplay(scenario, { engine: 0, at: AT }).run().result();
}

const requestsIn = ({ owner }: BlockMap): number =>
  new Set([...owner].filter((whose) => whose >= 0)).size;

async function opened(yaml: string): Promise<WatchedPage> {
  const { address, digest } = await reportOf({ "scenario.yaml": yaml });
  const page = await openPage(browser, `${address}#head=${AT}`);
  await shows(page, digest);
  await page.locator("#memory").scrollIntoViewIfNeeded();
  await page.locator("#memory canvas").first().waitFor();
  return page;
}

test("each layout has a square for each block, and their requests make the ratio", async () => {
  const page = await opened(roomy);
  const maps = page.locator("#memory .map");
  expect(await maps.evaluateAll((all) => all.map((map) => map.dataset.squares))).toEqual([
    "128",
    "128",
  ]);
  const [paged, whole] = [mapOf("paged"), mapOf("contiguous")].map(requestsIn);
  expect(whole).toBe(2);
  const ratio = (paged! / whole!).toFixed(1);
  expect(await page.locator("#memory .ratio").textContent()).toContain(
    `Same memory, ${ratio} times the requests`,
  );
  expect(await maps.first().textContent()).toContain("2 requests are in it");
  expect(page.complaints).toEqual([]);
});

test("the table tells blocks and tokens of each request", async () => {
  const page = await opened(roomy);
  await page.locator("#kv .menu-button").click();
  await page.locator(".menu:popover-open").getByRole("button", { name: "Table" }).click();
  const paged = mapOf("paged");
  const inPages = page.locator("#kv tbody tr").filter({ hasText: "Paged" });
  expect(await inPages.count()).toBe(requestsIn(paged));
  const blocks = (await inPages.locator("td:nth-child(3)").allTextContents()).map(Number);
  expect(blocks.reduce((sum, some) => sum + some, 0)).toBe(
    paged.owner.filter((whose) => whose >= 0).length,
  );
});

test("arrow keys tell whose a block is, and Enter chooses the request", async () => {
  const page = await opened(roomy);
  const canvas = page.locator("#memory .map[data-layout=contiguous] canvas");
  await canvas.focus();
  await page.keyboard.press("ArrowRight");
  const { owner } = mapOf("contiguous");
  expect(await page.locator("#memory .told").textContent()).toContain(`Block 0: r${owner[0]}`);
  await page.keyboard.press("Enter");
  await page.waitForFunction((request) => location.hash.includes(`request=${request}`), owner[0]!);
});

test("where a cache cannot be reserved whole it says why, and shows the pages", async () => {
  const page = await opened(knownYaml);
  expect(await page.locator("#memory canvas").count()).toBe(1);
  expect(await page.locator("#memory .map[data-layout=contiguous]").textContent()).toContain(
    "is more than the KV cache holds for one request",
  );
});
