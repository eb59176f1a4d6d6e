import { describe, expect, test } from "vitest";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import type { EngineSettings } from "../../sim/scenario/schema.ts";
import { linearCost, world } from "./world.ts";

const settings = (more: Partial<EngineSettings>): Partial<EngineSettings> => ({
  batching: "static",
  max_batch_size: 2,
  max_queue_delay: 0,
  ...more,
});

describe("static batching", () => {
  test("a batch starts when it is full, and the next one when the longest member is done", () => {
    // A (2 tokens) and B (4) fill a batch in [0, 4]; C and D wait for it, though A is done at 2.
    const { requests } = world(
      [
        { prompt: 10, output: 2 },
        { prompt: 10, output: 4 },
        { prompt: 10, output: 1 },
        { prompt: 10, output: 1 },
      ],
      { settings: settings({}) },
    ).run();
    expect(requests.map((request) => request.ttft)).toEqual([1, 1, 5, 5]);
    expect(requests.map((request) => request.e2el)).toEqual([2, 4, 5, 5]);
  });

  test("an incomplete batch starts when its oldest has waited max_queue_delay", () => {
    const { requests } = world([{ at: 1, prompt: 10, output: 1 }], {
      settings: settings({ max_queue_delay: 0.5 }),
    }).run();
    expect(requests[0]!.ttft).toBe(1.5);
  });

  test("the oldest starts it, though a later one goes first", () => {
    const { requests } = world(
      [
        { prompt: 50, output: 1 },
        { at: 1.5, prompt: 10, output: 1 },
      ],
      { settings: settings({ max_batch_size: 4, max_queue_delay: 2, order: "shortest-first" }) },
    ).run();
    expect(requests.map((request) => request.ttft)).toEqual([3, 1.5]);
  });

  test("one that comes within the delay joins, and fills the batch at once", () => {
    const { requests } = world(
      [
        { prompt: 10, output: 1 },
        { at: 0.25, prompt: 10, output: 1 },
      ],
      { settings: settings({ max_queue_delay: 8 }) },
    ).run();
    expect(requests.map((request) => request.ttft)).toEqual([1.25, 1]);
  });

  test("a preferred size starts at once, smaller than the largest", () => {
    // 3 wait at 0: no batch of 8, but a preferred one of 2; the third waits for that batch and
    // then, alone, for its delay (since 0) to be over, which it is.
    const { requests } = world(
      [
        { prompt: 10, output: 2 },
        { prompt: 10, output: 2 },
        { prompt: 10, output: 2 },
      ],
      { settings: settings({ max_batch_size: 8, max_queue_delay: 1, preferred_batch_size: [2] }) },
    ).run();
    expect(requests.map((request) => request.ttft)).toEqual([1, 1, 3]);
  });

  test("prompts padded to the longest and idle slots are computed, and counted", () => {
    const padding: number[] = [];
    const tokens: number[] = [];
    const probe: Probe = {
      ...blind,
      stepScheduled(step) {
        padding.push(step.padding);
        tokens.push(step.shape.tokens);
      },
    };
    // Prompts 10 and 30 make a rectangle of 60; outputs 1 and 3 leave an idle slot for two steps.
    world(
      [
        { prompt: 10, output: 1 },
        { prompt: 30, output: 3 },
      ],
      { settings: settings({}), probes: [probe] },
    ).run();
    expect(tokens).toEqual([60, 2, 2]);
    expect(padding).toEqual([20, 1, 1]);
  });

  test("the wait for a batch to form and to end is charged to the batch", () => {
    const { ledgers } = world(
      [
        { prompt: 10, output: 3 },
        { at: 0.5, prompt: 10, output: 1 },
      ],
      { settings: settings({ max_batch_size: 1 }), cost: linearCost(1, 0) },
    ).run();
    // It came in the first batch's first step, [0, 1], and then waited for that batch to end at 3:
    // wait_step is part 1, wait_batch part 2, prefill part 6.
    expect([...ledgers.get(1)!.slice(0, 7)]).toEqual([0, 0.5, 2, 0, 0, 0, 1]);
  });

  test("members that do not fit the cache wait for the next batch", () => {
    // 4 blocks of 16: each needs 2 for its 20 + 5 − 1 tokens, so two of three fit.
    const { requests } = world(
      [
        { prompt: 20, output: 5 },
        { prompt: 20, output: 5 },
        { prompt: 20, output: 5 },
      ],
      { blocks: 4, settings: settings({ max_batch_size: 3 }) },
    ).run();
    expect(requests.map((request) => request.ttft)).toEqual([1, 1, 6]);
  });
});
