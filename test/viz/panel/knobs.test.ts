/** Knobs from the schema: which there are, of what kind, in which group. */
import { expect, test } from "vitest";

import { gpuNames, scenarioJsonSchema } from "../../../sim/index.ts";
import { changesBetween } from "../../../viz/panel/changes.ts";
import { type Field, fieldOf, formsOf, namesOf } from "../../../viz/panel/field.ts";
import { type Group, groupsOf } from "../../../viz/panel/groups.ts";
import type { Knob } from "../../../viz/panel/knob.ts";
import { knobsOf } from "../../../viz/panel/knobs.ts";
import { stopsOf } from "../../../viz/panel/scale.ts";

const schema = scenarioJsonSchema();

const values = {
  name: "small",
  workload: {
    arrivals: { process: "poisson", request_rate: 4 },
    num_prompts: 10,
    prompt_tokens: { distribution: "fixed", tokens: 1024 },
    output_tokens: { distribution: "lognormal", median: 128, sigma: 0.8 },
  },
  cluster: { pools: [{ model: "facebook/opt-13b", gpu: "A100-SXM-80GB" }] },
  slo: { ttft: "500 ms" },
};

const knobs = (written: unknown = values, opened: unknown = values): Knob[] =>
  knobsOf(schema, { values: written, opened });

const knobAt = (path: string, written: unknown = values, opened: unknown = values): Knob =>
  knobs(written, opened).find((knob) => knob.path.join(".") === path)!;

const labels = ({ knobs }: Group): string[] => knobs.map(({ label }) => label);

test("what a reader turns first stands first, in the order of a run's causes", () => {
  const groups = groupsOf(knobs(), values).map((group) => [group.title, labels(group)]);
  expect(groups).toEqual([
    ["Workload", ["Request rate", "Number of prompts", "Prompt, tokens", "Output, median"]],
    [
      "Cluster",
      [
        "Engines",
        "Model",
        "GPU",
        "Tensor parallel",
        "Pipeline stages",
        "Data-parallel ranks",
        "Router",
      ],
    ],
    ["Scheduler", ["max_num_batched_tokens", "max_num_seqs", "batching", "order"]],
    ["Memory", ["gpu_memory_utilization", "kv_layout"]],
    ["SLO", ["Time to first token", "Time per output token"]],
    ["Name and seed", ["Seed"]],
  ]);
});

test("of rates that change over time the highest stands first, the rest in segments", () => {
  const segments = [2, 5, 2].map((request_rate) => ({ duration: "30 s", request_rate }));
  const rush = { ...values, workload: { arrivals: { process: "piecewise", segments } } };
  const [workload] = groupsOf(knobs(rush, rush), rush);
  expect(workload?.knobs[0]).toMatchObject({ label: "Request rate, peak", value: 5 });
  expect(workload?.items.map((item) => [item.title, labels(item)])).toEqual([
    ["Segment 1", ["Duration", "Request rate"]],
    ["Segment 2", ["Duration"]],
    ["Segment 3", ["Duration", "Request rate"]],
  ]);
});

test("each pool has its groups, each class its own", () => {
  const [pool] = values.cluster.pools;
  const two = {
    ...values,
    workload: {
      num_prompts: 10,
      classes: [
        { name: "chat", arrivals: values.workload.arrivals },
        { name: "batch", share: 1 },
      ],
    },
    cluster: { pools: [pool, pool] },
  };
  expect(groupsOf(knobs(two), two).map(({ title }) => title)).toEqual([
    "Workload",
    "Class chat",
    "Class batch",
    "Cluster, pool 1",
    "Cluster, pool 2",
    "Cluster",
    "Scheduler, pool 1",
    "Scheduler, pool 2",
    "Memory, pool 1",
    "Memory, pool 2",
    "SLO",
    "Name and seed",
  ]);
});

test("a number is a slider with its unit, what it does, and the range that is usual", () => {
  expect(knobAt("workload.arrivals.request_rate")).toMatchObject({
    kind: "slider",
    label: "Request rate",
    unit: "requests/s",
    help: "Mean arrivals; inf is all at once.",
    words: ["inf"],
    scale: { low: 0.1, high: 100, log: true },
    value: 4,
    home: 4,
    changed: false,
  });
});

test("few choices are segments, each with what it does; more are a list", () => {
  const layout = knobAt("cluster.pools.0.engine.kv_layout");
  expect(layout).toMatchObject({ kind: "segments", value: undefined, fallback: "paged" });
  expect("choices" in layout && layout.choices[0]).toEqual({
    value: "paged",
    label: "paged",
    help: "In blocks, taken as a request grows (PagedAttention).",
  });
  expect(knobAt("cluster.pools.0.engine.order")).toMatchObject({ kind: "select" });
  expect(knobAt("workload.arrivals.process")).toMatchObject({ kind: "select", value: "poisson" });
});

test("a GPU is chosen from the catalogue, and one from elsewhere is kept among the choices", () => {
  const gpus = gpuNames;
  const other = { ...values, cluster: { pools: [{ model: "m", gpu: "my own" }] } };
  const knob = knobsOf(schema, { values: other, gpus }).find(({ label }) => label === "GPU")!;
  expect("choices" in knob && knob.choices.map(({ value }) => value)).toEqual(["my own", ...gpus]);
});

test("a knob is changed when it means something else than when the scenario was opened", () => {
  const edited = (slo: unknown): Knob => knobAt("slo.ttft", { ...values, slo });
  expect(edited({ ttft: "0.5 s" }).changed).toBe(false);
  expect(edited({ ttft: 0.5 }).changed).toBe(false);
  expect(edited({ ttft: "600 ms" }).changed).toBe(true);
  expect(edited(undefined).changed).toBe(true);
});

test("a setting of another batching is not there", () => {
  expect(knobAt("cluster.pools.0.engine.max_batch_size").applicable).toBe(false);
  expect(knobAt("cluster.pools.0.engine.max_num_seqs").applicable).toBe(true);
});

test("changes are counted by values, not by words", () => {
  const edited = { ...values, seed: 2, slo: { ttft: "1 s" } };
  expect(changesBetween(edited, values)).toBe(2);
  expect(changesBetween(structuredClone(values), values)).toBe(0);
});

/** Sections that a run passes by: the page shows one run. */
const aside = ["variants", "sweep", "plan"];

test("every key of a run that takes more than one value has a knob somewhere", () => {
  const ofRun = (key: string) => !aside.includes(key.split(".")[0]!);
  const missing = new Set(keysOf(fieldOf(schema)).filter(ofRun));
  const all = [values, ...variants()];
  for (const written of all)
    for (const { path } of knobs(written))
      missing.delete(path.filter((step) => typeof step === "string").join("."));
  expect([...missing]).toEqual([]);
});

test("what asks for many runs has no knob", () => {
  const swept = { ...values, sweep: { grid: { seed: [1, 2] }, replications: 3 } };
  expect(knobs(swept).filter(({ path }) => path[0] === "sweep")).toEqual([]);
});

/** Paths of all keys, without positions; lists of mappings count by their items. */
function keysOf(field: Field, path: string[] = []): string[] {
  const inside = field.items ? formsOf(field.items) : formsOf(field);
  if (inside.length > 0 && path.at(-1) !== "model")
    return inside.flatMap((form) =>
      Object.entries(form.properties!).flatMap(([key, child]) =>
        path.filter((step) => step === key).length > 1 ? [] : keysOf(child, [...path, key]),
      ),
    );
  return (namesOf(field)?.length ?? 2) > 1 ? [path.join(".")] : [];
}

/** The scenario with every form of everything, one after another. */
function variants(): unknown[] {
  const lengths = ["fixed", "uniform", "normal", "lognormal", "zipf"].map((distribution) => ({
    distribution,
  }));
  const mixture = { distribution: "mixture", components: lengths };
  const both = [...lengths, mixture].map((one) => ({ prompt_tokens: one, output_tokens: one }));
  const processes = ["constant", "poisson", "gamma", "piecewise", "closed", "trace"];
  const workloads: object[] = [
    ...both,
    ...processes.map((process) => ({ arrivals: { process, segments: [{}] } })),
    { lengths: { distribution: "empirical" } },
    { lengths: { distribution: "mixture", components: both } },
  ];
  return [
    ...workloads.flatMap((workload) => [
      { ...values, workload },
      { ...values, workload: { classes: [workload] } },
    ]),
    { ...values, cluster: { ...values.cluster, router: { module: "mine.js" } } },
  ];
}

test("every way to spread an engine over GPUs has a knob, of sizes that models divide by", () => {
  const pool = "cluster.pools.0";
  const sizes = ["tensor_parallel_size", "data_parallel_size"].map((key) =>
    knobAt(`${pool}.${key}`),
  );
  for (const knob of sizes) {
    expect(knob).toMatchObject({ kind: "slider", whole: true, help: expect.stringMatching(/\w/) });
    const stops = knob.kind === "slider" ? stopsOf(knob.scale) : [];
    expect(stops.every((stop) => Number.isInteger(Math.log2(stop)))).toBe(true);
  }
  expect(knobAt(`${pool}.gpus_per_node`)).toMatchObject({ kind: "slider", unit: "GPUs" });
  expect(knobAt(`${pool}.enable_sequence_parallel`)).toMatchObject({ kind: "switch" });
});
