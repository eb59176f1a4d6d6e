/** What runs, in a line. */
import { expect, test } from "vitest";
import { whatRuns } from "../../viz/data/what-runs.ts";
import { knownRun } from "./known-run.ts";

const known = knownRun();

test("model, GPUs, seed, requests and time are told", () => {
  expect(whatRuns(known, 0.412).replaceAll("\u202f", " ")).toBe(
    "Llama-3.1-8B-Instruct on 1 × H100-SXM-80GB · seed 3 · 12 requests simulated in 0.41 s",
  );
});

test("of a run that came with the page no time is told, and of a table only what it holds", () => {
  expect(whatRuns(known, undefined)).toMatch(/ · 12 requests$/);
  const table = { ...known, scenario: null, summary: null };
  expect(whatRuns(table, undefined)).toBe("12 requests");
});

test("how engines are spread over GPUs is told, of pools that differ once each", () => {
  const pool = known.scenario!.cluster.pools[0]!;
  const spread = { ...pool, tensor_parallel_size: 2, pipeline_parallel_size: 4 };
  const cluster = { ...known.scenario!.cluster, pools: [spread, pool, spread] };
  const engines = [{ ...known.engines[0]!, gpu: "2 × H100-SXM-80GB" }];
  const run = { ...known, engines, scenario: { ...known.scenario!, cluster } };
  expect(whatRuns(run, undefined).replaceAll("\u202f", " ")).toMatch(
    / on 1 × H100-SXM-80GB · TP 2 × PP 4 · seed 3/,
  );
});
