/** Jobs: the same outcome wherever they are done, and a key that is theirs alone. */
import { describe, expect, test } from "vitest";
import { loadScenario, type Scenario, Simulation, simulate } from "../../../sim/index.ts";
import { attempt, executeHere, jobKey, outcomeOf } from "../../../sim/study/jobs/index.ts";
import { perform } from "../../../sim/study/jobs/perform.ts";
import { singleServer, stepCost } from "../../law/single-server.ts";

const text = `
name: small
workload:
  arrivals: { process: poisson, request_rate: 4 }
  num_prompts: 50
  prompt_tokens: { distribution: fixed, tokens: 100 }
  output_tokens: { distribution: fixed, tokens: 10 }
cluster:
  pools: [{ engines: 1, model: meta-llama/Llama-3.1-8B-Instruct, gpu: H100-SXM-80GB }]
`;

const load = (...set: string[]): Scenario =>
  loadScenario(text, { file: "small.yaml", set }).scenario;
const v = { version: "1" };

describe("a job", () => {
  test("comes to what the simulation comes to, here and through another thread", async () => {
    const scenario = load();
    const direct = await executeHere().execute({ scenario, log: true });
    expect(direct!.digest).toBe(simulate(scenario).digest);
    expect(direct!.log!.count).toBe(50);
    expect(direct!.gaveUp).toBe(false);
    const there = outcomeOf(structuredClone(attempt({ scenario, log: true })));
    expect(there.summary).toEqual(direct!.summary);
    expect(there.log!.columns()).toEqual(direct!.log!.columns());
    expect([...there.log!.columns().prompt]).toEqual(Array(50).fill(100));
  });

  test("comes to the same on machines that earlier jobs had, and after more than are kept", () => {
    const seqs = [64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 64, 65, 73];
    for (const max of seqs) {
      const scenario = load(`cluster.pools.0.engine.max_num_seqs=${max}`, `seed=${max}`);
      expect(perform({ scenario }).summary).toEqual(
        new Simulation(scenario).run().result().summary,
      );
    }
  });

  test("brings no log where none is wanted", () => {
    expect(perform({ scenario: load() }).log).toBeUndefined();
  });

  test("that the machines do not allow says so in another thread as it does here", () => {
    const job = { scenario: load("cluster.pools.0.gpu=T4") };
    const crossed = structuredClone(attempt(job));
    expect(() => outcomeOf(crossed)).toThrowError(
      expect.objectContaining({ name: "ScenarioProblems" }),
    );
    expect(messageOf(() => outcomeOf(crossed))).toBe(messageOf(() => perform(job)));
  });

  test("is given up once its queues surely grow, and only then", () => {
    const overloaded = singleServer({ load: 1.3, requests: 20_000 });
    const given = perform({ scenario: overloaded, giveUp: true }, { cost: stepCost });
    expect(given).toMatchObject({ gaveUp: true, status: "partial" });
    expect(given.summary.completed).toBeLessThan(5000);
    for (let seed = 1; seed <= 10; seed++) {
      const busy = singleServer({ load: 0.8, requests: 5000, seed });
      expect(perform({ scenario: busy, giveUp: true }, { cost: stepCost }).gaveUp).toBe(false);
    }
  });
});

describe("the key of a job", () => {
  const key = jobKey({ scenario: load() }, v);

  test("is the same for the same scenario, whatever it is called", () => {
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(jobKey({ scenario: load("name=other", "description=Other words.") }, v)).toBe(key);
    // A default that is written out changes nothing.
    expect(jobKey({ scenario: load("seed=1") }, v)).toBe(key);
  });

  test("differs where the outcome may", () => {
    const others = [
      jobKey({ scenario: load("seed=2") }, v),
      jobKey({ scenario: load("cluster.pools.0.engines=2") }, v),
      jobKey({ scenario: load("workload.arrivals.request_rate=inf") }, v),
      jobKey({ scenario: load("slo={ttft: 1 s}") }, v),
      jobKey({ scenario: load(), log: true }, v),
      jobKey({ scenario: load() }, { version: "2" }),
      jobKey({ scenario: load() }, { ...v, files: { "a.csv": "00" } }),
      jobKey({ scenario: load() }, { ...v, files: { "a.csv": "01" } }),
    ];
    expect(new Set([key, ...others]).size).toBe(1 + others.length);
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}
