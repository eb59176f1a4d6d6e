/** Who wins and who loses, each request held against itself. */
import { expect, test } from "vitest";
import { type Contender, executeHere, scenarioSchema } from "../../../sim/index.ts";
import { bandsBetween } from "../../../sim/study/compare/bands.ts";
import { compared, server } from "./world.ts";

/** People with short prompts and a batch of long ones, who queue for eight places. */
function queue(order: "fcfs" | "priority"): Contender {
  const scenario = scenarioSchema.parse({
    name: "queue",
    workload: {
      arrivals: { process: "poisson", request_rate: 9 },
      num_prompts: 300,
      classes: [
        {
          name: "people",
          share: 0.5,
          priority: 0,
          prompt_tokens: { distribution: "uniform", min: 50, max: 150 },
          output_tokens: { distribution: "fixed", tokens: 80 },
        },
        {
          name: "batch",
          share: 0.5,
          priority: 1,
          prompt_tokens: { distribution: "uniform", min: 1000, max: 2000 },
          output_tokens: { distribution: "fixed", tokens: 80 },
        },
      ],
    },
    cluster: {
      pools: [
        {
          model: "meta-llama/Llama-3.1-8B",
          gpu: "H100-SXM-80GB",
          engine: { max_num_seqs: 8, order },
        },
      ],
    },
  });
  return { name: order, scenario };
}
const engines = executeHere();

test("those who are let by win, and those who let them by lose", async () => {
  const { differences, bands, verdict } = await compared([queue("fcfs"), queue("priority")], {
    executor: engines,
    bands: [500],
  });
  expect(bands).toEqual([
    { from: null, to: 500 },
    { from: 501, to: null },
  ]);
  const { groups, unpaired, figures } = differences[0]!;
  expect(unpaired).toBeNull();
  const [people, batch, low, high] = groups;
  expect(groups.map(({ kind }) => kind)).toEqual(["class", "class", "prompt", "prompt"]);
  // The bands are the classes here.
  expect({ ...low, kind: "class", band: null, name: "people" }).toEqual(people);
  expect({ ...high, kind: "class", band: null, name: "batch" }).toEqual(batch);
  expect(people!.pairs + batch!.pairs).toBe(8 * 300);
  expect([people!.ttft_ms!.better, people!.e2el_ms!.better]).toEqual([true, true]);
  expect([batch!.ttft_ms!.better, batch!.e2el_ms!.better]).toEqual([false, false]);
  expect(people!.sooner).toBeGreaterThan(people!.later);
  expect(batch!.later).toBeGreaterThan(batch!.sooner);
  expect([people!.share, batch!.share]).toEqual([null, null]);
  // Both together: the groups' differences, weighed by their requests, make the whole one.
  const weighed =
    (people!.pairs * people!.e2el_ms!.mean + batch!.pairs * batch!.e2el_ms!.mean) / 2400;
  expect(weighed / figures.mean_e2el_ms!.mean).toBeCloseTo(1, 9);
  expect(verdict.sentences[0]).toMatch(
    /Sooner: class people \(.* %\) and prompts up to 500 tokens \(.* %\); later: class batch \(/,
  );
});

test("quarters of the prompts are the bands where nobody names any", async () => {
  const { bands, differences } = await compared([queue("fcfs"), queue("priority")], {
    executor: engines,
    replications: 2,
  });
  expect(bands).toHaveLength(4);
  expect(bands[0]!.from).toBeNull();
  expect(bands[3]!.to).toBeNull();
  for (const [index, { from }] of bands.slice(1).entries())
    expect(from).toBe(bands[index]!.to! + 1);
  const counts = differences[0]!.groups.filter(({ kind }) => kind === "prompt");
  for (const { pairs } of counts) expect(Math.abs(pairs / 600 - 0.25)).toBeLessThan(0.02);
});

test("bounds of bands are sorted, and equal ones are one", () => {
  expect(bandsBetween([7, 3, 7])).toEqual([
    { from: null, to: 3 },
    { from: 4, to: 7 },
    { from: 8, to: null },
  ]);
  expect(bandsBetween([])).toEqual([]);
});

test("where the requests are others, whole runs are compared and nobody is paired", async () => {
  const others = [
    [server("more", { requests: 500 }), "numbers of requests differ"],
    [
      server("longer", { output: { distribution: "uniform", min: 1, max: 20 } }),
      "answers differ in length",
    ],
  ] as const;
  for (const [other, why] of others) {
    const { differences, notes } = await compared([server("few"), other], { replications: 3 });
    expect(differences[0]).toMatchObject({ unpaired: why, groups: [] });
    expect(differences[0]!.figures.mean_e2el_ms).not.toBeNull();
    expect(notes).toContain(
      `Requests of ${other.name} are not held against themselves: their ${why}.`,
    );
  }
});

test("requests that never end have no latency, and that is said", async () => {
  const cut = (name: string, load: number) => {
    const { scenario } = server(name, { load });
    return { name, scenario: { ...scenario, workload: { ...scenario.workload, drain: "cut" } } };
  };
  const contenders = [server("all"), cut("some", 0.5)] as Parameters<typeof compared>[0];
  const { contenders: told, notes, differences } = await compared(contenders);
  const [note] = notes.filter((each) => each.includes("some"));
  expect(note).toMatch(/^\d+ of 3,200 requests of some were refused or cut off: latencies are/);
  expect(differences[0]!.unpaired).toBeNull();
  expect(told[1]!.stable).toBe(true);
});

test("requests that come at other instants are still the same requests", async () => {
  const { differences } = await compared([server("slow"), server("fast", { load: 0.7 })]);
  expect(differences[0]!.unpaired).toBeNull();
  expect(differences[0]!.figures.mean_ttft_ms!.better).toBe(false);
});
