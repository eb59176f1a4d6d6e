import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { loadScenario, RequestTable, Simulation, simulate } from "../../sim/index.ts";
import { kindOf } from "../../viz/drop/kind.ts";
import { otherFiles } from "../../viz/drop/other-files.ts";
import { planFor } from "../../viz/drop/plan.ts";
import { filesNamedIn, playing } from "../../viz/drop/scenario-files.ts";

const scenario = (name: string) => readFileSync(`scenarios/${name}.yaml`, "utf8");
const trace = "arrival_s,prompt_tokens,output_tokens\n0,10,3\n1,20,2\n";
const azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,374,44\n";
const mooncake = '{"timestamp": 0, "input_length": 6755, "output_length": 500}\n';
const nothing = { text: scenario("chat"), files: {} };

function exported(): string {
  const { scenario: read } = loadScenario(scenario("static"), { file: "static.yaml" });
  const table = new RequestTable(read.slo);
  new Simulation(read, { probes: [table] }).run();
  return [...table.csv()].join("");
}
const requests = { name: "requests.csv", text: exported() };
const timeline = { name: "t.csv", text: "start_s,end_s,engine,running,batch_tokens\n0,1,e,2,3\n" };

test.each([
  ["a.yaml", "anything", "scenario"],
  ["a.YML", "", "scenario"],
  ["a.json", '{ "name": "x", "workload": {} }', "scenario"],
  ["summary.json", '{ "digest": "0" }', undefined],
  ["a.csv", trace, "trace"],
  ["a.csv", `\uFEFF${azure}`, "trace"],
  ["a.jsonl", mooncake, "trace"],
  ["renamed.txt", requests.text, "requests"],
  ["t.csv", timeline.text, "timeline"],
  ["a.png", "\u0089PNG\r\n\u001A\n\0\0", undefined],
  ["notes.txt", "remember the milk", undefined],
])("%s is taken for what it holds", (name, text, kind) => {
  expect(kindOf({ name, text })).toBe(kind);
});

test("a scenario takes the place of the one that is open", () => {
  const text = scenario("burst");
  const { state, troubles } = planFor([{ name: "burst.yaml", text }], nothing);
  expect(state).toEqual({ text, opened: text, files: {} });
  expect(troubles).toEqual([]);
});

test("a scenario and the trace that it names come together, in any order", () => {
  const given = [
    { name: "azure_llm_2023_conv.csv", text: trace },
    { name: "azure.yaml", text: scenario("azure") },
  ];
  const { state, troubles } = planFor(given, nothing);
  expect(troubles).toEqual([]);
  expect(state.text).toBe(scenario("azure"));
  expect(state.files).toEqual({ "traces/azure_llm_2023_conv.csv": trace });
});

test("a trace that the open scenario waits for is given to it, and nothing else changes", () => {
  const now = { text: scenario("azure"), files: {} };
  const { state } = planFor([{ name: "azure_llm_2023_conv.csv", text: trace }], now);
  expect(state).toEqual({ files: { "traces/azure_llm_2023_conv.csv": trace } });
});

test("any other trace takes the place of the scenario's arrivals and lengths", () => {
  const { state, troubles } = planFor([{ name: "mine.csv", text: trace }], nothing);
  expect(troubles).toEqual([]);
  expect(state.files).toEqual({ "mine.csv": trace });
  const { workload, ...others } = parse(state.text!);
  expect(workload).toEqual({ arrivals: { process: "trace", file: "mine.csv" } });
  expect(others).toEqual({ ...parse(nothing.text), workload: undefined });
  expect(state.text).toContain("# Eight engines have much to spare");
});

test.each(["burst", "chat", "classes", "closed", "contiguous", "ramp", "static"])(
  "%s can be played with a trace",
  (name) => {
    const text = playing(scenario(name), "mine.csv")!;
    expect(filesNamedIn(text)).toEqual(["mine.csv"]);
    const run = simulate(parse(text), { files: () => trace });
    expect(run.summary.completed).toBe(2);
  },
);

test("exported tables are shown, both together", () => {
  const { state, tables, troubles } = planFor([timeline, requests], nothing);
  expect({ state, troubles }).toEqual({ state: {}, troubles: [] });
  expect(tables).toEqual({ requests, timeline });
});

test("exported requests can be simulated as a trace", () => {
  const text = playing(scenario("chat"), "requests.csv")!;
  const run = simulate(parse(text), { files: () => requests.text });
  expect(run.summary.completed).toBe(1000);
});

test("what cannot be used is named, and the rest is", () => {
  const text = scenario("burst");
  const given = [
    { name: "burst.yaml", text },
    { name: "chat.yaml", text: nothing.text },
    { name: "notes.txt", text: "remember the milk" },
    { name: "a.csv", text: trace },
    { name: "b.csv", text: trace },
  ];
  const { state, troubles } = planFor(given, nothing);
  expect(Object.keys(state.files!)).toEqual(["a.csv"]);
  expect(parse(state.text!).name).toBe(parse(text).name);
  expect(troubles).toEqual([
    "chat.yaml is a second scenario: drop it alone.",
    expect.stringMatching(/^notes\.txt is none of what the page reads: a scenario in YAML, /),
    "b.csv was left out: a scenario plays one trace at a time.",
  ]);
});

test("a trace for a text that is no YAML waits until that is mended", () => {
  const { state, troubles } = planFor([{ name: "a.csv", text: trace }], { text: "[", files: {} });
  expect(state).toEqual({});
  expect(troubles).toEqual(["The scenario is no YAML: mend it, then drop a.csv again."]);
});

test("a file that is not the one that the scenario states is told, by its SHA-256", async () => {
  const sha256 = createHash("sha256").update(trace).digest("hex");
  const text = `workload: { arrivals: { process: trace, file: a/mine.csv, sha256: ${sha256} } }`;
  expect(await otherFiles({ text, files: { "a/mine.csv": trace } })).toEqual([]);
  expect(await otherFiles({ text, files: { "a/mine.csv": `${trace} ` } })).toEqual([
    "mine.csv is not the file that the scenario states: its SHA-256 is another.",
  ]);
});
