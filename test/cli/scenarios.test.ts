/** Every scenario of ours runs, whole, from the command line. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { findData } from "../../sim/cli/files/data.ts";
import { start } from "./rooflight.ts";

const scenarios = readdirSync("scenarios").filter((name) => name.endsWith(".yaml"));

/** Whether a scenario names a recorded file that is not on this machine. */
const lacksData = (name: string): boolean => {
  const [, file] = /^ +file: (.*)$/m.exec(readFileSync(`scenarios/${name}`, "utf8")) ?? [];
  return file !== undefined && findData(file) === undefined;
};

test.for(scenarios)("%s", async (name, { skip }) => {
  skip(lacksData(name), "its recorded file is not here");
  // From the root of the project, beside which the recorded data lie.
  const { code, stdout, stderr } = await start(".", ["run", resolve("scenarios", name), "--json"])
    .ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { status, completed } = JSON.parse(stdout);
  expect(status).toBe("finished");
  expect(completed).toBeGreaterThan(0);
});
