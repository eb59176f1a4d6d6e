/** `run --why`: the proved verdict beside the cheap one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { folderWith, rooflight, small, start } from "./rooflight.ts";

test("the proof follows the report: a sentence, and a row for each limit eased", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { code, stdout, stderr } = await rooflight(folder, "run", "small.yaml", "--why");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const plain = (await rooflight(folder, "run", "small.yaml")).stdout;
  // The run itself ends by saying that one may ask.
  const report = plain.replace(/\sWhat binds, proved: --why\./, "");
  expect(report).not.toBe(plain);
  expect(stdout.startsWith(report)).toBe(true);
  const [, ...lines] = stdout.slice(report.length).split("\n");
  expect(lines.join(" ")).toMatch(
    /^Why: The SLO is met; .* the number of engines binds: with one more, .* HBM bandwidth: with/,
  );
  const table = lines.slice(lines.indexOf("") + 1);
  expect(table.slice(0, 2).map((row) => row.slice(0, 28).trim())).toEqual(["Eased", "nothing"]);
  expect(table.slice(2, 11).map((row) => row.split(" +")[0])).toContain("HBM bandwidth");
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(80);
});

test("--json and summary.json have it under `why`, null where nobody asked", async () => {
  const folder = folderWith({ "small.yaml": small });
  const asked = ["--json", "--why", "--out", "out", "--set", "workload.num_prompts=50"];
  const [plain, { stdout }] = await Promise.all([
    rooflight(folder, "run", "small.yaml", "--json"),
    rooflight(folder, "run", "small.yaml", ...asked),
  ]);
  expect(JSON.parse(plain.stdout).why).toBeNull();
  const summary = JSON.parse(stdout);
  expect(JSON.parse(readFileSync(join(folder, "out/summary.json"), "utf8"))).toEqual(summary);
  expect(summary.why).toMatchObject({
    binds: "engines",
    binds_in_engine: "bandwidth",
    complete: true,
    left_out: [],
  });
  expect(summary.why.remedies).toHaveLength(9);
});

test("Ctrl-C between the runs leaves those that are done", async () => {
  const long = small.replace("num_prompts: 300", "num_prompts: 40000");
  const { process, ended } = start(folderWith({ "long.yaml": long }), [
    "run",
    "long.yaml",
    "--why",
  ]);
  // The report is printed when the scenario as it is has been run.
  await new Promise((seen) => process.stdout?.once("data", seen));
  await setTimeout(100);
  process.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
  expect(stdout).toMatch(/Why: (Interrupted; of the relaxations run so far|Nothing was relaxed)/);
});
