/** `rooflight run --replications`: several runs, told together. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { folderWith, rooflight, small, start } from "./rooflight.ts";

test("figures come with their intervals, in a table, as JSON and as a file", async () => {
  const folder = folderWith({ "small.yaml": small });
  const asked = ["run", "small.yaml", "--replications", "3"];
  const [text, json] = await Promise.all([
    rooflight(folder, ...asked),
    rooflight(folder, ...asked, "--json", "--out", "out"),
  ]);
  expect([text.code, text.stderr, json.code, json.stderr]).toEqual([0, "", 0, ""]);
  expect(text.stdout).toMatch(/^3 runs without their first \d+ requests +95 % interval$/m);
  expect(text.stdout).toMatch(/^Mean TTFT \(ms\) +[\d.]+ {2}[\d.]+ … [\d.]+$/m);
  for (const line of text.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);

  const { replications, digest } = JSON.parse(json.stdout);
  expect(replications).toMatchObject({ n: 3, asked: 3, runs: [{ seed: 1, digest }, {}, {}] });
  expect(replications.intervals.mean_ttft_ms.low).toBeLessThan(
    replications.intervals.mean_ttft_ms.mean,
  );
  const [header, ...rows] = readFileSync(join(folder, "out/replications.csv"), "utf8")
    .trimEnd()
    .split("\n");
  expect(header).toBe("replication,seed,metric,value");
  expect(rows).toHaveLength(3 * Object.keys(replications.intervals).length);
  expect(rows).toContain(
    `2,${replications.seeds[2]},p99_ttft_ms,${replications.runs[2].p99_ttft_ms}`,
  );
  // An earlier run with the file is replaced by one without.
  await rooflight(folder, "run", "small.yaml", "--out", "out");
  expect(readdirSync(join(folder, "out"))).not.toContain("replications.csv");
});

test("a run that nobody wants again has none", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { stdout } = await rooflight(folder, "run", "small.yaml", "--json");
  expect(JSON.parse(stdout).replications).toBeNull();
});

test("--fail-on-slo fails where most runs miss", async () => {
  const folder = folderWith({ "small.yaml": small });
  const asked = ["run", "small.yaml", "--replications", "3", "--fail-on-slo"];
  expect((await rooflight(folder, ...asked)).code).toBe(0);
  expect((await rooflight(folder, ...asked, "--set", "slo.ttft=1 ms")).code).toBe(1);
});

test("fewer than two, and what is no number, are refused", async () => {
  const folder = folderWith({ "small.yaml": small });
  for (const written of ["1", "-3", "2.5", "many"]) {
    const { code, stderr } = await rooflight(
      folder,
      "run",
      "small.yaml",
      `--replications=${written}`,
    );
    expect([code, stderr]).toEqual([
      2,
      `--replications ${written}: give a whole number, 2 or more\n`,
    ]);
  }
});

test("Ctrl-C keeps the runs that came to their end", async () => {
  const folder = folderWith({ "small.yaml": small });
  const asked = ["run", "small.yaml", "--replications", "100000"];
  const { process, ended } = start(folder, asked);
  let printed = "";
  process.stdout?.on("data", (text) => {
    printed += text;
  });
  // The first run is printed when it is over; a while later some more are.
  while (!printed.includes("E2EL")) await setTimeout(10);
  await setTimeout(500);
  process.kill("SIGINT");
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  expect(stdout).toMatch(/^Note: Interrupted: \d+ of 100000 runs came to their end\.$/m);
});
