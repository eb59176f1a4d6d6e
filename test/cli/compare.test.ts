/** `rooflight compare`: variants of a scenario, or several, under the same random numbers. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { folderWith, rooflight, small, start } from "./rooflight.ts";

const variants = `variants:
  - name: two engines
    set: { cluster.pools.0.engines: 2 }
  - name: twice the load
    set: { workload.arrivals.request_rate: 40 }
`;
const two = small + variants;

/** The rows of a CSV, each by column. */
function rowsIn(path: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  const columns = header!.split(",");
  return lines.map((line) =>
    Object.fromEntries(line.split(",").map((cell, index) => [columns[index]!, cell])),
  );
}

test("variants are told as text, as JSON and as files, the same for the same seed", async () => {
  const folder = folderWith({ "small.yaml": two });
  const asked = ["compare", "small.yaml", "--replications", "3"];
  const [text, json, again] = await Promise.all([
    rooflight(folder, ...asked),
    rooflight(folder, ...asked, "--json", "--out", "out"),
    rooflight(folder, ...asked, "--json"),
  ]);
  expect([text.code, text.stderr, json.code, json.stderr]).toEqual([0, "", 0, ""]);
  expect(again.stdout).toBe(json.stdout);
  expect(text.stdout).toMatch(/^Against small, in 3 replications, each with the same random/);
  expect(text.stdout).toMatch(/^two engines: .*mean E2E [\d.]+ %\n?/m);
  expect(text.stdout).toMatch(/^What binds/m);
  expect(text.stdout).toMatch(
    /^Where the difference comes from \(ms\) +small +two engines +twice the lo…$/m,
  );
  for (const line of text.stdout.split("\n")) expect([...line].length).toBeLessThanOrEqual(80);

  const comparison = JSON.parse(json.stdout);
  expect(comparison).toMatchObject({ n: 3, asked: 3, confidence: 0.95 });
  expect(comparison.contenders.map(({ name }: { name: string }) => name)).toEqual([
    "small",
    "two engines",
    "twice the load",
  ]);
  const read = (file: string) => readFileSync(join(folder, "out", file), "utf8");
  expect(readdirSync(join(folder, "out")).sort()).toEqual([
    "comparison.json",
    "differences.csv",
    "meta.json",
    "replications.csv",
  ]);
  expect(JSON.parse(read("comparison.json"))).toEqual(comparison);
  const meta = JSON.parse(read("meta.json"));
  expect(meta).toMatchObject({ status: "finished", seeds: comparison.seeds });
  expect(meta.contenders[1].scenario.cluster.pools[0].engines).toBe(2);
  expect(meta.contenders[1].scenario.variants).toBeUndefined();
  const run = rowsIn(join(folder, "out/replications.csv")).find(
    ({ variant, replication, metric }) =>
      variant === "two engines" && replication === "2" && metric === "mean_e2el_ms",
  )!;
  expect(run).toMatchObject({
    seed: `${comparison.seeds[2]}`,
    value: `${comparison.contenders[1].runs[2].mean_e2el_ms}`,
  });
  const differences = rowsIn(join(folder, "out/differences.csv"));
  const whole = differences.find(
    ({ variant, metric }) => variant === "twice the load" && metric === "mean_e2el_ms",
  )!;
  expect(Number(whole.value) - Number(whole.baseline)).toBe(Number(whole.difference));
  const causes = differences.filter(
    ({ variant, of }) => variant === "twice the load" && of === "cause",
  );
  const sum = causes.reduce((all, { difference }) => all + Number(difference), 0);
  expect(sum).toBeCloseTo(Number(whole.difference), 9);
});

test("a run by itself prints what its replication in a comparison has", async () => {
  const folder = folderWith({ "small.yaml": two });
  const [compared, run] = await Promise.all([
    rooflight(folder, "compare", "small.yaml", "--replications", "2", "--json"),
    rooflight(folder, "run", "small.yaml", "--json", "--set", "cluster.pools.0.engines=2"),
  ]);
  const { mean_e2el_ms, p99_ttft_ms, digest, cost } = JSON.parse(run.stdout);
  expect(JSON.parse(compared.stdout).contenders[1].runs[0]).toMatchObject({
    mean_e2el_ms,
    p99_ttft_ms,
    digest,
    cost,
  });
});

test("of several files the first is what the others are held against", async () => {
  const folder = folderWith({
    "a.yaml": small,
    "b.yaml": small.replace("name: small", "name: large"),
    "c.yaml": small,
  });
  const named = async (...files: string[]) => {
    const { code, stdout } = await rooflight(
      folder,
      "compare",
      ...files,
      "--replications=2",
      "--set=cluster.pools.0.engines=2",
    );
    expect(code).toBe(0);
    return stdout;
  };
  const ab = await named("a.yaml", "b.yaml");
  expect(ab).toContain("Against small, in 2 replications");
  expect(ab).toContain("large: no difference; every request ends at the same instant");
  // Two contenders stand side by side, a figure a line.
  expect(ab).toMatch(/^2 replications +small +large +change +95 % interval$/m);
  expect(ab).toMatch(/^Mean TTFT \(ms\) +([\d.]+) +\1 +· +·$/m);
  // Equal names are no names.
  expect(await named("a.yaml", "c.yaml")).toContain("c.yaml: no difference");
});

test("the scenario is named by the variant that sets nothing", async () => {
  const folder = folderWith({ "a.yaml": `${two}  - { name: one engine, set: {} }\n` });
  const { stdout } = await rooflight(folder, "compare", "a.yaml", "--replications=2", "--json");
  const { contenders } = JSON.parse(stdout);
  expect(contenders.map(({ name }: { name: string }) => name)).toEqual([
    "one engine",
    "two engines",
    "twice the load",
  ]);
});

test.each([
  [["small.yaml"], small, "small.yaml: has nothing to compare: give it variants"],
  [
    ["small.yaml"],
    `${small}variants: [{ name: small, set: { cluster.pools.0.engines: 2 } }]`,
    'small.yaml:12:20  variants.0.name: "small" is the name of the scenario',
  ],
  [
    ["small.yaml"],
    `${small}variants: [{ name: a, set: { cluster.pools.0.engine.order: best } }]`,
    /^small\.yaml:12:60 {2}cluster\.pools\.0\.engine\.order: "best" is not one of fcfs/,
  ],
  [
    ["small.yaml"],
    `${small}variants: [{ name: a, set: { cluster.pools.3.gpu: L4 } }]`,
    "small.yaml:12:51  cluster.pools: has no entry 3: it has 1, from 0",
  ],
  [
    ["small.yaml"],
    `${small}variants: [{ name: a, set: { cluster.pools.0.model: meta-llama/Llama-2-70b-hf } }]`,
    /^small\.yaml:12:53 {2}cluster\.pools\.0\.model: .* does not fit one H100/,
  ],
  [["small.yaml", "--replications=1"], two, '--replications: "1" is not a whole number from 2 to'],
  [["small.yaml", "--bands=9,4"], two, "--bands 9,4: give whole numbers of tokens that go up"],
  [["small.yaml", "no.yaml"], two, /^no\.yaml: /],
])("compare %j of a wrong scenario is told where", async (args, text, told) => {
  const folder = folderWith({ "small.yaml": text });
  const { code, stdout, stderr } = await rooflight(folder, "compare", ...args, "--out=out");
  expect([code, stdout]).toEqual([2, ""]);
  if (typeof told === "string") expect(stderr.slice(0, told.length)).toBe(told);
  else expect(stderr).toMatch(told);
  expect(stderr).not.toMatch(/at .*\.js:/);
  expect(existsSync(join(folder, "out"))).toBe(false);
});

test("variants may have routers of one's own, and others beside them", async () => {
  const folder = folderWith({
    "mine.js": "export default () => ({ route: () => 0 });",
    "a.yaml": `${small.replace("pools:\n    - ", "pools:\n    - engines: 2\n      ")}variants:
  - { name: mine, set: { cluster.router: { module: ./mine.js } } }
  - { name: random, set: { cluster.router.policy: random } }
`,
  });
  const asked = ["compare", "a.yaml", "--replications=2", "--json"];
  expect((await rooflight(folder, ...asked)).code).toBe(2);
  const { code, stdout } = await rooflight(folder, ...asked, "--allow-modules");
  expect(code).toBe(0);
  const digests = JSON.parse(stdout).contenders.map(
    ({ runs }: { runs: { digest: string }[] }) => runs[0]!.digest,
  );
  expect(new Set(digests).size).toBe(3);
});

test("Ctrl-C keeps the replications that all came through", async () => {
  const folder = folderWith({ "small.yaml": two });
  const { process, ended } = start(folder, [
    ...["compare", "small.yaml", "--replications", "100000"],
    ...["--out", "out"],
  ]);
  while (!readdirSync(folder).some((name) => name !== "small.yaml")) await setTimeout(10);
  await setTimeout(3000);
  process.kill("SIGINT");
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  const [, done] =
    /^Note: Interrupted: (\d+) of 100000 replications came to\n?/m.exec(stdout) ?? [];
  const { n, seeds } = JSON.parse(readFileSync(join(folder, "out/comparison.json"), "utf8"));
  expect(n).toBe(Number(done));
  expect(seeds).toHaveLength(n);
  expect(JSON.parse(readFileSync(join(folder, "out/meta.json"), "utf8")).status).toBe("partial");
});
