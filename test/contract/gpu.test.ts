/** What every GPU of the catalogue must do: serve, and say what of it was not measured. */
import { describe, expect, test } from "vitest";
import { findGpu, gpus, simulate } from "../../sim/index.ts";

const run = (gpu: string, model = "meta-llama/Llama-3.2-1B", engine = {}) =>
  simulate({
    name: gpu,
    workload: {
      arrivals: { process: "poisson", request_rate: 4 },
      num_prompts: 40,
      prompt_tokens: { distribution: "uniform", min: 50, max: 800 },
      output_tokens: { distribution: "uniform", min: 2, max: 60 },
    },
    cluster: { pools: [{ model, gpu, engine: { max_num_seqs: 32, ...engine } }] },
  }).summary;

describe.each(gpus)("$name", ({ name, price }) => {
  test("serves a small model, and says what is not its own", () => {
    const summary = run(name);
    expect(summary.completed).toBe(40);
    expect(summary.mean_ttft_ms).toBeGreaterThan(0);
    const notes = summary.notes.join("\n");
    expect(/Efficiencies of the/.test(notes)).toBe(name !== "H100-SXM-80GB");
    expect(/stands in/.test(notes)).toBe(price.standsIn === true);
  });
});

test("the more bandwidth, the faster a decode, within one generation", () => {
  const tpot = (name: string) => run(name, "meta-llama/Llama-3.1-8B").median_tpot_ms!;
  const order = ["H100-PCIe-80GB", "H100-SXM-80GB", "H200-SXM-141GB"].map(tpot);
  expect([...order].sort((a, b) => b - a)).toEqual(order);
});

test("bfloat16 asked of a V100 is refused at the key that asks", () => {
  expect(() => run("V100", undefined, { dtype: "bfloat16" })).toThrow(
    expect.objectContaining({
      problems: [
        {
          path: ["cluster", "pools", 0, "engine", "dtype"],
          message:
            "cannot be: V100-SXM-16GB has no BF16 arithmetic (it multiplies fp32, fp16): " +
            "float16 serves instead",
          value: "bfloat16",
        },
      ],
    }),
  );
});

test("a checkpoint in bfloat16 is served by a V100 in float16, and that is said", () => {
  const [left, named] = [run("V100"), run("V100", undefined, { dtype: "float16" })];
  expect(left.mean_e2el_ms).toBe(named.mean_e2el_ms);
  expect(left.notes.join()).toContain("is served in float16, as vLLM does");
  expect(named.notes.join()).not.toContain("is served in float16");
});

test("FP8 weights are unpacked by an A100, which is said, and refused on a V100", () => {
  const quantized = {
    ...{ num_hidden_layers: 2, hidden_size: 64, num_attention_heads: 4, vocab_size: 100 },
    ...{ intermediate_size: 128, max_position_embeddings: 512 },
    quantization_config: { quant_method: "fbgemm_fp8" },
  };
  const notes = (gpu: string): string =>
    simulate({
      name: gpu,
      workload: {
        arrivals: { process: "poisson", request_rate: 4 },
        num_prompts: 1,
        prompt_tokens: { distribution: "fixed", tokens: 1 },
        output_tokens: { distribution: "fixed", tokens: 1 },
      },
      cluster: { pools: [{ model: quantized, gpu }] },
    }).summary.notes.join();
  expect(notes("A100")).toContain("The A100-SXM-80GB has no FP8 arithmetic");
  expect(notes("H100")).not.toContain("no FP8 arithmetic");
  expect(findGpu("A100").peak.fp8).toBeUndefined();
  expect(() => notes("V100")).toThrow("cluster.pools.0.gpu is a Volta GPU");
});
