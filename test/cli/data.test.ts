/** Where recorded data is looked for. */
import { resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { dataFolders, findData } from "../../sim/cli/files/data.ts";
import { folderWith } from "./rooflight.ts";

test("$ROOFLIGHT_DATA comes first, then the folder beside the project, then the cache", () => {
  vi.stubEnv("ROOFLIGHT_DATA", "/somewhere");
  expect(dataFolders()).toEqual(["/somewhere", "../shared/data", ".cache"]);
  vi.stubEnv("ROOFLIGHT_DATA", "");
  expect(dataFolders()).toEqual(["../shared/data", ".cache"]);
  vi.unstubAllEnvs();
});

test("the first folder that has the file is taken", () => {
  const [none, first, second] = [{}, { "a.csv": "1" }, { "a.csv": "2", "b.csv": "" }].map(
    folderWith,
  );
  const folders = [none!, first!, second!];
  expect(findData("a.csv", folders)).toBe(resolve(first!, "a.csv"));
  expect(findData("b.csv", folders)).toBe(resolve(second!, "b.csv"));
  expect(findData("c.csv", folders)).toBeUndefined();
});

test.runIf(process.env.CI === "true")("in CI what was recorded is at hand", () => {
  const recorded = [
    "traces/azure_llm_2023_conv.csv",
    "kernels/h100-torch/gemm.csv",
    "e2e_cases/vllm_026_h200_dev.json",
  ];
  for (const file of recorded) expect(findData(file), file).toBeDefined();
});
