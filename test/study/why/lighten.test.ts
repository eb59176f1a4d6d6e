/** A tenth less load of several classes: everybody asks less, and the same requests come. */
import { expect, test } from "vitest";
import { createRandom } from "../../../sim/kernel/random.ts";
import { type Scenario, scenarioSchema } from "../../../sim/scenario/schema.ts";
import { lightened } from "../../../sim/study/why/lighten.ts";
import { createSource } from "../../../sim/workload/source.ts";
import { all } from "../../workload/requests.ts";

const length = { distribution: "lognormal", median: 100, sigma: 1 };

const workloadOf = (workload: object): Scenario["workload"] =>
  scenarioSchema.parse({
    name: "classes",
    workload: { prompt_tokens: length, output_tokens: length, ...workload },
    cluster: { pools: [{ model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB" }] },
  }).workload;

const closed = (max_concurrency: number) => ({ process: "closed", max_concurrency });

test("every class's own arrivals are stretched, and those that are shared", () => {
  const workload = workloadOf({
    arrivals: { process: "poisson", request_rate: 9 },
    duration: 20,
    classes: [
      { name: "a", share: 0.5 },
      { name: "b", share: 0.5 },
      { name: "c", arrivals: { process: "constant", request_rate: 3 } },
    ],
  });
  const less = lightened(workload);
  if ("reason" in less) throw new Error(less.reason);
  expect(less.change).toBe("load −10 %");
  const [before, after] = [workload, less.workload].map((each) =>
    all(createSource(each, createRandom(1), () => "")),
  );
  const sizes = (requests: typeof before) =>
    requests!.map((it) => [it.class.name, it.prompt, it.output]);
  expect(sizes(after)).toEqual(sizes(before));
  for (const [k, { arrival }] of after!.entries())
    expect(0.9 * arrival).toBeCloseTo(before![k]!.arrival, 8);
});

test("of closed loops alone, clients stay away; among open ones, too", () => {
  const classes = [
    { name: "a", arrivals: closed(20) },
    { name: "b", arrivals: closed(1) },
  ];
  const less = lightened(workloadOf({ num_prompts: 9, classes }));
  expect(less).toMatchObject({
    change: "clients 21 → 19",
    workload: { classes: [{ arrivals: { max_concurrency: 18 } }, { arrivals: closed(1) }] },
  });
  const open = { name: "c", arrivals: { process: "poisson", request_rate: 10 } };
  expect(lightened(workloadOf({ num_prompts: 9, classes: [...classes, open] }))).toMatchObject({
    change: "load −10 %",
    workload: {
      classes: [{ arrivals: { max_concurrency: 18 } }, {}, { arrivals: { request_rate: 9 } }],
    },
  });
});

test("single clients cannot ask less", () => {
  const classes = ["a", "b"].map((name) => ({ name, arrivals: closed(1) }));
  expect(lightened(workloadOf({ num_prompts: 9, classes }))).toEqual({
    reason: "single clients cannot ask less",
  });
});
