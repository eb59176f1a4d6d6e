/** The block of variants: its form is checked by whoever reads the scenario. */
import { expect, test } from "vitest";
import { loadScenario, ScenarioError } from "../../sim/index.ts";

const load = (variants: string) =>
  loadScenario(
    `name: small
workload:
  arrivals: { process: poisson, request_rate: 4 }
  num_prompts: 50
  prompt_tokens: { distribution: fixed, tokens: 100 }
  output_tokens: { distribution: fixed, tokens: 10 }
cluster:
  pools: [{ model: meta-llama/Llama-3.1-8B-Instruct, gpu: H100-SXM-80GB }]
variants:
${variants}
`,
    { file: "small.yaml" },
  );

function told(variants: string): string {
  try {
    load(variants);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return "";
}

test("a variant has a name and what it sets, and may set nothing", () => {
  const two = `  - { name: as it is, set: {} }
  - { name: two, description: Twice as many., set: { cluster.pools.0.engines: 2 } }`;
  expect(load(two).scenario.variants).toEqual([
    { name: "as it is", set: {} },
    { name: "two", description: "Twice as many.", set: { "cluster.pools.0.engines": 2 } },
  ]);
});

test("names are told apart and can be printed", () => {
  expect(told("  - { name: two, set: {} }\n  - { name: two, set: { slo.ttft: 1 } }")).toBe(
    'small.yaml:11:13  variants.1.name: "two" is taken already',
  );
  expect(told('  - { name: "a\\nb", set: {} }')).toBe(
    'small.yaml:10:13  variants.0.name: "a\\nb" is no name: it holds a line break or what no ' +
      "terminal prints",
  );
  expect(told("  - { set: {} }")).toMatch(/^small\.yaml:10:5 {2}variants\.0\.name: is missing/);
});

test("at most one variant changes nothing: it names the baseline", () => {
  expect(told("  - { name: a, set: {} }\n  - { name: b, set: {} }")).toBe(
    "small.yaml:11:21  variants.1.set: changes nothing, as that of a",
  );
});

test("what is no setting of a run cannot be set, and the seed stays the same for all", () => {
  const setting = (path: string) => told(`  - name: a\n    set: { ${path}: 1 }`);
  expect(setting("clutser.pools")).toBe(
    "small.yaml:11:27  variants.0.set.clutser.pools: is no setting of a run: a path begins with " +
      "workload, cluster, slo",
  );
  expect(setting("name")).toMatch(/is no setting of a run/);
  expect(setting("cluster..gpu")).toMatch(/is no path such as cluster\.pools\.0\.engines$/);
  expect(setting("seed")).toMatch(/variants\.0\.set\.seed: cannot vary: all variants meet the/);
});

test("a value is told at the line of the variant, once the variant is asked for", () => {
  const { scenario, vary } = load(
    "  - name: a\n    set: { cluster.pools.0.engine.max_num_seq: 8 }",
  );
  const [[path, value]] = Object.entries(scenario.variants![0]!.set) as [[string, unknown]];
  const from = ["variants", 0, "set", path];
  expect(() => vary([{ path: path.split("."), value, from }])).toThrow(
    "small.yaml:11:48  cluster.pools.0.engine.max_num_seq: is unknown (did you mean max_num_seqs?)",
  );
});
