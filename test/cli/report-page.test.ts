/** `--report`: a page that shows a run, and can run it again. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeSavedRun, loadScenario, type SavedRun, Simulation } from "../../sim/index.ts";
import { folderWith, rooflight, small } from "./rooflight.ts";

const report = (folder: string, ...args: string[]) =>
  rooflight(folder, "run", "small.yaml", "--report", "report.html", ...args);

const pageIn = (folder: string): string => readFileSync(join(folder, "report.html"), "utf8");

/** The run inside a page. */
function runIn(folder: string): SavedRun {
  const [, base64] = /<script type="application\/octet-stream" id="run">([^<]*)</.exec(
    pageIn(folder),
  )!;
  return decodeSavedRun(gunzipSync(Buffer.from(base64!, "base64")));
}

/** Runs the scenario in a page again from nothing but the page. */
function runAgain({ record, files }: SavedRun): string {
  const { scenario } = loadScenario(record.text!, { file: "page" });
  return new Simulation(scenario, { files: (name) => files[name]! }).run().result().digest;
}

test("it holds the run that was made, and changes nothing about it", async () => {
  const folder = folderWith({ "small.yaml": small });
  const [plain, told] = await Promise.all([
    rooflight(folder, "run", "small.yaml", "--json"),
    report(folder),
  ]);
  expect([told!.code, told!.stderr]).toEqual([0, ""]);
  expect(told!.stdout).toMatch(/^Page in report\.html, \d\.\d+ MB: open it in a browser\.$/m);
  const { why: _, replications: __, ...summary } = JSON.parse(plain!.stdout);
  const saved = runIn(folder);
  expect(saved.record.summary).toEqual(summary);
  expect(saved.record.requests.count).toBe(300);
  expect(saved.record.text).toBe(small);
  expect([saved.files, saved.fixed]).toEqual([{}, null]);
  expect(runAgain(saved)).toBe(summary.digest);
  expect(readdirSync(folder).sort()).toEqual(["report.html", "small.yaml"]);
});

test("what the command line changed is in the scenario that the page runs again", async () => {
  const folder = folderWith({ "small.yaml": small });
  const changes = ["--seed", "5", "--set", "cluster.pools.0.engines=2"];
  await report(folder, ...changes);
  const saved = runIn(folder);
  expect(saved.record.text).toBe(
    small.replace("80GB\n", "80GB\n      engines: 2\n").replace(/$/, "seed: 5\n"),
  );
  expect(runAgain(saved)).toBe(saved.record.summary!.digest);
});

test("a model and a trace that lie in files come along", async () => {
  const config = {
    model_type: "llama",
    num_hidden_layers: 2,
    hidden_size: 512,
    num_attention_heads: 8,
    intermediate_size: 1024,
    vocab_size: 1000,
    max_position_embeddings: 4096,
  };
  const folder = folderWith({
    "config.json": JSON.stringify(config),
    "trace.csv": "arrival_s,prompt_tokens,output_tokens\n0,100,10\n0.5,50,20\n",
    "small.yaml": `name: from files
workload:
  arrivals: { process: trace, file: trace.csv }
cluster:
  pools: [{ model: ./config.json, gpu: H100-SXM-80GB }]
`,
  });
  const { stderr, code } = await report(folder);
  expect([stderr, code]).toEqual(["", 0]);
  const saved = runIn(folder);
  expect(saved.record.requests.count).toBe(2);
  expect(Object.keys(saved.files)).toEqual(["trace.csv"]);
  expect(runAgain(saved)).toBe(saved.record.summary!.digest);
});

test("a router of the user's own stays outside, and that is said", async () => {
  const folder = folderWith({
    "small.yaml": small.replace("cluster:", "cluster:\n  router: { module: ./first.mjs }"),
    "first.mjs": "export default () => ({ route: () => 0 });",
  });
  const { stdout } = await report(folder, "--allow-modules");
  const told = stdout.replaceAll(/\s+/g, " ");
  const why =
    "The page shows this run and cannot run it again: its router is code of the user's own, " +
    "which stays outside the page.";
  expect(told).toContain(why);
  const saved = runIn(folder);
  expect(saved.fixed).toBe(why);
  expect(saved.record.requests.count).toBe(300);
});

test("nothing that a scenario says is markup in it", async () => {
  const hostile = `</script><script>alert(1)</script><!-- \${1} $& \u2028 <img src=x>`;
  const quoted = JSON.stringify(hostile);
  const folder = folderWith({
    "small.yaml": `${small.replace("small", () => quoted)}description: ${quoted}\n`,
  });
  await report(folder);
  const template = readFileSync(resolve("dist/rooflight.html"), "utf8");
  const tags = (text: string): number => text.match(/<\/?script/gi)!.length;
  expect(tags(pageIn(folder))).toBe(tags(template) + 2);
  expect(pageIn(folder)).not.toContain("alert(1)");
  expect(runIn(folder).record.name).toBe(hostile);
});

test("places that other files of a run have are refused, and leave nothing behind", async () => {
  const folder = folderWith({ "small.yaml": small });
  mkdirSync(join(folder, "dir"));
  const refused: [string[], string][] = [
    [["--report", "dir"], "--report dir: this is a folder: name a file"],
    [["--report", "-"], "--report -: what a run prints goes there: name a file"],
    [["--report", "no/r"], "--report no/r: there is no such folder"],
    [["--report", "./small.yaml"], "--report ./small.yaml: this is the scenario"],
    [["--trace", "t", "--report", "./t"], "--report ./t: this is the file of --trace too"],
    [["--metrics", "m", "--report", "./m"], "--report ./m: this is the file of --metrics too"],
    [["--report", "dir/r", "--out", "dir"], "--report dir/r: the folder of --out holds its own"],
  ];
  for (const [args, message] of refused) {
    const { code, stdout, stderr } = await rooflight(folder, "run", "small.yaml", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  }
  expect(readdirSync(folder).sort()).toEqual(["dir", "small.yaml"]);
});

test("a build without the page says so before it simulates", () => {
  const folder = folderWith({ "small.yaml": small });
  for (const part of ["package.json", "dist/cli.js", "dist/chunks"])
    cpSync(part, join(folder, part), { recursive: true });
  const { status, stderr } = spawnSync(
    process.execPath,
    ["dist/cli.js", "run", "small.yaml", "--report", "report.html"],
    { cwd: folder, encoding: "utf8" },
  );
  expect(status).toBe(2);
  expect(stderr).toContain("dist/rooflight.html, is not in this build: npm run build makes it");
  expect(readdirSync(folder).sort()).toEqual(["dist", "package.json", "small.yaml"]);
});
