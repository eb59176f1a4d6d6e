/** What a run wrote is a trace like any other, and any dialect plays as the scenario says. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ScenarioInput, simulate } from "../../sim/index.ts";
import { createRandom } from "../../sim/kernel/random.ts";
import { RequestTable } from "../../sim/observe/request-table.ts";
import { createSource } from "../../sim/workload/source.ts";
import { all, arrivals, prompts } from "./requests.ts";

/** Two engines that take requests of at most so many tokens. */
const clusterOf = (max_model_len: number): ScenarioInput["cluster"] => ({
  pools: [
    {
      engines: 2,
      model: "meta-llama/Llama-3.1-8B-Instruct",
      gpu: "H100-SXM-80GB",
      engine: { max_num_seqs: 8, max_num_batched_tokens: 512, max_model_len },
    },
  ],
  router: { policy: "random" },
});

const drawn: ScenarioInput["workload"] = {
  arrivals: { process: "gamma", request_rate: 37.3, burstiness: 0.4 },
  num_prompts: 400,
  prompt_tokens: { distribution: "lognormal", median: 200, sigma: 0.8, max: 800 },
  output_tokens: { distribution: "normal", mean: 40, std: 30 },
};

interface Again {
  max_model_len?: number;
  text?: string;
}

function played(workload: ScenarioInput["workload"], { max_model_len = 2048, text = "" }: Again) {
  const table = new RequestTable();
  const scenario = { name: "again", workload, cluster: clusterOf(max_model_len) };
  const { digest, summary } = simulate(scenario, { probes: [table], files: () => text });
  return { digest, summary, requests: [...table.csv()].join("") };
}

const again: ScenarioInput["workload"] = { arrivals: { process: "trace", file: "requests.csv" } };

test("a run's requests.csv, played as a trace, is the same run to the bit", () => {
  const first = played(drawn, {});
  const second = played(again, { text: first.requests });
  expect(second.digest).toBe(first.digest);
  expect(second.requests).toBe(first.requests);
  expect(second.summary.notes).toContain(
    "requests.csv is the requests.csv of a run: its results are not read.",
  );
});

test("refused requests come back as asked for, and cut ones as long as they were allowed", () => {
  const first = played(drawn, { max_model_len: 700 });
  expect(first.summary.failed).toBeGreaterThan(0);
  expect(first.summary.cut_short).toBeGreaterThan(0);
  expect(first.summary.notes.join("\n")).toMatch(/^\d+ requests ended early, at max_model_len: /m);
  const second = played(again, { max_model_len: 700, text: first.requests });
  // Nobody cuts them a second time, so their reason, and with it the digest, is another.
  expect(second.requests).toBe(first.requests.replaceAll(",length,", ",stop,"));
});

describe("rate_scale, start, limit and repeat hold for every dialect", () => {
  test.each([
    // Each has its second and third row 1500 and 2500 ms after its first, or as noted.
    ["vidur.csv", [2157.2895, 2946.3275], 4],
    ["mooncake.jsonl", [1500, 1625.25], 3],
    ["mooncake-compact.jsonl", [1500, 1500.5], 3],
    ["azure-2024.csv", [499.4185, 1000], 0.5],
    ["splitwise.csv", [1750], 2],
    ["burstgpt-1.csv", [59_000], 6],
    ["plain.csv", [250, 3500], 0.4],
    ["requests.csv", [46.5661], 0.05],
  ])("%s", (file, expected, start) => {
    const text = readFileSync(`test/workload/fixtures/${file}`, "utf8");
    const spec = { process: "trace", file, rate_scale: 2, start: 0, repeat: 1 } as const;
    const play = (part: object) => {
      const source = createSource(
        { arrivals: { ...spec, ...part }, drain: "finish" },
        createRandom(1),
        () => text,
      );
      return all(source);
    };
    const ms = (part: object) => arrivals(play(part)).map((at) => Number((1000 * at).toFixed(4)));
    const whole = ms({});
    expect(whole.slice(-expected.length)).toEqual(expected);
    // From a start on, all is earlier by half of it.
    const later = whole.filter((at) => at >= 500 * start);
    expect(later.length).toBeLessThan(whole.length);
    const shifted = ms({ start });
    expect(shifted.map((at) => Number((at + 500 * start).toFixed(3)))).toEqual(
      later.map((at) => Number(at.toFixed(3))),
    );
    expect(ms({ limit: 1 })).toEqual(whole.slice(0, 1));
    const twice = play({ repeat: 2 });
    expect(prompts(twice)).toEqual([...prompts(play({})), ...prompts(play({}))]);
    expect(twice.every(({ arrival }, row) => row === 0 || arrival >= twice[row - 1]!.arrival));
  });
});

test("classes, tenants and priorities come back with the requests that had them", () => {
  const own = { process: "poisson", request_rate: 20 } as const;
  const slo = { ttft: "100 ms", share: 0.5 };
  const classes = [
    { name: "chat, urgent", share: 0.6, priority: -1, tenant: "ann" },
    { name: "batch", share: 0.4, priority: 3, slo },
    { name: "own", arrivals: own, tenant: 'bob "b"' },
  ];
  const first = played({ ...drawn, classes }, {});
  const second = played(again, { text: first.requests });
  expect(second.digest).toBe(first.digest);
  // A trace says nothing of objectives; a scenario may, by the names in it.
  const withSlo = { ...again, classes: [{ name: "batch", slo }] };
  const third = played(withSlo, { text: first.requests });
  expect(third.requests).toBe(first.requests);
  const facts = ({ summary }: typeof first) =>
    summary.classes.map(({ name, requests, good, mean_ttft_ms }) => ({
      [name]: [requests, good, mean_ttft_ms],
    }));
  expect(Object.assign({}, ...facts(third))).toEqual(Object.assign({}, ...facts(first)));
  const tenants = ({ summary }: typeof first) =>
    Object.fromEntries(summary.tenants.map(({ name, requests }) => [`${name}`, requests]));
  expect(tenants(second)).toEqual(tenants(first));
});
