/** The paged cache of layers in groups, some of which forget what is out of their reach. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PagedCache } from "../../sim/engine/kv-cache/paged.ts";
import type { Reach } from "../../sim/kernel/reach.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import {
  type BlockNeed,
  blockNeed,
  blocksPerRequest,
  longestIn,
  mostInGroup,
} from "../../sim/machine/kv-blocks.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { alternating, chunked, windowed } from "../cost/attention-models.ts";
import { fixedCost, world } from "./world.ts";

/** One group that sees everything and one that sees the last 4 tokens. */
const window: Reach = { kind: "sliding", window: 4 };
const need: BlockNeed = { groups: 2, recycling: { groups: 1, reach: window, most: 6 } };

/** Blocks held at each step's schedule, and once more at its return, of a request alone. */
function heldBy(request: { prompt: number; output: number }, blockNeed: BlockNeed) {
  const held: [number, number][] = [];
  const probe: Probe = {
    ...blind,
    stepScheduled: (_step, engine) => held.push([engine.kvBlocksHeld, 0]),
    stepFinished: (_step, engine) => {
      held[engine.stepsFinished - 1]![1] = engine.kvBlocksHeld;
    },
  };
  world([request], {
    cost: fixedCost(1),
    blocks: 100,
    settings: { block_size: 2, max_num_batched_tokens: 4, max_num_seqs: 4 },
    blockNeed,
    ...(blockNeed.recycling && { reach: blockNeed.recycling.reach }),
    probes: [probe],
  }).run();
  return held;
}

describe("blocks of 2 tokens, in one group that keeps all and one with a window of 4", () => {
  test("are given back as steps return that went past them", () => {
    // Pieces of 4 and 3 tokens, then decodes with 8, 9 and 10 tokens. When 4 are settled the next
    // query sees tokens 2 to 5: no block is out of reach. When 7 are, it sees 5 to 8: two are.
    expect(heldBy({ prompt: 7, output: 4 }, need)).toEqual([
      [4, 4],
      [8, 6],
      [6, 6],
      [8, 7],
      [7, 0],
    ]);
  });

  test("are all kept where nothing is out of reach", () => {
    expect(heldBy({ prompt: 7, output: 4 }, { groups: 2 })).toEqual([
      [4, 4],
      [8, 8],
      [8, 8],
      [10, 10],
      [10, 0],
    ]);
  });

  test("are counted at the most that a request ever holds when it is let in", () => {
    const asked = { prompt: 40, output: 1 };
    const { requests } = world([asked], { blocks: 26, settings: { block_size: 2 } });
    const fits = (blocks: number) => new PagedCache(blocks, 2, need).fits(requests[0]!);
    // 20 blocks in the full group, and 6 at most in the other
    expect([fits(25), fits(26)]).toEqual([false, true]);
  });
});

test("no request ever holds more blocks than memory plans for it", () => {
  const models = fc.constantFrom(
    windowed(100),
    alternating(33),
    chunked(48),
    findModel("openai/gpt-oss-20b"),
  );
  const lengths = fc.record({
    prompt: fc.integer({ min: 1, max: 900 }),
    output: fc.integer({ min: 1, max: 300 }),
  });
  fc.assert(
    fc.property(
      models,
      lengths,
      fc.constantFrom(4, 16),
      fc.constantFrom(16, 64, 1024),
      fc.boolean(),
      (model, request, block_size, max_num_batched_tokens, async_scheduling) => {
        const settings = { block_size, max_num_batched_tokens, async_scheduling };
        const need = blockNeed(model, 8192, settings);
        let most = 0;
        const probe: Probe = {
          ...blind,
          stepScheduled: (_step, engine) => {
            most = Math.max(most, engine.kvBlocksHeld);
          },
        };
        world([request], {
          blocks: 5000,
          settings: { ...settings, max_num_seqs: 16 },
          blockNeed: need,
          reach: need.recycling!.reach,
          probes: [probe],
        }).run();
        const length = request.prompt + request.output - 1;
        expect(most).toBeLessThanOrEqual(blocksPerRequest(model, length, settings));
      },
    ),
    { numRuns: 60 },
  );
});

test("the longest request that blocks hold is the last one whose blocks are no more", () => {
  const settings = { block_size: 16, max_num_batched_tokens: 512 };
  const model = fc.constantFrom(windowed(100), alternating(300), chunked(64));
  fc.assert(
    fc.property(model, fc.integer({ min: 1, max: 3000 }), (of, blocks) => {
      const longest = 20_000;
      const held = longestIn(blocks, longest, { ...blockNeed(of, longest, settings), size: 16 });
      expect(blocksPerRequest(of, held, settings)).toBeLessThanOrEqual(blocks);
      if (held < longest) expect(blocksPerRequest(of, held + 1, settings)).toBeGreaterThan(blocks);
    }),
  );
});

test("a chunk holds itself and the tokens in flight, in blocks", () => {
  const sync = { block_size: 16, max_num_batched_tokens: 32, async_scheduling: false };
  expect(mostInGroup({ kind: "chunked", chunk: 64 }, sync)).toBe((64 + 32) / 16);
  // Each stage more is a step in flight more.
  const stages = { ...sync, pipeline_parallel_size: 3 };
  expect(mostInGroup({ kind: "chunked", chunk: 64 }, stages)).toBe((64 + 96) / 16);
});
