/** Every scenario of ours runs, whole, from the command line. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { findData } from "../../sim/cli/files/data.ts";
import { scenarioFiles } from "../scenario/play.ts";
import { rooflight, start } from "./rooflight.ts";

/** Whether a scenario names a recorded file that is not on this machine. */
const lacksData = (name: string): boolean => {
  const [, file] = /^ +file: (.*)$/m.exec(readFileSync(`scenarios/${name}`, "utf8")) ?? [];
  return file !== undefined && findData(file) === undefined;
};

test.for(scenarioFiles)("%s", async (name, { skip }) => {
  skip(lacksData(name), "its recorded file is not here");
  // From the root of the project, beside which the recorded data lie.
  const { code, stdout, stderr } = await start(".", ["run", resolve("scenarios", name), "--json"])
    .ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { status, completed } = JSON.parse(stdout);
  expect(status).toBe("finished");
  expect(completed).toBeGreaterThan(0);
});

const lessons = scenarioFiles.filter((name) => name.startsWith("lessons/"));

test.for(lessons)("%s is compared as it says", async (name) => {
  const [, asked = ""] = /npx rooflight (compare \S+)$/m.exec(
    readFileSync(`scenarios/${name}`, "utf8"),
  )!;
  const { code, stdout, stderr } = await rooflight(".", ...asked.split(" "), "--json");
  expect([code, stderr]).toEqual([0, ""]);
  const { contenders, n } = JSON.parse(stdout);
  expect(contenders.length).toBeGreaterThan(1);
  for (const { runs } of contenders) expect(runs).toHaveLength(n);
});
