/** A sweep that ends in the middle: it goes on where it was, and comes to the same tables. */
import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { folderWith, rooflight, small, start } from "./rooflight.ts";

/** Long enough to be caught in the middle: half a second of two cores. */
const scenario = `${small.replace("num_prompts: 300", "num_prompts: 4000")}sweep:
  grid:
    workload.arrivals.request_rate: [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]
  replications: 2
`;

const linesIn = (path: string): number =>
  existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;

/** Ends the sweep by a signal when it has done some runs; how many it had. */
async function endedBy(signal: "SIGKILL" | "SIGINT", folder: string) {
  const { process, ended } = start(folder, ["sweep", "s.yaml", "--out", "out"]);
  const outcomes = join(folder, "out/outcomes.jsonl");
  while (linesIn(outcomes) < 3) await setTimeout(2);
  process.kill(signal);
  const end = await ended;
  return { ...end, runs: linesIn(outcomes) };
}

const tables = (folder: string) =>
  ["runs.csv", "points.csv"].map((file) => readFileSync(join(folder, "out", file), "utf8"));

async function uninterrupted() {
  const folder = folderWith({ "s.yaml": scenario });
  expect((await rooflight(folder, "sweep", "s.yaml", "--out", "out")).code).toBe(0);
  return tables(folder);
}

test("killed, and gone on with, it has the same tables to the byte", async () => {
  const folder = folderWith({ "s.yaml": scenario });
  const killed = await endedBy("SIGKILL", folder);
  expect(killed.runs).toBeLessThan(24);
  expect(readdirSync(join(folder, "out")).sort()).toEqual(["meta.json", "outcomes.jsonl"]);
  // As if it had died in the middle of a line, which a kill seldom meets.
  appendFileSync(join(folder, "out/outcomes.jsonl"), '{"key":"00","run":{"sta');

  const { code, stdout } = await rooflight(folder, "sweep", "s.yaml", "--out", "out");
  expect(code).toBe(0);
  expect(stdout).toContain(`${killed.runs} of 24 runs were there.`);
  expect(tables(folder)).toEqual(await uninterrupted());
});

test("Ctrl-C keeps what is done, tells of it, and goes on later", async () => {
  const folder = folderWith({ "s.yaml": scenario });
  const { code, stdout, stderr, runs } = await endedBy("SIGINT", folder);
  expect([code, stderr]).toEqual([130, ""]);
  expect(stdout.replaceAll("\n", " ")).toMatch(
    /Interrupted: \d+ of 12 points are done, and the tables hold no others; the same command goes/,
  );
  const [, points] = tables(folder);
  expect(points!.trimEnd().split("\n").length - 1).toBeLessThan(12);
  const later = await rooflight(folder, "sweep", "s.yaml", "--out", "out");
  expect(later.stdout).toContain(`${runs} of 24 runs were there.`);
  expect(tables(folder)).toEqual(await uninterrupted());
});
