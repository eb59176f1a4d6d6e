/** Routers of the user's own: loaded only where allowed, and only if they keep their promises. */
import { expect, test } from "vitest";
import { folderWith, rooflight, small } from "./rooflight.ts";

const scenario = `${small.replace("slo:", "  router: { module: ./mine.mjs }\nslo:")}`;
const run = (folder: string, ...args: string[]) =>
  rooflight(folder, "run", "own.yaml", "--json", ...args);

test("code runs only with --allow-modules", async () => {
  const folder = folderWith({ "own.yaml": scenario, "mine.mjs": "process.exit(7);" });
  const { code, stderr } = await run(folder);
  expect(code).toBe(2);
  expect(stderr).toMatch(/own\.yaml:\d+:\d+ {2}cluster\.router\.module: "\.\/mine\.mjs" is code/);
});

test("a router of the user's own routes", async () => {
  const last = "export default () => ({ route: (_, view) => view.engines.length - 1 });";
  const folder = folderWith({ "own.yaml": scenario, "mine.mjs": last });
  const { stdout } = await run(folder, "--allow-modules", "--set", "cluster.pools.0.engines=3");
  const { engines } = JSON.parse(stdout);
  expect(engines.map(({ steps }: { steps: number }) => steps > 0)).toEqual([false, false, true]);
});

test("an error that is nobody's bad input is one line, and --debug shows where", async () => {
  const late = `let left = 1000;
    export default () => ({ route() { if (--left < 0) throw new Error("tired"); return 0; } });`;
  const folder = folderWith({ "own.yaml": scenario, "mine.mjs": late });
  const many = ["--allow-modules", "--set", "workload.num_prompts=2000"];
  const { code, stdout, stderr } = await run(folder, ...many);
  const line = "rooflight: Error: tired (--debug shows where)\n";
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: line });
  expect((await run(folder, ...many, "--debug")).stderr).toMatch(/^Error: tired\n +at .*mine\.mjs/);
});

test.each([
  ["export default () => ({ route: () => 9 });", "breaks what a router promises"],
  ["export default () => ({ route() { throw new Error('no') } });", "it threw: no"],
  ["export const rooter = 1;", "exports no router"],
  ["export default (", "cannot be loaded"],
])("%s is refused in words", async (code, words) => {
  const folder = folderWith({ "own.yaml": scenario, "mine.mjs": code });
  const { code: exit, stderr } = await run(folder, "--allow-modules");
  expect(exit).toBe(2);
  expect(stderr).toContain(words);
});
