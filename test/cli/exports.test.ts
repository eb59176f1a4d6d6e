/** `--trace` and `--metrics`: files for Perfetto and for Prometheus. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { parseOpenMetrics } from "../observe/open-metrics-parser.ts";
import { checkTrace, type TraceEvent } from "../observe/trace-reader.ts";
import { folderWith, rooflight, small, start } from "./rooflight.ts";

const run = (folder: string, ...args: string[]) => rooflight(folder, "run", "small.yaml", ...args);

const bytes = (folder: string, file: string): Buffer => readFileSync(join(folder, file));

const events = (folder: string, file: string): TraceEvent[] =>
  JSON.parse(`${bytes(folder, file)}`).traceEvents;

const valid = (trace: readonly TraceEvent[]) => checkTrace(trace.filter(({ ph }) => ph !== "M"));

/** The last value of a series of the only engine. */
const last = (folder: string, file: string, series: string): number =>
  [...parseOpenMetrics(`${bytes(folder, file)}`).values()]
    .flatMap(({ samples }) => samples)
    .filter(({ name }) => name === series)
    .at(-1)!.value;

test("both files are whole, say the same as the summary, and change nothing", async () => {
  const folder = folderWith({ "small.yaml": small });
  const both = ["--trace", "trace.json", "--metrics", "metrics.om"];
  const [plain, told, json] = await Promise.all([
    run(folder, "--json"),
    run(folder, ...both),
    run(folder, "--json", "--trace", "again.json", "--metrics", "again.om", "--out", "out"),
  ]);
  expect([told!.code, told!.stderr]).toEqual([0, ""]);
  expect(json).toEqual(plain);
  for (const [file, again] of [
    ["trace.json", "again.json"],
    ["metrics.om", "again.om"],
  ])
    expect(bytes(folder, file!).equals(bytes(folder, again!))).toBe(true);

  const summary = JSON.parse(plain!.stdout);
  const trace = events(folder, "trace.json");
  valid(trace);
  const steps = trace.filter(({ name }) => name === "GPU");
  expect(steps).toHaveLength(summary.cluster.steps);
  expect(told!.stdout).toMatch(
    /^Trace of 0 s to 1\d\.\d s in trace\.json, [\d,]+ events: open it/m,
  );
  expect(last(folder, "metrics.om", "vllm:generation_tokens_total")).toBe(
    summary.total_output_tokens,
  );
  expect(told!.stdout).toMatch(
    /^Metrics in metrics\.om: 1\d scrapes 1 s apart, \d,\d+ samples\.$/m,
  );
  expect(readdirSync(folder).sort()).toEqual([
    "again.json",
    "again.om",
    "metrics.om",
    "out",
    "small.yaml",
    "trace.json",
  ]);
});

test("window, interval and start are as asked for", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { code } = await run(
    folder,
    ...["--trace", "t", "--trace-window", "2s..2500 ms"],
    ...["--metrics", "m", "--metrics-interval", "250ms", "--metrics-start", "2027-01-31T12:00"],
  );
  expect(code).toBe(0);
  const times = events(folder, "t").flatMap(({ ts }) => ts ?? []);
  expect(Math.min(...times)).toBe(2e6);
  expect(Math.max(...times)).toBeLessThan(2.6e6);
  const text = `${bytes(folder, "m")}`;
  const noon = Date.parse("2027-01-31T12:00:00Z") / 1000;
  expect(text).toMatch(new RegExp(`^vllm:num_requests_running\\{.*\\} 0 ${noon}$`, "m"));
  expect(text).toMatch(new RegExp(`^vllm:num_requests_running\\{.*\\} \\d+ ${noon}\\.25$`, "m"));
});

test("a window after the end is said", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { stdout, stderr } = await run(folder, "--trace", "t", "--trace-window", "1h..", "--json");
  expect(JSON.parse(stdout).completed).toBe(300);
  expect(stderr).toMatch(/^The trace is empty: the run ended at 1\d\.\d s, before its window\.\n$/);
  expect(events(folder, "t").every(({ ph }) => ph === "M")).toBe(true);
});

test("what cannot be done is refused before anything runs, and leaves nothing behind", async () => {
  const folder = folderWith({ "small.yaml": small });
  mkdirSync(join(folder, "dir"));
  symlinkSync("/dev/null", join(folder, "null"));
  const refused: [string[], string][] = [
    [["--trace", "dir"], "--trace dir: this is a folder: name a file"],
    [["--trace", "no/t"], "--trace no/t: there is no such folder"],
    [["--metrics", "small.yaml/m"], "--metrics small.yaml/m: a part of this path is a file"],
    [["--trace", "null"], "--trace null: this is no plain file, and would be replaced by one"],
    [["--metrics", "./small.yaml"], "--metrics ./small.yaml: this is the scenario"],
    [["--trace", "-"], "--trace -: what a run prints goes there: name a file"],
    [["--trace", "t", "--metrics", "./t"], "--metrics ./t: this is the file of --trace too"],
    [["--trace", "dir/t", "--out", "dir"], "--trace dir/t: the folder of --out holds its own"],
    [["--trace-window", "1s..2s"], "--trace-window is of use only with --trace FILE"],
    [["--metrics-start", "2026-01-01"], "--metrics-start is of use only with --metrics FILE"],
    [["--trace", "t", "--trace-window", "1s"], "--trace-window 1s: is not of the form FROM..TO"],
    [["--metrics", "m", "--metrics-start", "soon"], "--metrics-start soon: is not a date"],
    [["--trace", "t", "--trace", "u"], "--trace is given twice"],
    [["--trace", "t", "--set", "cluster.pools.0.gpu=none"], "cluster.pools.0.gpu"],
  ];
  const endings = await Promise.all(refused.map(([args]) => run(folder, ...args)));
  for (const [index, { code, stdout, stderr }] of endings.entries()) {
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n")[0]).toContain(refused[index]![1]);
  }
  expect(readdirSync(folder).sort()).toEqual(["dir", "null", "small.yaml"]);
  expect(readdirSync(join(folder, "dir"))).toEqual([]);
});

test("after Ctrl-C both files hold what there is, whole", async () => {
  const endless = small.replace("num_prompts: 300", "duration: 60 d");
  const folder = folderWith({ "small.yaml": endless });
  const asked = ["--json", "--trace", "trace.json", "--metrics", "metrics.om"];
  // Small enough to be read in a moment.
  asked.push("--trace-window", "10s..40s", "--metrics-interval", "5 min");
  const { process, ended } = start(folder, ["run", "small.yaml", ...asked]);
  // Their drafts appear when it is about to simulate.
  while (readdirSync(folder).length < 3) await setTimeout(10);
  await setTimeout(500);
  process.kill("SIGINT");
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  const summary = JSON.parse(stdout);
  valid(events(folder, "trace.json"));
  expect(last(folder, "metrics.om", "rooflight:steps_total")).toBe(summary.cluster.steps);
  expect(readdirSync(folder).sort()).toEqual(["metrics.om", "small.yaml", "trace.json"]);
});

const promtool = spawnSync("promtool", ["--version"]).status === 0;

test.skipIf(!promtool)("promtool imports the metrics whole", async () => {
  // A name that is hostile to label values.
  const config = {
    _name_or_path: 'a "quoted\\" \\ name\nof two lines, {le="1"} # EOF é 🙂',
    num_hidden_layers: 2,
    hidden_size: 512,
    num_attention_heads: 8,
    intermediate_size: 1024,
    vocab_size: 1000,
    max_position_embeddings: 4096,
  };
  const folder = folderWith({
    "small.yaml": small.replace(/model: .*/, "model: ./config.json"),
    "config.json": JSON.stringify(config),
  });
  const { stdout } = await run(folder, "--metrics", "metrics.om");
  const told = Number(/([\d,]+) samples/.exec(stdout)![1]!.replaceAll(",", ""));
  const tool = (...args: string[]) =>
    execFileSync("promtool", ["tsdb", ...args], { cwd: folder, encoding: "utf8" });
  tool("create-blocks-from", "openmetrics", "metrics.om", "blocks");
  const [, ...blocks] = tool("list", "blocks").trim().split("\n");
  // ULID, least and greatest time, duration, and then the number of samples.
  const samples = blocks.map((line) => Number(line.split(/\s{2,}|\s(?=\d)/)[4]));
  expect(samples.reduce((a, b) => a + b)).toBe(told);
});
