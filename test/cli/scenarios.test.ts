/** Every scenario of ours runs, whole, from the command line. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { start } from "./rooflight.ts";

const scenarios = readdirSync("scenarios").filter((name) => name.endsWith(".yaml"));

test.each(scenarios)("%s", async (name) => {
  // From the root of the project, beside which the recorded data lie.
  const { code, stdout, stderr } = await start(".", ["run", resolve("scenarios", name), "--json"])
    .ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { status, completed } = JSON.parse(stdout);
  expect(status).toBe("finished");
  expect(completed).toBeGreaterThan(0);
});
