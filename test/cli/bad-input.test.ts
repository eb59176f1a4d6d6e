/** Bad input: told in words, with exit code 2, and never with a stack. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, rooflight, small, start } from "./rooflight.ts";

/** What is said of a scenario. */
async function complaint(text: string, ...args: string[]): Promise<string> {
  const folder = folderWith({ "bad.yaml": text });
  const { code, stdout, stderr } = await rooflight(folder, "run", "bad.yaml", ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).not.toMatch(/^\s+at /m);
  return stderr;
}

test("all problems of a scenario come at once, each with its place", async () => {
  const bad = small.replace("poisson", "poison").replace("num_prompts: 300", "num_promts: 300");
  expect(await complaint(bad)).toBe(
    'bad.yaml:3:24  workload.arrivals.process: "poison" is not one of constant, poisson, gamma, ' +
      "piecewise, closed, trace (did you mean poisson?)\n" +
      "bad.yaml:4:3  workload.num_promts: is unknown (did you mean num_prompts?)\n",
  );
});

test("what only the machine knows is told with its place too", async () => {
  const large = small.replace("Llama-3.1-8B-Instruct", "Llama-3.1-70B-Instruct");
  expect(await complaint(large)).toMatch(/^bad\.yaml:\d+:\d+ {2}cluster\.pools\.0\./);
});

test("a class that its trace lacks is told with its place, and which was meant", async () => {
  const arrivals = /arrivals: .*\n(.*\n){3}/;
  const trace = "arrivals: { process: trace, file: t.csv }\n  classes: [{ name: bach }]\n";
  const folder = folderWith({
    "bad.yaml": small.replace(arrivals, trace),
    "t.csv": "arrival_s,prompt_tokens,output_tokens,class\n0,1,1,chat\n1,1,1,batch\n",
  });
  const { code, stderr } = await rooflight(folder, "run", "bad.yaml");
  expect([code, stderr]).toEqual([
    2,
    'bad.yaml:4:21  workload.classes.0.name: "bach" is no class of t.csv: it has chat, batch ' +
      "(did you mean batch?)\n",
  ]);
});

test("a GPU that is not in the catalogue brings the catalogue", async () => {
  const misspelt = await complaint(small.replace("H100-SXM-80GB", "H100-SMX-80GB"));
  expect(misspelt).toContain('gpu: "H100-SMX-80GB" is not one of V100-SXM-16GB, ');
  expect(misspelt).toContain("(did you mean H100-SXM-80GB?)");
});

test("an override that is wrong is named as it was written", async () => {
  expect(await complaint(small, "--set", "cluster.pools.0.engines=none")).toMatch(
    /^--set cluster\.pools\.0\.engines=none {2}cluster\.pools\.0\.engines: "none" is not/,
  );
  expect(await complaint(small, "--seed", "x")).toMatch(/^--set seed=x {2}seed: "x" is not/);
});

test("a bomb of aliases is refused before it goes off", async () => {
  const bomb = Array.from({ length: 20 }, (_, level) => {
    const before = level === 0 ? '"x"' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(10).fill(before).join(", ")}]`;
  });
  expect(await complaint(bomb.join("\n"))).toContain("aliases repeat more than");
});

test.each([
  ["no-such.yaml", "no-such.yaml: there is no such file\n"],
  [".", ".: this is a folder\n"],
])("a file that cannot be read: %s", async (file, words) => {
  const { code, stderr } = await rooflight(folderWith(), "run", file);
  expect({ code, stderr }).toEqual({ code: 2, stderr: words });
});

test("options that are not ours are refused", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { code, stderr } = await rooflight(folder, "run", "small.yaml", "--jsn");
  expect(code).toBe(2);
  expect(stderr).toContain("jsn");
});

const TWICE = "--trace-window is given twice\n";

test.each([
  [["ruin", "small.yaml"], "Unknown arguments: ruin, small.yaml. See rooflight --help\n"],
  [[], "No command was given. See rooflight --help\n"],
  [["run"], "Not enough non-option arguments: got 0, need at least 1. See rooflight --help\n"],
  [["run", "small.yaml", "--out"], "Not enough arguments following: out. See rooflight --help\n"],
  [["run", "small.yaml", "--out", "a", "--out", "b"], "--out is given twice\n"],
  [["run", "small.yaml", "--trace-window", "1", "--trace-window", "2"], TWICE],
  [["run", "small.yaml", "--traceWindow", "1", "--traceWindow", "2"], TWICE],
  [["run", "small.yaml", "--trace-window", "1", "--traceWindow", "2"], TWICE],
  [["schema", "--out", "a", "--out", "b"], "--out is given twice\n"],
])("a command line that is not ours: rooflight %j", async (args, words) => {
  const { code, stdout, stderr } = await rooflight(folderWith({ "small.yaml": small }), ...args);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: words });
});

const TRACE = "arrival_s,prompt_tokens,output_tokens\n0,10,5\n1,20,5\n";
const SHA256 = "a14ad9a7c0ed9e8b6ab1a0a1a5c5c9ee6a2b3a1a1a1a1a1a1a1a1a1a1a1a1a1a";

const traced = (sha256?: string): string =>
  small
    .replace("{ process: poisson, request_rate: 20 }", stated(sha256))
    .replace(/ {2}num_prompts.*\n {2}prompt.*\n {2}output.*\n/, "");

const stated = (sha256?: string): string => {
  const provenance = "address: 'https://example.org/a.csv', licence: CC-BY-4.0";
  const origin = sha256 === undefined ? "" : `, ${provenance}, sha256: ${sha256}`;
  return `{ process: trace, file: arrivals.csv${origin} }`;
};

test("a trace that is not there: where it was looked for, and where it can be had", async () => {
  const folder = folderWith({ "bad.yaml": traced(SHA256) });
  const { ended } = start(folder, ["run", "bad.yaml"], { ROOFLIGHT_DATA: "/nowhere" });
  const { code, stderr } = await ended;
  expect(code).toBe(2);
  expect(stderr.replaceAll(folder, "HERE").split("\n")).toEqual([
    expect.stringMatching(/^bad\.yaml:3:\d+ {2}workload\.arrivals\.file: "arrivals\.csv" was not/),
    "  /nowhere/arrivals.csv",
    expect.stringContaining("/shared/data/arrivals.csv"),
    "  HERE/.cache/arrivals.csv",
    "  HERE/arrivals.csv",
    "It can be had from https://example.org/a.csv (licence CC-BY-4.0).",
    "",
  ]);
});

test("a trace beside the scenario is found, and another file than stated is refused", async () => {
  const folder = folderWith({
    "good.yaml": traced(),
    "bad.yaml": traced(SHA256),
    "arrivals.csv": TRACE,
  });
  const { stdout } = await rooflight(folder, "run", "good.yaml", "--json");
  expect(JSON.parse(stdout).completed).toBe(2);
  const { code, stderr } = await rooflight(folder, "run", "bad.yaml");
  expect(code).toBe(2);
  expect(stderr).toMatch(/is another file at .*: its SHA-256 is [0-9a-f]{64}, not a14ad9/);
});

test("a trace with a broken row is refused by its line", async () => {
  const folder = folderWith({ "bad.yaml": traced(), "arrivals.csv": `${TRACE}2,-3,5\n` });
  const { code, stderr } = await rooflight(folder, "run", "bad.yaml");
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'arrivals.csv:4:3  prompt_tokens: "-3" is negative\n',
  });
});

test("a model's config.json is read from beside the scenario", async () => {
  const text = small.replace("meta-llama/Llama-3.1-8B-Instruct", "config.json");
  expect(await complaint(text)).toMatch(/cluster\.pools\.0\.model: "config\.json" cannot be read/);
  const folder = folderWith({ "model.yaml": text, "config.json": "{" });
  expect((await rooflight(folder, "run", "model.yaml")).stderr).toContain("is not JSON");
  writeFileSync(join(folder, "config.json"), JSON.stringify(LLAMA));
  expect((await rooflight(folder, "run", "model.yaml")).code).toBe(0);
});

const LLAMA = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  hidden_size: 4096,
  intermediate_size: 14336,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  vocab_size: 128256,
  max_position_embeddings: 131072,
  tie_word_embeddings: false,
  torch_dtype: "bfloat16",
};
