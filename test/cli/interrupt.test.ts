/** Ctrl-C: what there is by then is whole, printed, written, and marked as partial. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { folderWith, small, start } from "./rooflight.ts";

/** Far more than can be simulated before the signal. */
const endless = small.replace("num_prompts: 300", "duration: 60 d");

test("the results so far are whole and marked partial", async () => {
  const folder = folderWith({ "endless.yaml": endless });
  const { process, ended } = start(folder, ["run", "endless.yaml", "--json", "--out", "out"]);
  // The draft of its files appears when it is about to simulate.
  while (readdirSync(folder).length === 1) await setTimeout(10);
  await setTimeout(500);
  process.kill("SIGINT");
  const { code, stdout, stderr } = await ended;

  expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
  const summary = JSON.parse(stdout);
  expect(summary).toMatchObject({ status: "partial" });
  expect(summary.completed).toBeGreaterThan(0);
  const read = (file: string) => readFileSync(join(folder, "out", file), "utf8");
  expect(JSON.parse(read("summary.json"))).toEqual(summary);
  expect(JSON.parse(read("meta.json"))).toMatchObject({ status: "partial" });
  const rows = read("requests.csv").trimEnd().split("\n");
  expect(rows).toHaveLength(1 + summary.completed + summary.failed + summary.unfinished);
  expect(readdirSync(folder).sort()).toEqual(["endless.yaml", "out"]);
});
