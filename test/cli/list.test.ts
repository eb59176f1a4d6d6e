/** `rooflight list`: what there is. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { folderWith, rooflight } from "./rooflight.ts";

test("scenarios are found from any folder, by paths that run takes", async () => {
  const folder = folderWith();
  const { code, stdout } = await rooflight(folder, "list", "scenarios", "--json");
  expect(code).toBe(0);
  const files = JSON.parse(stdout).map(({ file }: { file: string }) => resolve(folder, file));
  const ours = readdirSync("scenarios", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .sort();
  expect(ours).toContain("plans/chat.yaml");
  expect(files).toEqual(ours.map((name) => resolve("scenarios", name)));
});

test.each(["gpus", "policies", "scenarios"])("%s fit in 80 columns", async (kind) => {
  const { code, stdout } = await rooflight(resolve("."), "list", kind);
  expect(code).toBe(0);
  expect(stdout.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
});

test("a list that there is not brings those that there are", async () => {
  const { code, stdout, stderr } = await rooflight(folderWith(), "list", "gpu");
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: "",
    stderr: 'list: "gpu" is not one of gpus, models, policies, scenarios (did you mean gpus?)\n',
  });
});
