/** `rooflight schema`: what editors check scenarios against. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { folderWith, rooflight } from "./rooflight.ts";

test("the schema is printed, and is the one that stands beside the scenarios", async () => {
  const { code, stdout } = await rooflight(folderWith(), "schema");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ title: "Rooflight scenario", type: "object" });
  const written = readFileSync("scenarios/scenario.schema.json", "utf8");
  expect(written === stdout, "it is stale: npm run schema").toBe(true);
});
