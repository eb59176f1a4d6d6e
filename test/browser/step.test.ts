/** The step at the play head, on the roofline and by its parts; one that is pinned beside it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { explainStep, machineOf, StepReplay, type StepShape } from "../../sim/index.ts";
import { count } from "../../viz/format.ts";
import { knownScenario, knownYaml } from "../viz/known-run.ts";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { reportOf } from "./report-file.ts";
import { shows } from "./shown.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const scenario = knownScenario();
const steps = new StepReplay(scenario, { engine: 0, from: 0, to: 100 }).run().result();
/** The middle of a step, as an address has it. */
const middle = (row: number): string => ((steps.begin[row]! + steps.end[row]!) / 2).toFixed(6);
const isMixed = (_: number, row: number): boolean =>
  steps.shape.prefillTokens[row]! > 0 && steps.shape.decodes[row]! > 0;
const mixed = steps.begin.findIndex(isMixed);
const decoding = steps.shape.prefillTokens.lastIndexOf(0);

function arithmeticOf(row: number): number {
  const shape = Object.fromEntries(
    Object.entries(steps.shape).map(([field, column]) => [field, column[row]!]),
  ) as unknown as StepShape;
  const { operators } = explainStep({ ...machineOf(scenario.cluster, 0), shape });
  return operators.filter(({ flops }) => flops > 0).length;
}

async function opened(view: string): Promise<WatchedPage> {
  const { address, digest } = await reportOf({ "scenario.yaml": knownYaml });
  const page = await openPage(browser, `${address}#${view}`);
  await shows(page, digest);
  await page.locator("#step").scrollIntoViewIfNeeded();
  await page.locator("#roofline .operator").first().waitFor();
  return page;
}

/** How many there are, once they are drawn: the charts of a step come in frames of their own. */
const marks = (page: WatchedPage, selector: string) =>
  expect.poll(() => page.locator(selector).count());

/** Until the chart is of the step of a row. */
const showsStep = (page: WatchedPage, row: number): Promise<void> =>
  page.locator("#roofline .note", { hasText: `step ${count(row)} of mixed-0` }).waitFor();

test("a step has a point for each operator with arithmetic, and its number", async () => {
  const page = await opened(`head=${middle(mixed)}`);
  await showsStep(page, mixed);
  await page.waitForFunction(() => document.querySelector("#step[data-stale]") === null);
  await marks(page, "#roofline .operator").toBe(arithmeticOf(mixed));
  expect(await page.locator("#roofline figcaption").textContent()).toContain(
    `step ${count(mixed)} of mixed-0, prefill and decode`,
  );
  await expect
    .poll(() => page.locator("#step-parts").textContent())
    .toContain(`${steps.shape.decodes[mixed]} decode, ${steps.shape.prefillTokens[mixed]} prefill`);
  expect(page.complaints).toEqual([]);
});

test("a pinned step stands beside it in open marks, until it is unpinned", async () => {
  const page = await opened(`head=${middle(mixed)}&pinned=${middle(decoding)}`);
  await marks(page, "#roofline .operator.open").toBe(arithmeticOf(decoding));
  await marks(page, "#step-parts .part.open").toBeGreaterThan(1);
  expect(await page.locator("#roofline figcaption").textContent()).toContain("decode only, pinned");
  await page.getByRole("button", { name: "Unpin" }).click();
  await page.locator("#roofline .operator.open").first().waitFor({ state: "detached" });
  await page.keyboard.press("p");
  await marks(page, "#roofline .operator.open").toBe(arithmeticOf(mixed));
});

test("the table has all operators, and their times are the step's", async () => {
  const page = await opened(`head=${middle(mixed)}`);
  await page.locator("#roofline .menu-button").click();
  await page.locator(".menu:popover-open").getByRole("button", { name: "Table" }).click();
  const shares = await page.locator("#roofline tbody td:nth-child(9)").allTextContents();
  expect(shares.reduce((sum, share) => sum + Number(share), 0)).toBeCloseTo(100, 2);
});
