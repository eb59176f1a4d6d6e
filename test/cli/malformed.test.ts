/** Damaged files, through the whole command: words with a place, exit code 2, no stack. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, rooflight, small } from "./rooflight.ts";

const traced = `name: replay
workload: { arrivals: { process: trace, file: trace.csv } }
cluster: { pools: [{ model: config.json, gpu: H100-SXM-80GB }] }
`;
const trace = "arrival_s,prompt_tokens,output_tokens\n0,10,1\n1,20,2\n";
const config = `{
  "hidden_size": 256, "intermediate_size": 512, "num_hidden_layers": 2,
  "num_attention_heads": 4, "vocab_size": 1000, "max_position_embeddings": 4096
}
`;

type Files = Record<string, string | Buffer>;
const run = async (files: Files) => {
  const folder = folderWith();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return rooflight(folder, "run", "scenario.yaml", "--json");
};

test("the files that are damaged below are good", async () => {
  const files = { "scenario.yaml": traced, "trace.csv": trace, "config.json": config };
  expect(await run(files)).toMatchObject({ code: 0, stderr: "" });
});

const scenario = (text: string | Buffer): Files => ({ "scenario.yaml": text });
const others: Files = { "scenario.yaml": traced, "trace.csv": trace, "config.json": config };

test.each<[string, Files, string]>([
  [
    "a scenario cut off",
    scenario(small.slice(0, 60)),
    "scenario.yaml:3:39  Flow map in block collection must be sufficiently indented and end with",
  ],
  [
    "an escape sequence and a turn of direction",
    scenario(small.replace("poisson", '"\\e[31m\u202epoisson"')),
    'scenario.yaml:3:24  workload.arrivals.process: "\\u001b[31m\\u202epoisson" is not one of ' +
      "constant, poisson, gamma, piecewise, closed, trace (it holds U+001B, U+202E)",
  ],
  [
    "a key with a letter of another alphabet",
    scenario(small.replace("gpu:", "gрu: H100-SXM-80GB\n      gpu:")),
    "scenario.yaml:10:7  cluster.pools.0.gрu: is unknown (it holds U+0440) (did you mean gpu?)",
  ],
  [
    "a scenario that is no UTF-8",
    scenario(Buffer.concat([Buffer.from("name: "), Buffer.from([0xff, 0xfe]), Buffer.from(small)])),
    "scenario.yaml:1:7  is not UTF-8: save it so",
  ],
  [
    "keys within keys within keys",
    scenario(`${small}slo: ${"{a: ".repeat(20_000)}`),
    "scenario.yaml:12:",
  ],
  [
    "a config with a key that is wrong",
    { ...others, "config.json": config.replace('heads": 4', 'heads": 0') },
    "config.json:3:3  num_attention_heads: 0 is not a whole number above 0",
  ],
  [
    "a config that is no JSON",
    { ...others, "config.json": config.replace("256,", "256;") },
    'config.json:2:21  is not JSON: a comma or } is expected, not ";"',
  ],
  [
    "a config that is compressed",
    { ...others, "config.json": Buffer.from([0x1f, 0x8b, 8, 0]) },
    "config.json:1:1  is compressed by gzip: unpack the file first",
  ],
  [
    "a trace with an escape sequence",
    { ...others, "trace.csv": `${trace}2,\x9b2J,1\n` },
    'trace.csv:4:3  prompt_tokens: "\\u009b2J" is not a number',
  ],
  [
    "a trace in UTF-16",
    { ...others, "trace.csv": Buffer.from(`\ufeff${trace}`, "utf16le") },
    "trace.csv:1:1  is UTF-16: save the file as UTF-8",
  ],
])("%s", async (_what, files, words) => {
  const { code, stdout, stderr } = await run(files);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.startsWith(words), stderr).toBe(true);
  expect(stderr).not.toMatch(/^\s+at /m);
});
