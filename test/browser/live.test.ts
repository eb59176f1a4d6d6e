/** The page is the simulator: what is turned, typed, linked or dropped is run, as Node runs it. */
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import {
  loadScenario,
  RequestTable,
  Simulation,
  type SimulationOptions,
  simulate,
} from "../../sim/index.ts";
import { addressOf, readAddress } from "../../viz/address/address.ts";
import { firstPreset, presets } from "../../viz/presets.ts";
import { initial } from "../../viz/state.ts";
import { launch, openPage, type WatchedPage } from "./browser.ts";
import { builtPage } from "./built-page.ts";
import { shows } from "./shown.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const start = { text: firstPreset.text, presets };
const scenario = (name: string) => readFileSync(`scenarios/${name}.yaml`, "utf8");
const small = scenario("static").replace("num_prompts: 1000", "num_prompts: 200");
const digestOf = (text: string, options: SimulationOptions = {}): string =>
  simulate(parse(text), options).digest;

/** The address at which a text is opened. */
const at = async (text: string, view = {}): Promise<string> =>
  `#${await addressOf({ ...initial, text, opened: text, ...view }, start)}`;

const open = async (text = small): Promise<WatchedPage> => {
  const page = await openPage(browser, `${builtPage}${await at(text)}`);
  await shows(page, digestOf(text));
  return page;
};

async function close(page: WatchedPage): Promise<void> {
  expect(page.complaints).toEqual([]);
  await page.context().close();
}

async function goTo(page: WatchedPage, hash: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, hash);
}

const type = async (page: WatchedPage, text: string): Promise<void> => {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
};

test("a slider that is moved changes the run to exactly Node's", async () => {
  const page = await open();
  const before = await page.locator("html").getAttribute("data-digest");
  await page.locator("#knobs [type=range]").first().press("ArrowRight");
  await page.waitForSelector(`html[data-state=ready]:not([data-digest="${before}"])`);
  const text = async () => {
    const hash = await page.evaluate(() => location.hash);
    return (await readAddress(hash, start)).state.text;
  };
  await expect.poll(text).not.toBe(small);
  await shows(page, digestOf((await text())!));
  await close(page);
});

test("what is typed is run", async () => {
  const page = await open();
  const text = `${small}seed: 12\n`;
  await type(page, text);
  await shows(page, digestOf(text));
  await close(page);
});

test("a scenario that is wrong says where, and the last run stays until it is mended", async () => {
  const page = await open();
  await type(page, small.replace("max_batch_size: 32", "max_batch_size: many"));
  await page.waitForSelector("html[data-state=wrong]");
  const line = small.split("\n").findIndex((text) => text.includes("max_batch_size")) + 1;
  expect(await page.locator("#verdict").textContent()).toContain(`Line ${line}:`);
  expect(await page.locator("html").getAttribute("data-digest")).toBe(digestOf(small));
  await type(page, small);
  await shows(page, digestOf(small));
  await close(page);
});

test("a long run is cancelled, and the one before stays", async () => {
  const page = await open();
  const long = small.replace("num_prompts: 200", "num_prompts: 1000000");
  await goTo(page, await at(long));
  await page.waitForSelector("html[data-state=busy]");
  await page.locator(".cancel:visible").click();
  await shows(page, digestOf(small));
  await page.waitForTimeout(200);
  await shows(page, digestOf(small));
  await page.getByText("What you see is the run before it").waitFor();
  await page.getByRole("button", { name: "Run it" }).click();
  await page.waitForSelector("html[data-state=busy]");
  await page.locator(".cancel:visible").click();
  await close(page);
});

test("a link restores scenario and view", async () => {
  const view = { window: [2, 9] as const, head: 4.5, request: 17, pinned: 3 };
  const hash = await at(small, view);
  const page = await openPage(browser, `${builtPage}${hash}`);
  await shows(page, digestOf(small));
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => location.hash)).toBe(hash);
  await close(page);
});

test("a link that is broken says so, and the page starts as always", async () => {
  const page = await openPage(browser, `${builtPage}#scenario=static&text=AAAA&window=9-2`);
  await shows(page, digestOf(scenario("static")));
  const said = await page.locator("#verdict").textContent();
  expect(said).toContain("part of the link may be missing");
  expect(said).toContain("a window that cannot be read");
  await close(page);
});

interface Dropped {
  name: string;
  text: string;
}

async function drop(page: WatchedPage, files: Dropped[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, text } of files) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.dispatchEvent("body", "dragover", { dataTransfer });
  expect(await page.locator(".drop-here").isVisible()).toBe(true);
  await page.dispatchEvent("body", "drop", { dataTransfer });
  expect(await page.locator(".drop-here").isVisible()).toBe(false);
}

const trace = `arrival_s,prompt_tokens,output_tokens\n${Array.from(
  { length: 50 },
  (_, row) => `${row / 10},${100 + row},${20 + row}`,
).join("\n")}\n`;

test("a scenario and its trace are dropped together, and run", async () => {
  const page = await open();
  const azure = scenario("azure");
  await drop(page, [{ name: "azure.yaml", text: azure }]);
  await page.waitForSelector("html[data-state=wrong]");
  const said = "is not here: drop azure_llm_2023_conv.csv on the page";
  expect(await page.locator("#verdict").textContent()).toContain(said);
  await drop(page, [{ name: "azure_llm_2023_conv.csv", text: trace }]);
  await shows(page, digestOf(azure, { files: () => trace }));
  await page.getByText("is not the file that the scenario states").waitFor();
  await close(page);
});

test("a trace that is chosen in the dialog is played on the machines at hand", async () => {
  const page = await open();
  const file = { name: "mine.csv", mimeType: "text/csv", buffer: Buffer.from(trace) };
  await page.locator("body > input[type=file]").setInputFiles(file);
  await page.waitForSelector(`html[data-state=ready]:not([data-digest="${digestOf(small)}"])`);
  const workload = { arrivals: { process: "trace", file: "mine.csv" } };
  const played = { ...parse(small), workload };
  await shows(page, simulate(played, { files: () => trace }).digest);
  await close(page);
});

test("exported requests are shown, and simulated again when that is wished", async () => {
  const { scenario: read } = loadScenario(small, { file: "small.yaml" });
  const table = new RequestTable(read.slo);
  new Simulation(read, { probes: [table] }).run();
  const page = await open();
  await drop(page, [{ name: "requests.csv", text: [...table.csv()].join("") }]);
  await page.getByRole("button", { name: "Simulate these requests" }).click();
  await page.waitForSelector(`html[data-state=ready]:not([data-digest=""])`);
  const workload = { arrivals: { process: "trace", file: "requests.csv" } };
  const files = () => [...table.csv()].join("");
  await shows(page, simulate({ ...parse(small), workload }, { files }).digest);
  await close(page);
});

test("what is no file for the page is named", async () => {
  const page = await open();
  await drop(page, [{ name: "notes.txt", text: "remember the milk" }]);
  await page.getByText("notes.txt is none of what the page reads").waitFor();
  await shows(page, digestOf(small));
  await close(page);
});
