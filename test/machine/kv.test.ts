import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import { kvBytes, kvBytesPerToken, kvCacheDtypes, mostKvBytes } from "../../sim/machine/kv.ts";
import { blockBytes, blocksPerRequest, kvGroups } from "../../sim/machine/kv-blocks.ts";
import type { Model } from "../../sim/machine/model.ts";
import { kvTextbook, kvTextbookShort } from "../../sim/machine/textbook.ts";

const gptOss = findModel("openai/gpt-oss-20b");
const scout = findModel("meta-llama/Llama-4-Scout-17B-16E");
const deepseek = findModel("deepseek-ai/DeepSeek-V3");
const mistral = findModel("mistralai/Mistral-7B-v0.1");
const llama = findModel("meta-llama/Llama-3.1-8B");

describe("the cache of a request", () => {
  test("is its tokens times a token's bytes where every layer sees everything", () => {
    // 2 × 32 layers × 8 heads × 128 × 2 B = 128 KiB a token
    expect(kvBytes(llama, 1000)).toBe(1000 * 131_072);
    expect(kvBytes(llama, 1000, { kv_cache_dtype: "fp8" })).toBe(1000 * 65_536);
  });

  test("of gpt-oss stops growing in every other layer after 128 tokens", () => {
    // a layer: 2 × 8 × 64 × 2 B = 2 KiB a token; 12 layers of each kind
    expect(kvBytes(gptOss, 100)).toBe(24 * 100 * 2048);
    expect(kvBytes(gptOss, 1000)).toBe(12 * (1000 + 128) * 2048);
  });

  test("of Llama-4-Scout begins anew with each chunk in three of four layers", () => {
    // a layer: 2 × 8 × 128 × 2 B = 4 KiB a token; 12 layers see everything, 36 their chunk of 8,192
    expect(kvBytes(scout, 8192)).toBe(48 * 8192 * 4096);
    expect(kvBytes(scout, 8193)).toBe((12 * 8193 + 36 * 1) * 4096);
    expect(mostKvBytes(scout, 8193)).toBe((12 * 8193 + 36 * 8192) * 4096);
  });

  test("of DeepSeek-V3 is one latent vector, and every rank has the whole", () => {
    // (512 + 64) × 2 B × 61 layers
    expect(kvBytesPerToken(deepseek)).toBe(70_272);
    expect(kvBytesPerToken(deepseek, { tensor_parallel_size: 8 })).toBe(70_272);
  });

  test("of Mistral-7B-v0.1 never exceeds its window", () => {
    expect(kvBytes(mistral, 32_768)).toBe(4096 * kvBytesPerToken(mistral));
  });

  test("is shared by ranks, and repeated where they outnumber the KV heads", () => {
    const perRank = (ranks: number) => kvBytesPerToken(llama, { tensor_parallel_size: ranks });
    expect([1, 2, 8, 16, 32].map(perRank)).toEqual([131_072, 65_536, 16_384, 16_384, 16_384]);
  });
});

const model = fc.constantFrom(...modelNames.map(findModel));
const settings = fc.record({
  kv_cache_dtype: fc.constantFrom(...kvCacheDtypes),
  tensor_parallel_size: fc.integer({ min: 1, max: 64 }),
});
const tokens = fc.integer({ min: 1, max: 200_000 });
const engine = { block_size: 16, max_num_batched_tokens: 2048 };

describe("properties of the cache", () => {
  test("its peak never falls as the context grows, nor does a request's number of blocks", () => {
    fc.assert(
      fc.property(model, settings, tokens, tokens, (of, how, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(mostKvBytes(of, more, how)).toBeGreaterThanOrEqual(mostKvBytes(of, less, how));
        expect(kvBytes(of, less, how)).toBeLessThanOrEqual(mostKvBytes(of, less, how));
        const blocks = (context: number) => blocksPerRequest(of, context, { ...engine, ...how });
        expect(blocks(more)).toBeGreaterThanOrEqual(blocks(less));
      }),
    );
  });

  test("ranks together hold at least the whole", () => {
    fc.assert(
      fc.property(model, settings, tokens, (of, how, context) => {
        const { kv_cache_dtype, tensor_parallel_size: ranks } = how;
        const whole = kvBytes(of, context, { kv_cache_dtype });
        expect(ranks * kvBytes(of, context, how)).toBeGreaterThanOrEqual(whole);
      }),
    );
  });

  test("vLLM's blocks hold at least the ideal", () => {
    fc.assert(
      fc.property(model, settings, tokens, (of, how, context) => {
        const both = { ...engine, ...how };
        const held = blocksPerRequest(of, context, both) * blockBytes(of, both);
        expect(held).toBeGreaterThanOrEqual(mostKvBytes(of, context, how));
      }),
    );
  });
});

describe("vLLM's groups of layers", () => {
  const shape = (of: Model): unknown => {
    const { layersPerBlock, kinds } = kvGroups(of);
    return [layersPerBlock, kinds.map(({ reach, groups }) => `${groups} ${reach.kind}`)];
  };

  test("are one where all layers are alike", () => {
    expect(shape(llama)).toEqual([32, ["1 full"]]);
    expect(shape(mistral)).toEqual([32, ["1 sliding"]]);
    expect(shape(deepseek)).toEqual([61, ["1 full"]]);
  });

  test("have the size of the smaller kind, or of the larger where they are nearly equal", () => {
    expect(shape(gptOss)).toEqual([12, ["1 sliding", "1 full"]]);
    expect(shape(scout)).toEqual([12, ["3 chunked", "1 full"]]);
    const uneven = { ...gptOss, layers: 25, reach: [...gptOss.reach, { kind: "full" as const }] };
    expect(shape(uneven)).toEqual([13, ["1 sliding", "1 full"]]);
  });

  test("keep windows and the tokens in flight, which is much more than the window", () => {
    // 10,000 tokens: 625 blocks in the full group. Window: 127 + 2 steps of 2,048 in flight are
    // 4,223 tokens, 264 blocks, and one since windows need not start where blocks do.
    expect(blocksPerRequest(gptOss, 10_000, engine)).toBe(625 + 265);
    // One step in flight: 127 + 2,048 = 2,175 tokens, 136 blocks and one
    const sync = { ...engine, async_scheduling: false };
    expect(blocksPerRequest(gptOss, 10_000, sync)).toBe(625 + 137);
    // Short ones have no more blocks than tokens need: 7 in each group
    expect(blocksPerRequest(gptOss, 100, engine)).toBe(14);
  });

  test("are one where the hybrid manager is off: every layer keeps every token", () => {
    const off = { ...engine, disable_hybrid_kv_cache_manager: true };
    expect(blocksPerRequest(scout, 20_000, off)).toBe(1250);
    // 48 layers of 4 KiB a token, 16 tokens
    expect(blockBytes(scout, off)).toBe(48 * 4096 * 16);
  });

  test("keep a chunk and the tokens in flight", () => {
    // 20,000 tokens: 1,250 blocks; a chunk of 8,192 and 4,096 in flight are 768 blocks in each of 3
    expect(blocksPerRequest(scout, 20_000, engine)).toBe(1250 + 3 * 768);
  });
});

describe("the formula of textbooks", () => {
  const cached = { batch: 4, length: 2048, bytes: 2 };

  test("is told in numbers, and is the cache of models whose layers keep everything", () => {
    expect(kvTextbook(llama, cached)).toMatchObject({
      holds: true,
      arithmetic: "2 × 32 × 8 × 128 × 2 B = 131072 B a token, × 4 × 2048 = 1073741824 B",
      perToken: 131_072,
      total: 4 * kvBytes(llama, 2048),
    });
  });

  test("in its short form holds for multi-head attention", () => {
    const opt = findModel("facebook/opt-13b");
    expect(kvTextbookShort(opt, cached)).toMatchObject({
      holds: true,
      arithmetic: "2 × 40 × 5120 × 2 B = 819200 B a token, × 4 × 2048 = 6710886400 B",
      total: 4 * kvBytes(opt, 2048),
    });
  });

  test.each([
    ["meta-llama/Llama-3.1-8B", /GQA: 32 query heads share 8 KV heads: it would be 4 times/],
    ["tiiuae/falcon-7b", /MQA: 71 query heads share 1 KV head/],
    ["deepseek-ai/DeepSeek-V3", /MLA caches one latent vector of 512 \+ 64 = 576 elements/],
  ])("in its short form is refused for %s, with the reason", (name, reason) => {
    expect(kvTextbookShort(findModel(name), cached)).toMatchObject({
      holds: false,
      reason: expect.stringMatching(reason),
    });
  });

  test("is refused where heads are wider than the hidden size tells", () => {
    const wide = { ...findModel("facebook/opt-13b"), headDim: 256 };
    expect(kvTextbookShort(wide, cached)).toMatchObject({
      reason: "40 heads of 256 are 10240 wide, and the hidden size is 5120",
    });
  });

  test("is refused beyond a window, and for MLA", () => {
    expect(kvTextbook(mistral, cached).holds).toBe(true);
    expect(kvTextbook(mistral, { ...cached, length: 5000 })).toMatchObject({
      reason: "32 of 32 layers look back 4096 tokens at most, and keep no more of 5000",
    });
    expect(kvTextbook(deepseek, cached).holds).toBe(false);
  });
});
