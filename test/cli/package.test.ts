/** The package as others use it: from plain Node, from TypeScript, from a bundler, in a thread. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "vite";
import { expect, test } from "vitest";
import { simulate } from "../../sim/index.ts";
import { folderWith } from "./rooflight.ts";

const scenario = {
  name: "a few requests",
  workload: {
    arrivals: { process: "poisson" as const, request_rate: 10 },
    num_prompts: 50,
    prompt_tokens: { distribution: "fixed" as const, tokens: 200 },
    output_tokens: { distribution: "uniform" as const, min: 10, max: 50 },
  },
  cluster: { pools: [{ model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "H100-SXM-80GB" }] },
};

const { digest } = simulate(scenario);

const CONSUMER = `import { type Result, type Scenario, simulate } from "rooflight";

const result: Result = simulate(${JSON.stringify(scenario)});
const seconds: number = result.summary.duration;
console.log(result.digest, seconds > 0);

export const nameOf = (scenario: Scenario): string => scenario.name;
// @ts-expect-error: a scenario needs more than a name.
export const wrong = () => simulate({ name: "nothing" });
`;

/** The types taken away by hand: this Node runs no TypeScript. */
const PLAIN = CONSUMER.split("export")[0]!
  .replaceAll(/type \w+, /g, "")
  .replaceAll(/: (Result|number)\b/g, "");

/** A project that depends on this package. */
function consumer(files: Record<string, string>): string {
  const folder = folderWith({ "package.json": '{ "type": "module" }', ...files });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(resolve("."), join(folder, "node_modules/rooflight"));
  return folder;
}

const node = (folder: string, file: string): string =>
  execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });

test("plain Node imports it", () => {
  const folder = consumer({ "main.js": PLAIN });
  expect(node(folder, "main.js")).toBe(`${digest} true\n`);
});

test("TypeScript knows its types, strictly and in its declarations too", () => {
  const folder = consumer({ "main.ts": CONSUMER });
  const config = {
    compilerOptions: { strict: true, module: "nodenext", target: "es2022", noEmit: true },
    files: ["main.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = resolve("node_modules/typescript/bin/tsc");
  expect(execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" })).toBe("");
});

test("a bundler makes one file of it that asks nothing of Node", async () => {
  const folder = consumer({ "main.js": PLAIN });
  await build({
    root: folder,
    logLevel: "error",
    build: { lib: { entry: "main.js", formats: ["es"], fileName: "bundle" } },
  });
  expect(readFileSync(join(folder, "dist/bundle.js"), "utf8")).not.toMatch(/from\s*"node:/);
  expect(node(folder, "dist/bundle.js")).toBe(`${digest} true\n`);
});

test("a worker thread gives the same bytes", async () => {
  const worker = new Worker(resolve("dist/worker.js"));
  const reply = (task: unknown) =>
    new Promise<{ digest?: string; error?: { name: string } }>((done, failed) => {
      worker.once("message", done).once("error", failed);
      worker.postMessage(task);
    });
  expect(await reply({ scenario })).toMatchObject({ digest });
  expect(await reply({ scenario: { name: "nothing" } })).toMatchObject({
    error: { name: "ScenarioProblems" },
  });
  expect(await reply({ scenario })).toMatchObject({ digest });
  await worker.terminate();
});
