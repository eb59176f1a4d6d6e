/** `--out`: the files of a run appear together or not at all, and nobody else's are touched. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, rooflight, small } from "./rooflight.ts";

const FILES = ["meta.json", "requests.csv", "summary.json", "timeline.csv"];
const run = (folder: string, out: string, ...args: string[]) =>
  rooflight(folder, "run", "small.yaml", "--out", out, ...args);

test("four files and nothing beside them", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { code, stdout } = await run(folder, "runs/first");
  expect(code).toBe(0);
  expect(stdout).toContain("Files in runs/first:");
  const out = join(folder, "runs/first");
  expect(readdirSync(out).sort()).toEqual(FILES);
  expect(readdirSync(join(folder, "runs"))).toEqual(["first"]);

  const summary = JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
  const meta = JSON.parse(readFileSync(join(out, "meta.json"), "utf8"));
  expect(meta).toMatchObject({ status: "finished", seed: 1, digest: summary.digest });
  expect(meta.scenario.cluster.pools[0].engine.max_num_seqs).toBeGreaterThan(0);
  const rows = readFileSync(join(out, "requests.csv"), "utf8").trimEnd().split("\n");
  expect(rows).toHaveLength(1 + 300);
});

test("the same scenario and seed give the same bytes", async () => {
  const folder = folderWith({ "small.yaml": small });
  await Promise.all([run(folder, "a"), run(folder, "b")]);
  for (const file of FILES)
    expect(readFileSync(join(folder, "a", file))).toEqual(readFileSync(join(folder, "b", file)));
});

test("an earlier run of ours is replaced whole", async () => {
  const folder = folderWith({ "small.yaml": small });
  await run(folder, "out");
  const { code } = await run(folder, "out", "--set", "workload.num_prompts=10");
  expect(code).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(["out", "small.yaml"]);
  const rows = readFileSync(join(folder, "out/requests.csv"), "utf8").trimEnd().split("\n");
  expect(rows).toHaveLength(1 + 10);
});

test("an empty folder is used", async () => {
  const folder = folderWith({ "small.yaml": small });
  mkdirSync(join(folder, "out"));
  expect((await run(folder, "out")).code).toBe(0);
});

test("a folder with something else in it is left alone", async () => {
  const folder = folderWith({ "small.yaml": small });
  await run(folder, "out");
  writeFileSync(join(folder, "out/thesis.tex"), "");
  const { code, stderr } = await run(folder, "out");
  expect(code).toBe(2);
  expect(stderr).toBe(
    "--out out: the folder holds thesis.tex, which is no file of a run: name a new folder\n",
  );
  expect(readdirSync(join(folder, "out")).sort()).toEqual([...FILES, "thesis.tex"].sort());
});

test("files that only have the names of ours are left alone", async () => {
  const folder = folderWith({ "small.yaml": small });
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "out/meta.json"), "{}");
  expect((await run(folder, "out")).code).toBe(2);
  expect(readdirSync(join(folder, "out"))).toEqual(["meta.json"]);
});

test("a path that can be no folder is refused in words", async () => {
  const folder = folderWith({ "small.yaml": small });
  const refused = "a part of this path is a file, not a folder";
  for (const out of ["small.yaml", "small.yaml/out", "small.yaml/a/b"]) {
    const { code, stderr } = await run(folder, out);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `--out ${out}: ${refused}\n` });
  }
  expect(readdirSync(folder)).toEqual(["small.yaml"]);
});

test("a scenario that is refused leaves nothing behind", async () => {
  const folder = folderWith({ "small.yaml": small });
  const { code } = await run(folder, "out", "--set", "cluster.pools.0.gpu=none");
  expect(code).toBe(2);
  expect(readdirSync(folder)).toEqual(["small.yaml"]);
});
