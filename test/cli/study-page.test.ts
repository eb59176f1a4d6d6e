/** `--report` of studies: a page that holds what the command prints with --json. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeSavedStudy, loadScenario, type SavedStudy, Simulation } from "../../sim/index.ts";
import { folderWith, rooflight, small } from "./rooflight.ts";

/** The study inside a page. */
function studyIn(folder: string): SavedStudy {
  const page = readFileSync(join(folder, "page.html"), "utf8");
  const [, base64] = /<script type="application\/octet-stream" id="saved-study">([^<]*)</.exec(
    page,
  )!;
  return decodeSavedStudy(gunzipSync(Buffer.from(base64!, "base64")));
}

test("a sweep's page holds its points, and its scenario", async () => {
  const folder = folderWith({ "small.yaml": small });
  const vary = ["sweep", "small.yaml", "--vary", "cluster.pools.0.engines=1,2"];
  const { code, stdout } = await rooflight(folder, ...vary, "--json", "--report", "page.html");
  expect(code).toBe(0);
  const { name, points, ...printed } = JSON.parse(stdout);
  const { kind, result, text, scenario, runs } = studyIn(folder);
  expect([kind, text, scenario.name, runs]).toEqual(["sweep", small, name, []]);
  const pointless = points.map((point: object) => ({ ...point, runs: [] }));
  expect(result).toEqual({ ...printed, points: pointless });
  expect(readdirSync(folder).sort()).toEqual(["page.html", "small.yaml"]);
});

test("a plan's page holds the plan", async () => {
  const asked = "{ slo: { ttft: 5 s, share: 0.9 }, tolerance: 0.5, engines: { max: 1 } }";
  const planned = `${small}plan: ${asked}\n`;
  const folder = folderWith({ "plan.yaml": planned });
  const { code, stdout } = await rooflight(
    folder,
    ...["plan", "plan.yaml", "--json", "--report", "page.html"],
  );
  expect(code).toBe(0);
  const { kind, result, text } = studyIn(folder);
  expect([kind, text]).toEqual(["plan", planned]);
  expect(result).toEqual(JSON.parse(stdout));
}, 60_000);

test("a comparison's page holds it, and a first run of each with the seed of all", async () => {
  const other = small.replace("name: small", "name: other\nseed: 77");
  const folder = folderWith({ "small.yaml": small, "other.yaml": other });
  const { code, stdout, stderr } = await rooflight(
    folder,
    ...["compare", "small.yaml", "other.yaml", "--replications", "2"],
    ...["--json", "--report", "page.html"],
  );
  expect([code, stderr]).toEqual([0, ""]);
  const { kind, result, runs } = studyIn(folder);
  const comparison = JSON.parse(stdout);
  expect(kind).toBe("comparison");
  expect(result).toEqual(comparison);
  expect(runs.map(({ name }) => name)).toEqual(
    comparison.contenders.map(({ name }: { name: string }) => name),
  );
  for (const [at, { saved }] of runs.entries()) {
    const [first] = comparison.contenders[at].runs;
    expect(saved.record.summary!.digest).toBe(first.digest);
    const { scenario } = loadScenario(saved.record.text!, { file: "page" });
    expect(new Simulation(scenario).run().result().digest).toBe(first.digest);
  }
});

test("the page is named, and a place where none can be is refused at once", async () => {
  const folder = folderWith({ "small.yaml": small });
  const vary = ["sweep", "small.yaml", "--vary", "cluster.pools.0.engines=1,2"];
  const told = await rooflight(folder, ...vary, "--report", "page.html");
  expect(told.stdout.replaceAll(/\s+/g, " ")).toMatch(
    /Page in page\.html, \d\.\d+ MB: open it in a browser\./,
  );
  const refused = await rooflight(folder, ...vary, "--report", "no/such/page.html");
  expect([refused.code, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toContain("--report no/such/page.html: there is no such folder");
  expect(readdirSync(folder).sort()).toEqual(["page.html", "small.yaml"]);
});
