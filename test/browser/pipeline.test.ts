/** A pipeline in a browser: its stages as rows, each step a block in every one of them. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { knownYaml } from "../viz/known-run.ts";
import { launch, openPage } from "./browser.ts";
import { reportOf } from "./report-file.ts";
import { shows } from "./shown.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const stages = 4;
const yaml = knownYaml.replace(
  "    - model:",
  `    - pipeline_parallel_size: ${stages}\n      model:`,
);

test("single steps are a press away, and each stage reads out its own, or its bubble", async () => {
  const { address, digest } = await reportOf({ "scenario.yaml": yaml });
  const page = await openPage(browser, address);
  await shows(page, digest);
  const rows = page.locator("#rows");
  await rows.getByText("Zoom in to single steps").waitFor();
  await rows.getByRole("button", { name: "Steps" }).click();
  const lanes = rows.locator(".blocks");
  await expect.poll(() => lanes.count()).toBe(stages);
  for (let stage = 1; stage <= stages; stage++)
    expect(await rows.locator(`[data-read="stage ${stage}"]`).textContent()).toMatch(
      /^(step [\d,]+|bubble|idle)$/,
    );

  // Wherever the pointer is in a stage, it is told what that does there.
  const note = rows.locator('[data-read="under"]');
  await lanes.nth(2).scrollIntoViewIfNeeded();
  const box = (await lanes.nth(2).boundingBox())!;
  await page.mouse.move(box.x + 400, box.y + 5);
  await expect
    .poll(() => note.textContent())
    .toMatch(/^stage 3, (step [\d,]+: .* tokens?|bubble)$/);
  await page.mouse.move(box.x + 400, box.y - 60);
  await expect.poll(() => note.textContent()).toBe("");
  expect(page.complaints).toEqual([]);
  await page.context().close();
});
