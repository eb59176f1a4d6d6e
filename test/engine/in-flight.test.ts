import { describe, expect, test } from "vitest";
import type { StepShape } from "../../sim/cost/cost.ts";
import { endToEnd } from "../../sim/engine/ledger.ts";
import { fixedCost, linearCost, world } from "./world.ts";

describe("in-flight batching", () => {
  test("a request alone gets its first token after one step and one more each step", () => {
    // Steps of 1 s: the prompt in [0, 1], then four decodes.
    const { requests } = world([{ prompt: 100, output: 5 }]).run();
    expect(requests[0]).toMatchObject({ ttft: 1, e2el: 5, maxItl: 1, finishReason: "stop" });
  });

  test("one that arrives during a step joins the next one", () => {
    // A decodes in [1, 2] when B comes; B's prompt is in [2, 3], beside A's third token.
    const { requests } = world([
      { prompt: 10, output: 4 },
      { at: 1.5, prompt: 10, output: 2 },
    ]).run();
    expect(requests[0]).toMatchObject({ ttft: 1, e2el: 4 });
    expect(requests[1]).toMatchObject({ ttft: 1.5, e2el: 2.5 });
  });

  test("an asynchronous engine has the next step in flight: an arrival waits for both", () => {
    // A: prompt [0, 1], decodes [1, 2], [2, 3]… At 0.5 the step [1, 2] is scheduled, so B's prompt
    // is in [2, 3].
    const { requests } = world(
      [
        { prompt: 10, output: 8 },
        { at: 0.5, prompt: 10, output: 1 },
      ],
      { settings: { async_scheduling: true } },
    ).run();
    expect(requests[1]).toMatchObject({ ttft: 2.5 });
    expect(requests[0]).toMatchObject({ e2el: 8 });
  });

  test("host time shows between steps when synchronous, and hides behind the GPU when not", () => {
    const cost = linearCost(1, 0, 0.25);
    const asked = [{ prompt: 10, output: 4 }];
    // Synchronous: each of 4 steps is 0.25 s of host and 1 s of GPU.
    expect(world(asked, { cost }).run().requests[0]).toMatchObject({ e2el: 5 });
    // Asynchronous: only the first step's host time shows.
    const hidden = world(asked, { cost, settings: { async_scheduling: true } });
    expect(hidden.run().requests[0]).toMatchObject({ e2el: 4.25 });
  });

  test("an output waits until the host has launched the step after it", () => {
    // Steps of 1 s; those with prompts take the host 4 s to launch. A's prompt ends with its launch
    // at 4. B comes at 4.5, while A's decodes [4, 5] and [5, 6] are in flight, and is scheduled at
    // 5 beside A's last decode: until 9 the host takes nothing in, so two of A's tokens come at 9.
    const cost = { ...fixedCost(1), launch: (shape: StepShape) => (shape.prefills > 0 ? 4 : 0) };
    const { requests, ledgers } = world(
      [
        { prompt: 10, output: 4 },
        { at: 4.5, prompt: 10, output: 1 },
      ],
      { cost, settings: { async_scheduling: true } },
    ).run();
    expect(requests[0]).toMatchObject({ ttft: 4, e2el: 9, maxItl: 4 });
    expect(requests[1]).toMatchObject({ ttft: 4.5, e2el: 4.5 });
    expect(endToEnd(ledgers.get(0)!)).toBe(9);
  });

  test("an engine that rests takes a moment to wake", () => {
    const { requests } = world([{ at: 1, prompt: 10, output: 2 }], {
      frontend: { in: 0, out: 0, wake: 0.25 },
    }).run();
    expect(requests[0]).toMatchObject({ ttft: 1.25, e2el: 2.25 });
  });

  test("a prompt longer than the budget is computed in pieces, after the decodes", () => {
    // Budget 64 a step. A (10 tokens) and 54 of B's 100 in step 0; then A decodes and B has 63, of
    // which it needs 46.
    const { requests } = world(
      [
        { prompt: 10, output: 3 },
        { prompt: 100, output: 1 },
      ],
      { settings: { max_num_batched_tokens: 64, max_num_seqs: 8 } },
    ).run();
    expect(requests.map((request) => request.ttft)).toEqual([1, 2]);
  });

  test("without chunked prefill a prompt waits for a step that can hold it whole", () => {
    const settings = {
      max_num_batched_tokens: 64,
      max_num_seqs: 8,
      enable_chunked_prefill: false,
      max_model_len: 64,
    };
    // Step 0 holds A's 40 tokens, not B's 60 as well; step 1 holds A's decode and B's 60.
    const { requests } = world(
      [
        { prompt: 40, output: 3 },
        { prompt: 60, output: 1 },
      ],
      { settings },
    ).run();
    expect(requests.map((request) => request.ttft)).toEqual([1, 2]);
  });

  test("at most max_num_seqs run, the others wait for a place", () => {
    const { requests } = world(
      [
        { prompt: 8, output: 2 },
        { prompt: 8, output: 2 },
        { prompt: 8, output: 2 },
      ],
      { settings: { max_num_seqs: 2 } },
    ).run();
    expect(requests.map((request) => request.ttft)).toEqual([1, 1, 3]);
  });

  test("a request that outgrows the cache is preempted and finishes later", () => {
    // 4 blocks of 16. A and B each take 2 for prompts of 32 tokens. Their first decode (token 33)
    // needs a third block each: A's takes the place of B, the youngest.
    const { requests, ledgers } = world(
      [
        { prompt: 32, output: 3 },
        { prompt: 32, output: 3 },
      ],
      { blocks: 4 },
    ).run();
    // A: prompt [0, 1], decodes [1, 2] and [2, 3]. B comes back when A has returned at 3: it
    // computes its prompt and first token again in [3, 4] (drawing its second), decodes in [4, 5].
    expect(requests[0]).toMatchObject({ ttft: 1, e2el: 3, preemptions: 0 });
    expect(requests[1]).toMatchObject({ ttft: 1, e2el: 5, preemptions: 1, maxItl: 3 });
    expect(ledgers.size).toBe(2);
  });

  test("nobody is let in during a step that preempted", () => {
    // As above, and C, for which a block is free in step 1, waits behind B: it is younger.
    const { requests } = world(
      [
        { prompt: 32, output: 3 },
        { prompt: 32, output: 3 },
        { at: 0.5, prompt: 8, output: 1 },
      ],
      { blocks: 4 },
    ).run();
    // B, at the head, needs 3 blocks for its 33 tokens and gets them at 3; C needs one more and
    // finds it then.
    expect(requests[1]!.e2el).toBe(5);
    expect(requests[2]!.ttft).toBe(3.5);
  });

  test("a prompt that leaves no room under max_model_len fails, and the others run on", () => {
    const { requests } = world(
      [
        { prompt: 100, output: 1 },
        { prompt: 10, output: 1 },
      ],
      { maxModelLen: 100 },
    ).run();
    expect(requests.map((request) => request.finishReason)).toEqual(["prompt_too_long", "stop"]);
  });

  test("an output that would outgrow max_model_len is cut", () => {
    const { requests } = world([{ prompt: 90, output: 50 }], { maxModelLen: 100 }).run();
    expect(requests[0]).toMatchObject({ output: 10, finishReason: "length", e2el: 10 });
  });

  test("a request that can never fit the whole cache fails", () => {
    // 3 blocks of 16 hold 48 tokens; 40 + 10 − 1 = 49 would be needed.
    const { requests } = world(
      [
        { prompt: 40, output: 10 },
        { prompt: 40, output: 9 },
      ],
      { blocks: 3 },
    ).run();
    expect(requests.map((request) => request.finishReason)).toEqual(["kv_too_small", "stop"]);
  });

  test("shortest-first lets the shorter prompt in first; fcfs the earlier one", () => {
    const asked = [
      { prompt: 8, output: 2 },
      { at: 0.25, prompt: 60, output: 1 },
      { at: 0.5, prompt: 20, output: 1 },
    ];
    const ttfts = (order: "fcfs" | "shortest-first") =>
      world(asked, { settings: { max_num_seqs: 1, order } })
        .run()
        .requests.map((request) => request.ttft);
    expect(ttfts("fcfs")).toEqual([1, 2.75, 3.5]);
    expect(ttfts("shortest-first")).toEqual([1, 3.75, 2.5]);
  });

  test("by priority the urgent goes first and the least urgent is preempted", () => {
    const { requests } = world(
      [
        { prompt: 32, output: 3, priority: 1 },
        { prompt: 32, output: 3, priority: 0 },
      ],
      { blocks: 4, settings: { order: "priority" } },
    ).run();
    expect(requests[0]).toMatchObject({ preemptions: 1, e2el: 5 });
    expect(requests[1]).toMatchObject({ preemptions: 0, e2el: 3 });
  });

  test("a cap on pieces of long prompts leaves room for the short ones", () => {
    // Budget 64, pieces of at most 16: A's 64 tokens take four steps, B's 16 fit beside the first.
    const { requests } = world(
      [
        { prompt: 64, output: 1 },
        { prompt: 16, output: 1 },
      ],
      {
        settings: {
          max_num_batched_tokens: 64,
          max_num_seqs: 8,
          long_prefill_token_threshold: 16,
        },
      },
    ).run();
    expect(requests.map((request) => request.ttft)).toEqual([4, 1]);
  });
});
