/** The page's worker computes what Node computes, to the bit, in every browser that is here. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Browser, firefox } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { loadScenario, Simulation } from "../../sim/index.ts";
import { launch, openPage } from "./browser.ts";
import { builtPage } from "./built-page.ts";
import { shows } from "./shown.ts";

/** This one needs a recording that is not ours to bring along. */
const NEEDS_A_FILE = "azure.yaml";

const scenarios = readdirSync("scenarios")
  .filter((name) => name.endsWith(".yaml") && name !== NEEDS_A_FILE)
  .map((name) => ({ name, text: readFileSync(`scenarios/${name}`, "utf8") }));

const digestInNode = (text: string): string =>
  new Simulation(loadScenario(text, { file: "page" }).scenario).run().result().digest;

const browsers: { name: string; isHere: boolean; launch: () => Promise<Browser> }[] = [
  { name: "Chromium", isHere: true, launch },
  {
    name: "Firefox",
    isHere: existsSync(firefox.executablePath()),
    launch: () => firefox.launch(),
  },
];

describe.each(browsers)("in $name", ({ isHere, launch }) => {
  let browser: Promise<Browser> | undefined;
  afterAll(async () => (await browser)?.close());

  test.skipIf(!isHere).each(scenarios)("$name has the digest of Node", async ({ name, text }) => {
    browser ??= launch();
    const page = await openPage(await browser, `${builtPage}#scenario=${basename(name, ".yaml")}`);
    await shows(page, digestInNode(text));
    expect(page.complaints).toEqual([]);
    await page.context().close();
  });
});
