/** Remedies: only what helps is offered, and what is applied is what was run. */
import { expect, test } from "vitest";
import { type Remedy, type Why, why } from "../../sim/index.ts";
import { offers } from "../../viz/data/remedies.ts";
import { knownScenario, knownYaml } from "./known-run.ts";

const scenario = knownScenario();
const answer = why(scenario);

/** A remedy with gains as told. */
const remedy = (limit: Remedy["limit"], gains: Partial<Remedy["gains"]>): Remedy => ({
  ...answer.before,
  share: 0.75,
  limit,
  change: `${limit} eased`,
  changed: null,
  gains: { share: 0, throughput: 0, latency: 0, ...gains },
});
const answered = (...remedies: Remedy[]): Why => ({ ...answer, remedies });

test("at most three are offered, and none that does not help", () => {
  const found = offers(
    answered(
      remedy("kv", { share: 0.25 }),
      remedy("bandwidth", { throughput: 0.03 }),
      remedy("compute", { latency: 0.021 }),
      remedy("engines", { latency: 0.02 }),
      remedy("host", {}),
    ),
    scenario,
  );
  expect(found.map(({ change, effect }) => `${change}: ${effect}`)).toEqual([
    "kv eased: SLO met by 75\u202f%",
    "bandwidth eased: +3\u202f% requests a second",
    "compute eased: −2.1\u202f% end-to-end latency",
  ]);
});

test("what lowers the share is no remedy, however fast it is", () => {
  expect(offers(answered(remedy("seqs", { share: -0.1, latency: 0.5 })), scenario)).toEqual([]);
});

test("what a scenario can say is written where it says so; a faster GPU is not", () => {
  const edits = (limit: Remedy["limit"], yaml = knownYaml) =>
    offers(answered(remedy(limit, { share: 0.1 })), knownScenario(yaml))[0]!.edits;
  expect(edits("bandwidth")).toEqual([]);
  expect(edits("engines")).toEqual([{ path: ["cluster", "pools", 0, "engines"], value: 2 }]);
  expect(edits("budget")).toEqual([
    { path: ["cluster", "pools", 0, "engine", "max_num_batched_tokens"], value: 282 },
  ]);
  expect(edits("load")).toEqual([{ path: ["workload", "arrivals", "request_rate"], value: 27 }]);
  const closed = knownYaml.replace(/process: poisson.*/, "process: closed, max_concurrency: 5 }");
  expect(edits("load", closed)).toEqual([
    { path: ["workload", "arrivals", "max_concurrency"], value: 4 },
  ]);
});

test("more places never outgrow the token budget, as vLLM demands", () => {
  const yaml = knownYaml.replace(
    "max_num_batched_tokens: 256",
    "max_num_batched_tokens: 256\n        max_num_seqs: 250",
  );
  const [offer] = offers(answered(remedy("seqs", { share: 0.1 })), knownScenario(yaml));
  expect(offer!.edits.map(({ path, value }) => [path.at(-1), value])).toEqual([
    ["max_num_seqs", 275],
    ["max_num_batched_tokens", 275],
  ]);
});
