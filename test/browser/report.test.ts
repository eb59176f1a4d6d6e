/** A page with a run in it: opened from disk, it shows the run, and can run it again. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadScenario, Simulation } from "../../sim/index.ts";
import { knownYaml } from "../viz/known-run.ts";
import { launch, openPage } from "./browser.ts";
import { reportOf } from "./report-file.ts";
import { shows } from "./shown.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("it opens on its run, with a mark for each request, and asks for nothing", async () => {
  const { address, digest } = await reportOf({ "scenario.yaml": knownYaml });
  const page = await openPage(browser, address);
  await shows(page, digest);
  const typical = page.locator("#typical");
  await typical.locator("#scatter .chart").waitFor();
  expect(await typical.locator("h2").textContent()).toBe("All 12 requests");
  expect(await typical.locator("#scatter .dot").count()).toBe(12);
  for (const measure of ["ttft", "tpot", "e2el", "itl"]) {
    const curve = typical.locator(`#${measure} path.ink`);
    // Curves may be drawn after the dots.
    await curve.first().waitFor({ state: "attached" });
    expect(await curve.count()).toBe(1);
  }
  expect(await page.title()).toBe("a known run · Rooflight");
  expect({ complaints: page.complaints, asked: page.asked }).toEqual({
    complaints: [],
    asked: [address],
  });
});

test("a dot that is clicked chooses its request, in all distributions", async () => {
  const { address, digest } = await reportOf({ "scenario.yaml": knownYaml });
  const page = await openPage(browser, address);
  await shows(page, digest);
  // Views above are still being drawn when it is scrolled to, and then it is elsewhere.
  const choose = async (): Promise<number> => {
    await page.locator("#scatter .dot").nth(5).click({ force: true });
    return page.locator("#scatter .chosen").count();
  };
  await expect.poll(choose, { timeout: 20_000, interval: 200 }).toBe(1);
  expect(await page.locator("#scatter").getByText("r5", { exact: true }).count()).toBe(1);
  for (const measure of ["ttft", "tpot", "e2el"])
    await page.locator(`#${measure} .chosen`).waitFor();
  expect(page.complaints).toEqual([]);
});

test("a window filters the distributions, and the whole run stays behind", async () => {
  const { address, digest } = await reportOf({ "scenario.yaml": knownYaml });
  const page = await openPage(browser, `${address}#window=0-0.2`);
  await shows(page, digest);
  await page.locator("#ttft .whole").waitFor();
  await page.locator("#scatter .dot").first().waitFor();
  const dots = await page.locator("#scatter .dot").count();
  expect(dots).toBeGreaterThan(0);
  expect(dots).toBeLessThan(12);
  expect(await page.locator("#typical h2").textContent()).toBe(`${dots} of 12 requests`);
  expect(await page.locator("#itl .whole").count()).toBe(0);
});

test("it runs its scenario again, with another seed too", async () => {
  const { address, digest } = await reportOf({ "scenario.yaml": knownYaml });
  const page = await openPage(browser, address);
  await shows(page, digest);
  await page.evaluate(() => {
    location.hash = "seed=8";
  });
  const { scenario } = loadScenario(knownYaml.replace("seed: 3", "seed: 8"), { file: "known" });
  await shows(page, new Simulation(scenario).run().result().digest);
  expect(page.complaints).toEqual([]);
});

test("one that cannot be run again says why, and stays", async () => {
  const files = {
    "scenario.yaml": knownYaml.replace("cluster:", "cluster:\n  router: { module: ./first.mjs }"),
    "first.mjs": "export default () => ({ route: () => 0 });",
  };
  const { address, digest } = await reportOf(files, "--allow-modules");
  const page = await openPage(browser, address);
  await shows(page, digest);
  await page.getByText("its router is code of the user's own").waitFor();
  // By then a page that can would have asked why.
  await page.waitForTimeout(1000);
  await shows(page, digest);
  expect(await page.getByText("This scenario does not run").count()).toBe(0);
  expect(page.complaints).toEqual([]);
});

test("hostile names are text, wherever they stand", async () => {
  const hostile = `</script><script>alert(1)</script><!-- \${1} <img src=x onerror=alert(2)>`;
  const quoted = JSON.stringify(hostile);
  // Names of classes may hold no character that cannot be printed.
  const odder = JSON.stringify(`${hostile}\u2028`);
  const { address, digest } = await reportOf({
    "scenario.yaml": knownYaml
      .replace("a known run", () => `${odder}\ndescription: ${odder}`)
      .replace("cluster:", () => `  classes: [{ name: ${quoted}, share: 1 }]\ncluster:`),
  });
  const page = await openPage(browser, address);
  const alerts: string[] = [];
  page.on("dialog", (dialog) => {
    alerts.push(dialog.message());
    return dialog.dismiss();
  });
  await shows(page, digest);
  await page.locator("#scatter .dot").first().waitFor();
  expect(await page.title()).toContain("<script>alert(1)</script>");
  expect(await page.locator("img[src], script:not([type=module])").count()).toBe(0);
  expect({ alerts, complaints: page.complaints }).toEqual({ alerts: [], complaints: [] });
});
