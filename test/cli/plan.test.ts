/** `rooflight plan`: the answer first, the evidence as files, and mistakes with their places. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { folderWith, rooflight, small, start } from "./rooflight.ts";

const planned = `${small}plan:
  tolerance: 0.2
  candidates:
    cluster.pools.0.gpu: [L40S, H100-SXM-80GB]
`;

test("the answer comes first, and all of it is there as JSON and as files", async () => {
  const folder = folderWith({ "plan.yaml": planned });
  const [text, json] = await Promise.all([
    rooflight(folder, "plan", "plan.yaml"),
    rooflight(folder, "plan", "plan.yaml", "--json", "--out", "out"),
  ]);
  expect([text.code, text.stderr, json.code, json.stderr]).toEqual([0, "", 0, ""]);
  expect(text.stdout).toMatch(/^The cheapest fleet: \d+ engines? of \S+\.\n\d+ GPUs, \$[\d.]+\/h/);
  for (const part of ["Head-room", "One less", "N+1", "Next best", "Binds", "Search: ", "Pareto"])
    expect(text.stdout).toContain(`\n${part}`);
  for (const line of text.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);

  const plan = JSON.parse(json.stdout);
  expect(plan).toMatchObject({ objective: "min-cost", rate: 20, complete: true });
  const { engines, label } = plan.answer;
  expect(text.stdout).toContain(`${engines} ${engines === 1 ? "engine" : "engines"} of ${label}`);
  const out = join(folder, "out");
  const files = ["candidates.csv", "meta.json", "pareto.csv", "plan.json", "trail.csv"];
  expect(readdirSync(out).sort()).toEqual(files);
  expect(JSON.parse(readFileSync(join(out, "plan.json"), "utf8"))).toEqual(plan);
  const rows = (file: string): number =>
    readFileSync(join(out, file), "utf8").trimEnd().split("\n").length - 1;
  expect([rows("candidates.csv"), rows("trail.csv"), rows("pareto.csv")]).toEqual([
    plan.candidates.length,
    plan.trail.length,
    plan.pareto.length,
  ]);
});

const told = async (text: string, ...args: string[]) => {
  const { code, stderr, stdout } = await rooflight(
    folderWith({ "plan.yaml": text }),
    "plan",
    "plan.yaml",
    ...args,
  );
  return { code, stderr, stdout };
};

test("a candidate that is none is refused where it stands", async () => {
  const { code, stderr } = await told(planned.replace("[L40S,", "[L40S, H10,"));
  expect(code).toBe(2);
  expect(stderr).toMatch(/^plan\.yaml:15:33 {2}cluster\.pools\.0\.gpu: "H10" is not one of /);
  const path = await told(planned.replace("cluster.pools.0.gpu", "cluster.pools.3.gpu"));
  expect(path.stderr).toMatch(/^plan\.yaml:15:27 {2}cluster\.pools: has no entry 3: /);
  const other = await told(planned.replace("cluster.pools.0.gpu", "seed"));
  expect(other.stderr).toMatch(
    /^plan\.yaml:15:\d+ {2}plan\.candidates\.seed: is no setting of the/,
  );
});

test("what else makes no sense is refused, too", async () => {
  expect(await told(planned, "--for", "min-watts")).toMatchObject({
    code: 2,
    stderr: "--for min-watts: is not one of min-cost, min-gpus, max-rate\n",
  });
  const both = await told(planned.replace("tolerance: 0.2", "{ request_rate: 3, rate_scale: 2 }"));
  expect(both.code).toBe(2);
  const unpriced = planned.replace("L40S", "H800-SXM-80GB");
  expect(await told(unpriced)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/plan\.prices: lacks a price for H800-SXM-80GB: give one, or/),
  });
  expect((await told(unpriced, "--for", "min-gpus")).code).toBe(0);
});

test("where nothing holds, that is said, and by how much, and the exit code is 1", async () => {
  const most = "engines: { max: 1 }\n  request_rate: 40\n  tolerance: 0.2";
  const { code, stdout } = await told(
    planned.replace("tolerance: 0.2", most).replace("ttft: 500 ms", "ttft: 20 ms"),
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Nothing holds\. /);
});

test("Ctrl-C prints the best so far, and exits with 130", async () => {
  const many = [512, 768, 1024, 1536, 2048, 3072, 4096, 8192].join(", ");
  const path = "cluster.pools.0.engine.max_num_batched_tokens";
  const folder = folderWith({ "plan.yaml": `${planned}    ${path}: [${many}]\n` });
  const { process, ended } = start(folder, ["plan", "plan.yaml", "--json"]);
  await setTimeout(1500);
  process.kill("SIGINT");
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ complete: false });
});
