import { describe, expect, test } from "vitest";
import { parameters } from "../../sim/machine/parameters.ts";
import { PartError } from "../../sim/machine/part-error.ts";
import { readModel } from "../../sim/machine/read-model.ts";
import { tinyLlama as llama } from "./world.ts";

describe("a config.json", () => {
  test("is counted by hand: a small Llama", () => {
    // embedding 100·64, head 100·64, final norm 64
    // a layer: q 64·64, k and v 2·64·32, o 64·64, MLP 3·64·128, two norms 2·64
    const layer = 64 * 64 + 2 * 64 * 32 + 64 * 64 + 3 * 64 * 128 + 2 * 64;
    expect(parameters(readModel(llama)).total).toBe(2 * 100 * 64 + 64 + 2 * layer);
  });

  test("of the GPT line has its older names, plain MLPs four times as wide, and biases", () => {
    const gpt2 = readModel({
      model_type: "gpt2",
      n_layer: 12,
      n_embd: 768,
      n_head: 12,
      n_positions: 1024,
      vocab_size: 50_257,
      n_inner: null,
    });
    expect(gpt2).toMatchObject({ mlp: "plain", norm: "layer", intermediate: 3072, kvHeads: 12 });
    // The published size of GPT-2 small.
    expect(parameters(gpt2).total).toBe(124_439_808);
  });

  test("of Falcon-7B has one KV head and one norm a layer", () => {
    const falcon = readModel({
      model_type: "falcon",
      alibi: false,
      bias: false,
      hidden_size: 4544,
      multi_query: true,
      new_decoder_architecture: false,
      num_attention_heads: 71,
      num_hidden_layers: 32,
      num_kv_heads: 71,
      parallel_attn: true,
      vocab_size: 65_024,
    });
    expect(falcon.kvHeads).toBe(1);
    // The published size of Falcon-7B.
    expect(parameters(falcon).total).toBe(6_921_720_704);
  });

  test("may keep the language model under text_config", () => {
    const nested = { architectures: ["Seeing"], torch_dtype: "bfloat16", text_config: llama };
    expect(readModel(nested, "seeing")).toEqual(readModel(llama, "seeing"));
  });

  test("of Qwen2 adds biases to queries, keys and values without saying so", () => {
    const { bias } = readModel({ ...llama, model_type: "qwen2" });
    expect(bias).toEqual({ qkv: true, output: false, mlp: false, head: false });
  });

  test("of Qwen3 has norms of queries and keys, and heads wider than hidden ÷ heads", () => {
    const qwen = readModel({ ...llama, model_type: "qwen3", head_dim: 32 });
    const plain = readModel({ ...llama, head_dim: 32 });
    expect(parameters(qwen).total - parameters(plain).total).toBe(2 * 2 * 32);
    expect(plain.headDim).toBe(32);
  });

  test("in 32 bits is served in 16", () => {
    expect(readModel({ ...llama, torch_dtype: "float32" }).bytesPerElement).toBe(2);
  });

  test("with a window as long as the context, or switched off, attends to everything", () => {
    expect(readModel({ ...llama, sliding_window: 1024 }).context).toBe(1024);
    expect(readModel({ ...llama, sliding_window: 256, use_sliding_window: false }).context).toBe(
      1024,
    );
  });
});

describe("what is not modelled yet is refused at its key", () => {
  test.each([
    ["word_embed_proj_dim", 32],
    ["alibi", true],
    ["mamba_d_state", 16],
    ["linear_num_value_heads", 32],
    ["cross_attention_layers", [3, 8]],
    ["attn_type_list", [0, 1]],
    ["is_encoder_decoder", true],
    ["index_topk", 2048],
    ["ffn_config", { moe_num_experts: 16 }],
  ])("%s", (key, value) => {
    expect(() => readModel({ ...llama, [key]: value })).toThrow(
      expect.objectContaining({
        path: key,
        value,
        message: expect.stringContaining("not modelled yet"),
      }),
    );
  });

  test("the place inside text_config is named", () => {
    expect(() => readModel({ text_config: { ...llama, alibi: true } })).toThrow(
      expect.objectContaining({ path: "text_config.alibi", value: true }),
    );
  });
});

describe("what makes no sense is refused at its key", () => {
  test.each([
    ["hidden_size", 0, "whole number above 0"],
    ["num_hidden_layers", "many", "whole number above 0"],
    ["num_key_value_heads", 3, "does not divide the 4 query heads"],
    ["torch_dtype", "int4", "is not one of bfloat16, float16, float32"],
  ])("%s: %s", (key, value, complaint) => {
    expect(() => readModel({ ...llama, [key]: value })).toThrow(
      expect.objectContaining({ path: key, message: expect.stringContaining(complaint) }),
    );
  });

  test("a missing key says its other name too", () => {
    const { num_hidden_layers: _, ...headless } = llama;
    expect(() => readModel(headless)).toThrow(PartError);
    expect(() => readModel(headless)).toThrow(
      /num_hidden_layers is missing, also known as n_layer/,
    );
  });
});
