/** Each order in a small world in which its promise is seen: steps of 1 s, one place. */
import { describe, expect, test } from "vitest";
import { levelOf } from "../../sim/engine/order/least-attained.ts";
import type { OrderParts } from "../../sim/engine/order/order.ts";
import { predictor } from "../../sim/engine/order/shortest-first.ts";
import { Vtc } from "../../sim/engine/order/vtc.ts";
import { createRandom } from "../../sim/kernel/random.ts";
import type { EngineSettings } from "../../sim/scenario/schema.ts";
import { engineSchema } from "../../sim/scenario/sections/engine.ts";
import { Request } from "../../sim/workload/request.ts";
import { type Asked, type WorldOptions, world } from "./world.ts";

const served = (
  asked: readonly Asked[],
  settings: Partial<EngineSettings>,
  options: WorldOptions = {},
) => world(asked, { ...options, settings: { max_num_seqs: 1, ...settings } }).run().requests;

const [ann, bob] = ["ann", "bob"].map((name, index) => ({ index, name }));

describe("shortest-first", () => {
  // A runs in [0, 2]. B has the shorter prompt, C the shorter output.
  const asked = [
    { prompt: 8, output: 2 },
    { at: 0.25, prompt: 8, output: 5 },
    { at: 0.5, prompt: 60, output: 1 },
  ];
  const ttfts = (predicted_length: EngineSettings["predicted_length"]) =>
    served(asked, { order: "shortest-first", predicted_length }).map(({ ttft }) => ttft);

  test("goes by the prompt, by the output, or by both", () => {
    expect(ttfts("prompt")).toEqual([1, 2.75, 7.5]);
    expect(ttfts("output")).toEqual([1, 3.75, 2.5]);
    expect(ttfts("total")).toEqual([1, 2.75, 7.5]);
  });

  const parts = (prediction_error: number, seed = 1): OrderParts => ({
    settings: engineSchema.parse({
      order: "shortest-first",
      predicted_length: "output",
      prediction_error,
    }),
    slo: undefined,
    random: createRandom(seed),
  });
  const request = (id: number, output = 100) =>
    new Request({ id, arrival: 0, prompt: 10, output, priority: 0 });

  test("predicts the same of a request in every engine, and another with another seed", () => {
    const [one, two, other] = [parts(0.5), parts(0.5), parts(0.5, 2)].map(predictor);
    const ids = [7, 3, 3, 12_345];
    const of = (predict: typeof one) => ids.map((id) => predict!(request(id)));
    expect(of(one)).toEqual(of(two));
    expect(of(one)[1]).toBe(of(one)[2]);
    expect(of(one)).not.toEqual(of(other));
  });

  test("errs by a lognormal factor of the sigma that is asked for, right in the median", () => {
    const predict = predictor(parts(0.5));
    const logs = Array.from({ length: 20_000 }, (_, id) => Math.log(predict(request(id)) / 100));
    const mean = logs.reduce((a, b) => a + b) / logs.length;
    const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length;
    // Three standard errors: 3 · 0.5 / √20000, and 3 · 0.25 · √(2 / 20000) of the variance.
    expect(Math.abs(mean)).toBeLessThan(0.0107);
    expect(Math.abs(variance - 0.25)).toBeLessThan(0.0075);
    expect(predictor(parts(0))(request(5, 77))).toBe(77);
  });
});

describe("deadline", () => {
  test("serves by arrival and objective, the class's before the scenario's", () => {
    // All but the first wait at 4. Their deadlines: B 10.5, C 3, D 2.5, E never, F 1.75 + 3.
    const asked = [
      { prompt: 8, output: 4 },
      { at: 0.5, prompt: 8, output: 1, slo: { ttft: 10, share: 0.9 } },
      { at: 1, prompt: 8, output: 1, slo: { ttft: 2, e2el: 8, share: 0.9 } },
      { at: 1.5, prompt: 8, output: 1, slo: { e2el: 1, share: 0.9 } },
      { at: 1.5, prompt: 8, output: 1, slo: { tpot: 0.1, share: 0.9 } },
      { at: 1.75, prompt: 8, output: 1 },
    ];
    const requests = served(asked, { order: "deadline" }, { slo: { ttft: 3, share: 0.9 } });
    const firstTokens = requests.map(({ arrival, ttft }) => arrival + ttft);
    expect(firstTokens).toEqual([1, 8, 6, 5, 9, 7]);
  });
});

describe("srpt", () => {
  /** Only output tokens count: a lost cache costs nothing. */
  const srpt = { order: "srpt", input_token_weight: 0, output_token_weight: 1 } as const;

  test("takes the place of whoever has more left", () => {
    // At 3, A has 3 of 10 and B wants 3: B in [3, 6], and A goes on, its cache computed again.
    const asked = [
      { prompt: 8, output: 10 },
      { at: 2.5, prompt: 8, output: 3 },
    ];
    const [a, b] = served(asked, { ...srpt });
    expect(a).toMatchObject({ e2el: 13, preemptions: 1, maxItl: 4 });
    expect(b).toMatchObject({ ttft: 1.5, e2el: 3.5, preemptions: 0 });
  });

  test("weighs what the newcomer needs and the lost cache costs", () => {
    // At 3, A has 2 · left still to do. B would need 8 + 2 · 3, and A's lost cache costs 8 + 3.
    const preemptions = (left: number) =>
      served(
        [
          { prompt: 8, output: 3 + left },
          { at: 2.5, prompt: 8, output: 3 },
        ],
        { order: "srpt" },
      )[0]!.preemptions;
    expect([12, 13].map(preemptions)).toEqual([0, 1]);
  });

  test("leaves it to whoever has as much left", () => {
    const asked = [
      { prompt: 8, output: 10 },
      { at: 2.5, prompt: 8, output: 7 },
    ];
    const [a, b] = served(asked, { ...srpt });
    expect(a).toMatchObject({ e2el: 10, preemptions: 0 });
    expect(b).toMatchObject({ ttft: 8.5, e2el: 14.5 });
  });

  test("takes it from whoever has most left", () => {
    // At 3, A has 7 left, and C 5.
    const asked = [
      { prompt: 8, output: 8 },
      { prompt: 8, output: 10 },
      { at: 2.5, prompt: 8, output: 2 },
    ];
    const [c, a, b] = served(asked, { ...srpt, max_num_seqs: 2 });
    expect([c!.e2el, b!.e2el]).toEqual([8, 2.5]);
    expect(a).toMatchObject({ e2el: 12, preemptions: 1 });
  });

  // 4 blocks of 16: A holds all of them at 3, and B wants 3.
  const tight = [
    { prompt: 48, output: 10 },
    { at: 2.5, prompt: 33, output: 2 },
  ];

  test("takes memory as it takes places", () => {
    const [a, b] = served(tight, { ...srpt, max_num_seqs: 8 }, { blocks: 4 });
    expect(a).toMatchObject({ e2el: 12, preemptions: 1 });
    expect(b).toMatchObject({ e2el: 2.5 });
  });

  test("takes nothing where that would not be enough", () => {
    // C has more left than B, but what it holds (1 block) would not hold B (3 blocks).
    const asked = [
      { prompt: 33, output: 3 },
      { prompt: 8, output: 8 },
      { at: 0.5, prompt: 33, output: 5 },
    ];
    const [a, c, b] = served(asked, { ...srpt, max_num_seqs: 8 }, { blocks: 4 });
    expect(c).toMatchObject({ e2el: 8, preemptions: 0 });
    expect(a).toMatchObject({ e2el: 3, preemptions: 0 });
    expect(b).toMatchObject({ ttft: 3.5 });
  });
});

describe("least-attained", () => {
  test("levels double", () => {
    const levels = [0, 3, 4, 11, 12, 27, 28].map((produced) => levelOf(produced, 4));
    expect(levels).toEqual([0, 0, 1, 1, 2, 2, 3]);
  });

  const asked = [
    { prompt: 8, output: 20 },
    { at: 5.5, prompt: 8, output: 2 },
    { at: 10.5, prompt: 8, output: 2 },
  ];

  test("lets a newcomer in once the long one has had its quantum", () => {
    // A has 6 tokens at 6, a quantum and more: B in [6, 8]. A goes on with 6, and has had 4 more
    // at 12: C in [12, 14].
    const [a, b, c] = served(asked, { order: "least-attained", service_quantum: 4 });
    expect(a).toMatchObject({ e2el: 24, preemptions: 2 });
    expect([b!.e2el, c!.e2el]).toEqual([2.5, 3.5]);
  });

  test("lets the quantum come to its end first", () => {
    // At 6 A is at the first level, as B is; at 8 no more. At 10 it goes on, and by 18 C is let in.
    const [a, b, c] = served(asked, { order: "least-attained", service_quantum: 8 });
    expect(a).toMatchObject({ e2el: 24, preemptions: 2 });
    expect([b!.e2el, c!.e2el]).toEqual([4.5, 9.5]);
  });

  test("takes no place from one whose last token is under way", () => {
    // Two steps in flight: at 2 A's fourth token is scheduled for [3, 4], at 3 it has its quantum,
    // but only at 4 is its place free, for the step [5, 6]. D has had 2 tokens, and goes on.
    const requests = served(
      [
        { prompt: 8, output: 4 },
        { at: 0.5, prompt: 8, output: 8 },
        { at: 2.5, prompt: 8, output: 1 },
      ],
      { order: "least-attained", service_quantum: 4, max_num_seqs: 2, async_scheduling: true },
    );
    expect(requests.map(({ preemptions }) => preemptions)).toEqual([0, 0, 0]);
    expect(requests.map(({ ttft }) => ttft)).toEqual([1, 2.5, 3.5]);
  });

  test("takes a place from nobody for one who was served as much", () => {
    const [a, b] = served(asked.slice(0, 2), { order: "least-attained", service_quantum: 32 });
    expect(a).toMatchObject({ e2el: 20, preemptions: 0 });
    expect(b!.e2el).toBe(16.5);
  });
});

describe("vtc", () => {
  const flood = (count: number): Asked[] =>
    Array.from({ length: count }, () => ({ prompt: 10, output: 1, tenant: ann }));

  test("a flooding tenant does not hold up another", () => {
    // A request counts 10 + 2. Ann has had 12 when Bob comes, and he is lifted to that; at 1 she
    // came first, at 2 she has had 24.
    const asked = [...flood(20), { at: 0.5, prompt: 10, output: 1, tenant: bob }];
    expect(served(asked, { order: "fcfs" })[20]!.ttft).toBe(20.5);
    expect(served(asked, { order: "vtc" })[20]!.ttft).toBe(2.5);
  });

  test("nobody saves up service while away", () => {
    // Ann has had 36 when Bob comes for the first time: from there on they take turns.
    const bobs = [0, 1, 2].map(() => ({ at: 2.5, prompt: 10, output: 1, tenant: bob }));
    const requests = served([...flood(6), ...bobs], { order: "vtc" });
    const firstTokens = requests.map(({ arrival, ttft }) => arrival + ttft);
    expect(firstTokens).toEqual([1, 2, 3, 4, 6, 8, 5, 7, 9]);
  });

  test("what is served counts by its weights", () => {
    // Ann's prompts are long, Bob's outputs. Both come at 0, and Ann is first by a hair.
    const asked = [
      { prompt: 100, output: 1, tenant: ann },
      { prompt: 10, output: 5, tenant: bob },
      { prompt: 100, output: 1, tenant: ann },
      { prompt: 10, output: 5, tenant: bob },
    ];
    const ttfts = (weights: Partial<EngineSettings>) =>
      served(asked, { order: "vtc", ...weights }).map(({ ttft }) => ttft);
    // Ann 102; Bob 10 + 10, and 40; Ann again.
    expect(ttfts({})).toEqual([1, 2, 12, 7]);
    // By outputs alone: Ann 1, Bob 5, Ann 2, Bob.
    expect(ttfts({ input_token_weight: 0, output_token_weight: 1 })).toEqual([1, 2, 7, 8]);
  });

  test("those without a tenant are one tenant together", () => {
    const nobody = Array.from({ length: 5 }, () => ({ prompt: 10, output: 1 }));
    const requests = served([...nobody, { prompt: 10, output: 1, tenant: bob }], { order: "vtc" });
    expect(requests.map(({ ttft }) => ttft)).toEqual([1, 3, 4, 5, 6, 2]);
  });

  test("a tenant's requests keep their order under static batching too", () => {
    const asked = [...flood(4), { prompt: 10, output: 1, tenant: bob }];
    const requests = served(asked, { order: "vtc", batching: "static", max_batch_size: 2 });
    // At 0 all wait: Ann's first, then Bob, who has had nothing.
    expect(requests.map(({ ttft }) => ttft)).toEqual([1, 2, 2, 3, 1]);
  });

  test("a step that passes a request over is not charged", () => {
    const vtc = new Vtc({ settings: engineSchema.parse({}) });
    const request = new Request({ id: 0, arrival: 0, prompt: 10, output: 9, priority: 0 });
    const nobody = { group: 0, stalled: [], late: [], yielding: [], finishing: [] };
    vtc.push(request);
    vtc.shift();
    const counters = [
      { yielding: [request] },
      {},
      { stalled: [request] },
      {},
      { late: [request] },
      {},
      { finishing: [request] },
      {},
    ].map((step) => {
      vtc.served({ ...nobody, ...step });
      return vtc.counter(undefined);
    });
    expect(counters).toEqual([12, 14, 14, 14, 16, 18, 20, 20]);
  });
});
