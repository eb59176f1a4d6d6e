/** `rooflight run` as a user meets it: what it prints, and how it exits. */
import { expect, test } from "vitest";
import { folderWith, rooflight, small, start } from "./rooflight.ts";

test("a run prints verdict, block of vllm bench serve, and where the time went", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { code, stdout, stderr } = await rooflight(folder, "run", "small.yaml");
  expect(code).toBe(0);
  expect(stderr).toBe("");
  const lines = stdout.split("\n");
  expect(lines.indexOf("============ Serving Benchmark Result ============")).toBeGreaterThan(1);
  expect(lines).toContain(`${"Successful requests:".padEnd(40)} ${"300".padEnd(10)}`);
  expect(stdout).toContain("Where the time of a request went");
  expect(stdout).not.toContain("\u001B");
  expect(lines.length).toBeLessThanOrEqual(61);
});

test("--json prints the summary and nothing else", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { code, stdout, stderr } = await rooflight(folder, "run", "small.yaml", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ status: "finished", completed: 300, failed: 0 });
});

test("a pipe gets no colours and no progress, whatever CI says", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { ended } = start(folder, ["run", "small.yaml"], { CI: "true", FORCE_COLOR: "" });
  const { stdout, stderr } = await ended;
  for (const mark of ["\u001B", "\r"]) expect(stdout + stderr).not.toContain(mark);
});

test("--set and --seed change the scenario", async () => {
  const folder = folderWith({ "small.yaml": small });
  const digest = async (...args: string[]) =>
    JSON.parse((await rooflight(folder, "run", "small.yaml", "--json", ...args)).stdout);
  const [plain, shorter, other, again] = await Promise.all([
    digest(),
    digest("--set", "workload.num_prompts=50", "--set", "cluster.pools.0.engines=2"),
    digest("--seed", "2"),
    digest("--set", "seed=2"),
  ]);
  expect(shorter.completed).toBe(50);
  expect(shorter.engines).toHaveLength(2);
  expect(other.digest).not.toBe(plain.digest);
  expect(again.digest).toBe(other.digest);
});

test("--fail-on-slo turns missed objectives into exit code 1", async () => {
  const folder = folderWith({ "small.yaml": small });
  const hopeless = ["run", "small.yaml", "--set", "slo.ttft=1 ms"];
  expect((await rooflight(folder, ...hopeless)).code).toBe(0);
  expect((await rooflight(folder, ...hopeless, "--fail-on-slo")).code).toBe(1);
  expect((await rooflight(folder, "run", "small.yaml", "--fail-on-slo")).code).toBe(0);
});

test("whoever reads our output may stop", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { process, ended } = start(folder, ["run", "small.yaml"]);
  process.stdout?.destroy();
  expect(await ended).toMatchObject({ stderr: "" });
});

test("--help is there, short, and names every command", async () => {
  const { code, stdout } = await rooflight(folderWith(), "--help");
  expect(code).toBe(0);
  for (const command of ["run <file>", "schema"]) expect(stdout).toContain(command);
});

test("--version is the package's", async () => {
  const { stdout } = await rooflight(folderWith(), "--version");
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
