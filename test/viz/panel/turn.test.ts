/** Turning knobs: the text that comes of it is a scenario again. */
import { expect, test } from "vitest";
import { loadScenario, scenarioJsonSchema } from "../../../sim/index.ts";
import { isClosed, type Knob } from "../../../viz/panel/knob.ts";
import { knobsOf } from "../../../viz/panel/knobs.ts";
import { turned } from "../../../viz/panel/turn.ts";
import { readYaml } from "../../../viz/panel/yaml-text.ts";
import { presetTexts } from "./preset-texts.ts";

const schema = scenarioJsonSchema();

const knobsIn = (text: string, opened = text): Knob[] =>
  knobsOf(schema, { values: readYaml(text)?.values, opened: readYaml(opened)?.values });

const knobAt = (text: string, path: string, opened = text): Knob =>
  knobsIn(text, opened).find((knob) => knob.path.join(".") === path)!;

const turn = (text: string, path: string, value: unknown, opened = text): string =>
  turned({ text, opened, schema }, knobAt(text, path, opened), value);

const small = `name: small
workload:
  arrivals: { process: poisson, request_rate: 4 } # four a second
  num_prompts: 10
  prompt_tokens: { distribution: fixed, tokens: 1024 }
  output_tokens: { distribution: fixed, tokens: 128 }
cluster:
  pools:
    - model: facebook/opt-13b
      gpu: A100-SXM-80GB
      engine: { max_num_seqs: 64, max_model_len: 2048 }
slo: { ttft: 500 ms }
`;

const line = (text: string, at: number): string => text.split("\n")[at]!;

test("back at its default, a key that was not there at first goes again", () => {
  const on = turn(small, "seed", 7);
  expect(on).toBe(`${small}seed: 7\n`);
  expect(turn(on, "seed", 1, small)).toBe(small);
});

test("a key that was there stays, even at its default", () => {
  expect(turn(small, "cluster.pools.0.engine.max_num_seqs", 256)).toContain("max_num_seqs: 256");
});

test("another process keeps the rate, gets what it needs, and loses what it cannot use", () => {
  const gamma = turn(small, "workload.arrivals.process", "gamma");
  expect(line(gamma, 2)).toBe(
    "  arrivals: { process: gamma, request_rate: 4, burstiness: 1 } # four a second",
  );
  const closed = turn(gamma, "workload.arrivals.process", "closed", small);
  expect(line(closed, 2)).toBe(
    "  arrivals: { process: closed, max_concurrency: 32 } # four a second",
  );
});

test("a mixture begins with the lengths before it", () => {
  const mixture = turn(small, "workload.prompt_tokens.distribution", "mixture");
  expect(line(mixture, 4)).toBe(
    "  prompt_tokens: { distribution: mixture, components: " +
      "[ { distribution: fixed, tokens: 1024, weight: 1 } ] }",
  );
});

test("a setting that means nothing under another batching goes with it", () => {
  const batched = turn(small, "cluster.pools.0.engine.batching", "static");
  expect(line(batched, 10)).toBe("      engine: { max_model_len: 2048, batching: static }");
});

test("a policy that does not go with another batching goes with what belongs to it", () => {
  const [batching, order] = ["batching", "order"].map((key) => `cluster.pools.0.engine.${key}`);
  const text = turn(small, order!, "least-attained");
  const coarse = turn(text, "cluster.pools.0.engine.service_quantum", 64);
  expect(line(coarse, 10)).toContain("order: least-attained, service_quantum: 64 }");
  const batched = turn(coarse, batching!, "static");
  expect(line(batched, 10)).toBe("      engine: { max_model_len: 2048, batching: static }");
  const closed = (knob: Knob) =>
    "choices" in knob && knob.choices.filter(isClosed).map(({ value }) => value);
  expect(closed(knobAt(batched, order!))).toEqual(["least-attained", "srpt"]);
  expect(closed(knobAt(coarse, order!))).toEqual([]);
});

test("lengths drawn together stand instead of the two apart, and the other way round", () => {
  const together = turn(small, "workload.lengths.distribution", "mixture");
  expect(knobAt(together, "workload.prompt_tokens.distribution").value).toBeUndefined();
  const apart = turn(together, "workload.prompt_tokens.distribution", "fixed");
  expect(() => loadScenario(apart, { file: "small.yaml" })).not.toThrow();
  expect(knobAt(apart, "workload.lengths.distribution").value).toBeUndefined();
});

test.each(presetTexts)("whatever knob of %s is turned, the scenario is not refused", (_, text) => {
  for (const knob of knobsIn(text))
    for (const value of valuesFor(knob)) {
      const edited = turned({ text, opened: text, schema }, knob, value);
      const file = `${knob.path.join(".")}=${value}`;
      expect(() => loadScenario(edited, { file }), edited).not.toThrow();
    }
});

function valuesFor(knob: Knob): unknown[] {
  const path = knob.path.join(".");
  if (!knob.applicable || contradicts.some((pattern) => pattern.test(path))) return [];
  if (knob.kind === "slider") return [knob.scale.low, knob.scale.high];
  if (knob.kind === "switch") return [true, false];
  if (knob.kind === "text") return [];
  return knob.choices.filter((choice) => !isClosed(choice)).map(({ value }) => value);
}

/** Bounds of one key by another's value; and components, of which one is as good as all. */
const contradicts = [/\.(min|max|mean|median|tokens|max_batch_size)$/, /components\.[1-9]/];
