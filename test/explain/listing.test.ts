import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import {
  attentionInWords,
  listGpus,
  listingCsv,
  listingJson,
  listModels,
  listPolicies,
} from "../../sim/explain/listing.ts";
import { gpuNames } from "../../sim/machine/find-gpu.ts";
import { modelNames } from "../../sim/machine/find-model.ts";
import { readModel } from "../../sim/machine/read-model.ts";

describe("the list of", () => {
  test("GPUs has the catalogue, each figure with its unit", () => {
    const rows = listingJson(listGpus());
    expect(rows.map(({ name }) => name)).toEqual(gpuNames);
    expect(rows.find(({ name }) => name === "H100-SXM-80GB")).toMatchObject({
      memory_gib: 81_559 / 1024,
      bandwidth_tb_per_s: 3.35,
      bf16_tflop_per_s: 989.4,
      bf16_sparse_tflop_per_s: 2 * 989.4,
      peer_link: "NVLink 4",
      peer_link_gb_per_s: 450,
      host_link: "PCIe 5.0 x16",
      tdp_w: 700,
      kernels_measured: true,
    });
  });

  test("GPUs shows people fp16, marked, where bf16 is lacking", () => {
    const { rows, columns } = listGpus();
    const bf16 = columns.find(({ title }) => title === "bf16")!;
    const shown = (name: string) => bf16.shown!(rows.find((gpu) => gpu.name === name)!);
    expect([shown("V100-SXM-16GB"), shown("A100-SXM-80GB")]).toEqual(["125†", "312"]);
  });

  test("models has the catalogue", () => {
    const rows = listingJson(listModels());
    expect(rows.map(({ name }) => name)).toEqual(modelNames);
    expect(rows.find(({ name }) => name === "meta-llama/Llama-3.1-8B")).toMatchObject({
      parameters: 8_030_261_248,
      layers: 32,
      attention: "GQA 4",
      kv_bytes_per_token: 131_072,
      context_tokens: 131_072,
      tensor_parallel_sizes: "1 2 4 8 16 32",
      experts: null,
      data_parallel_sizes_of_whole_experts: null,
    });
    expect(rows.find(({ name }) => name === "deepseek-ai/DeepSeek-V3")).toMatchObject({
      tensor_parallel_sizes: "1 2 4 8 16",
      experts: 256,
      experts_per_token: 8,
      data_parallel_sizes_of_whole_experts: "1 2 4 8 16 32 64 128 256",
    });
  });

  test("models shows people into how many GPUs each divides", () => {
    const { rows, columns } = listModels();
    const tensor = columns.find(({ title }) => title === "TP")!;
    const shown = (name: string) => tensor.shown!(rows.find((model) => model.name === name)!);
    expect(shown("meta-llama/Llama-3.1-8B")).toBe("1–32");
    expect(shown("tiiuae/falcon-7b")).toBe("1");
    // 72 heads, and a padded vocabulary of 50,304 = 2⁷ · 3 · 131
    expect(shown("facebook/opt-66b")).toBe("1 2 3 4 6 8 12 24");
  });

  test("policies says which is meant where nothing is written", () => {
    const rows = listPolicies().rows;
    const meant = rows.filter(({ isDefault }) => isDefault).map(({ setting }) => setting);
    expect(meant).toEqual([...new Set(rows.map(({ setting }) => setting))]);
  });
});

test("a list as CSV has a header and a row each, what is not known being empty", () => {
  const { data } = Papa.parse<Record<string, string>>(listingCsv(listGpus()).trim(), {
    header: true,
  });
  expect(data.map(({ name }) => name)).toEqual(gpuNames);
  const rows = listingJson(listGpus());
  for (const [index, { fp8_tflop_per_s }] of rows.entries())
    expect(data[index]!.fp8_tflop_per_s).toBe(`${fp8_tflop_per_s ?? ""}`);
});

test("attention is told by who shares a KV head, and by how far it looks", () => {
  const config = {
    num_hidden_layers: 4,
    hidden_size: 512,
    num_attention_heads: 8,
    intermediate_size: 1024,
    vocab_size: 1000,
    max_position_embeddings: 4096,
  };
  const words = (keys: object) => attentionInWords(readModel({ ...config, ...keys }));
  expect(words({})).toBe("MHA");
  expect(words({ num_key_value_heads: 2 })).toBe("GQA 4");
  expect(words({ num_key_value_heads: 1 })).toBe("MQA");
  expect(words({ model_type: "mistral", sliding_window: 128 })).toBe("MHA, the last 128 tokens");
});
