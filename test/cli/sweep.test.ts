/** `rooflight sweep`: its table, its files, and what it refuses. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { folderWith, rooflight, small } from "./rooflight.ts";

const engines = "cluster.pools.0.engines";
const rate = "workload.arrivals.request_rate";
const scenario = `${small}sweep:
  grid:
    ${engines}: [1, 2]
    ${rate}: 10..40/3
  replications: 2
`;

const read = (folder: string, file: string) => readFileSync(join(folder, "out", file), "utf8");
const table = (text: string) =>
  Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;

describe("a sweep", () => {
  test("tells its points in a table, as JSON and in files that agree", async () => {
    const folder = folderWith({ "s.yaml": scenario });
    const [text, json] = await Promise.all([
      rooflight(folder, "sweep", "s.yaml"),
      rooflight(folder, "sweep", "s.yaml", "--json", "--out", "out"),
    ]);
    expect([text.code, text.stderr, json.code, json.stderr]).toEqual([0, "", 0, ""]);
    for (const line of text.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(text.stdout).toMatch(/^6 of 6 points meet the SLO; the cheapest of them is point 2/);
    expect(text.stdout).toMatch(/^5 +2 +40 {2}finished +100 % +\d+ +[\d.]+ ± [\d.]+ /m);

    const { axes, points, metrics } = JSON.parse(json.stdout);
    expect(axes.map(({ path }: { path: string }) => path)).toEqual([engines, rate]);
    expect(readdirSync(join(folder, "out")).sort()).toEqual([
      "meta.json",
      "outcomes.jsonl",
      "points.csv",
      "runs.csv",
    ]);
    const rows = table(read(folder, "points.csv"));
    expect(rows.map((row) => [row[engines], row[rate], row.status])).toEqual([
      ["1", "10", "finished"],
      ["1", "20", "finished"],
      ["1", "40", "finished"],
      ["2", "10", "finished"],
      ["2", "20", "finished"],
      ["2", "40", "finished"],
    ]);
    const { mean, low, high } = points[4].figures.p99_ttft_ms;
    expect(rows[4]).toMatchObject({
      p99_ttft_ms: `${mean}`,
      p99_ttft_ms_low: `${low}`,
      p99_ttft_ms_high: `${high}`,
    });

    const runs = table(read(folder, "runs.csv"));
    expect(runs).toHaveLength(6 * 2 * metrics.length);
    expect(Object.keys(runs[0]!)).toEqual([
      ...["point", engines, rate, "replication", "seed", "status", "metric", "value"],
    ]);
    const ofPoint = runs.filter(({ point, metric }) => point === "4" && metric === "p99_ttft_ms");
    expect(ofPoint.map(({ value }) => Number(value))).toEqual(
      points[4].runs.map((run: { figures: Record<string, number> }) => run.figures.p99_ttft_ms),
    );
  });

  test("of one point says what a run of it says", async () => {
    const folder = folderWith({ "s.yaml": small });
    const [sweep, run] = await Promise.all([
      rooflight(folder, "sweep", "s.yaml", "--vary", `${rate}=30`, "--json"),
      rooflight(folder, "run", "s.yaml", "--set", `${rate}=30`, "--json"),
    ]);
    const [point] = JSON.parse(sweep.stdout).points;
    const summary = JSON.parse(run.stdout);
    expect(point.runs[0].digest).toBe(summary.digest);
    for (const key of ["p99_ttft_ms", "mean_itl_ms", "output_throughput", "cost"])
      expect(point.figures[key].mean).toBe(summary[key]);
  });

  test("has a row for what the machines cannot hold, and none of its figures", async () => {
    const folder = folderWith({ "s.yaml": small });
    const vary = ["--vary", "cluster.pools.0.gpu=T4,H100-SXM-80GB"];
    const { code, stdout } = await rooflight(folder, "sweep", "s.yaml", ...vary, "--out", "out");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^0 {2}T4 +refused$/m);
    expect(stdout).toMatch(/^Refused: 0 \(cluster\.pools\.0/m);
    const [refused, held] = table(read(folder, "points.csv"));
    expect(refused).toMatchObject({ status: "refused", p99_ttft_ms: "", share_inside_slo: "" });
    expect(refused!.reason).not.toBe("");
    expect(held).toMatchObject({ status: "finished", share_inside_slo: "1", reason: "" });
  });

  test("that the machines hold nowhere says why, and has no figures to explain", async () => {
    const folder = folderWith({ "s.yaml": small });
    const vary = ["--vary", "cluster.pools.0.gpu=T4"];
    const { code, stdout, stderr } = await rooflight(folder, "sweep", "s.yaml", ...vary);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^0 of 1 points/);
    expect(stdout).toMatch(/^Refused: 0 \(cluster\.pools\.0/m);
    expect(stdout).not.toContain("In SLO");
  });

  test("is passed by in a single run", async () => {
    const folder = folderWith({ "s.yaml": scenario, "small.yaml": small });
    const [swept, plain] = await Promise.all([
      rooflight(folder, "run", "s.yaml", "--json"),
      rooflight(folder, "run", "small.yaml", "--json"),
    ]);
    expect(swept.stdout).toBe(plain.stdout);
  });
});

describe("a folder", () => {
  test("of a sweep is gone on with: what is there is not run again", async () => {
    const folder = folderWith({ "s.yaml": scenario });
    const sweep = (...args: string[]) =>
      rooflight(folder, "sweep", "s.yaml", "--out", "out", ...args);
    const outcomes = () => read(folder, "outcomes.jsonl").trimEnd().split("\n").length;
    await sweep();
    const [runs, points] = [read(folder, "runs.csv"), read(folder, "points.csv")];
    expect(outcomes()).toBe(12);
    expect((await sweep()).stdout).toContain("12 of 12 runs were there.");
    expect([read(folder, "runs.csv"), read(folder, "points.csv")]).toEqual([runs, points]);
    // One further value: two points, two runs each.
    expect((await sweep("--vary", `${rate}=10,20,40,30`)).stdout).toContain("12 of 16 runs");
    expect(outcomes()).toBe(16);
    expect(table(read(folder, "points.csv"))).toHaveLength(8);
  });

  test("of something else is refused", async () => {
    const folder = folderWith({ "s.yaml": small });
    const told = async (out: string) => {
      const vary = ["--vary", "seed=1,2", "--out", out];
      const { code, stderr } = await rooflight(folder, "sweep", "s.yaml", ...vary);
      return [code, stderr];
    };
    await rooflight(folder, "run", "s.yaml", "--out", "run");
    expect(await told("run")).toEqual([
      2,
      "--out run: the folder holds requests.csv, which is no file of a sweep: name a new folder\n",
    ]);
    const odd = folderWith({ "meta.json": "{}" });
    expect(await told(odd)).toEqual([
      2,
      `--out ${odd}: the folder holds files that are not of a sweep of Rooflight: ` +
        "name a new folder\n",
    ]);
    writeFileSync(join(folder, "file"), "");
    expect((await told("file"))[0]).toBe(2);
  });
});

describe("what is wrong is told where it was written", () => {
  const folder = () =>
    folderWith({
      "s.yaml": small,
      "grid.yaml": `${small}sweep:\n  grid:\n    cluster.pools.0.engine.max_num_seq: [1, 2]\n`,
      "seqs.yaml":
        `${small}sweep:\n  grid:\n    cluster.pools.0.engine.max_num_seqs: [128, 4096]\n` +
        "    cluster.pools.0.engine.max_num_batched_tokens: [8192, 2048]\n",
    });

  test.each([
    [["s.yaml"], "nothing varies: give the scenario a sweep section, or --vary path=a,b,c"],
    [["s.yaml", "--vary", "engines"], "--vary engines  is not of the form path=values"],
    [["s.yaml", "--vary", "name=a"], "--vary name=a  name: is no setting of a run"],
    [["s.yaml", "--vary", "seed="], "--vary seed=  seed: has no values"],
    [["s.yaml", "--vary", "seed=4..1"], "--vary seed=4..1  seed: is empty: it must go up"],
    [["s.yaml", "--vary", "seed=1,1"], "--vary seed=1,1  seed: lists 1 twice"],
    [["s.yaml", "--vary", "seed=[1"], "--vary seed=[1  seed: its values are not YAML"],
    [["s.yaml", "--vary", "seed=1", "--vary", "seed=2"], "--vary seed=2  seed is varied twice"],
    [["s.yaml", "--vary", `${engines}=1,-1`], `--vary ${engines}=1,-1  ${engines}: -1 is below 1`],
    [["s.yaml", "--vary", "cluster.pools.2.gpu=T4"], "has no entry 2: it has 1, from 0"],
    [["s.yaml", "--vary", "seed=1,2", "--replications", "0"], "--replications: "],
    [["grid.yaml"], "grid.yaml:14:42  cluster.pools.0.engine.max_num_seq: is unknown (did you"],
    [["seqs.yaml"], "Other points are right: sweep.skip leaves out those that make no sense."],
  ])("%j", async (args, words) => {
    const { code, stderr, stdout } = await rooflight(folder(), "sweep", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
    // What is wrong with several points alike is told once.
    expect(new Set(stderr.split("\n").map((line) => line.replace(/^\S+/, ""))).size).toBe(
      stderr.split("\n").length,
    );
    expect(stderr).not.toContain("    at ");
  });
});
