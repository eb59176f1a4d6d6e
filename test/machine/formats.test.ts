import { describe, expect, test } from "vitest";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import {
  dtypes,
  formatRemark,
  lacks,
  lacksForWeights,
  requireFormat,
  servedFormat,
} from "../../sim/machine/formats.ts";
import { readModel } from "../../sim/machine/read-model.ts";

const [v100, t4, a100, h100] = ["V100", "T4", "A100", "H100"].map(findGpu) as [
  ReturnType<typeof findGpu>,
  ReturnType<typeof findGpu>,
  ReturnType<typeof findGpu>,
  ReturnType<typeof findGpu>,
];

const small = {
  num_hidden_layers: 2,
  hidden_size: 64,
  num_attention_heads: 4,
  intermediate_size: 128,
  vocab_size: 1000,
  max_position_embeddings: 512,
};

describe("a format that a GPU lacks", () => {
  test("is said with what it has and what serves instead", () => {
    expect(lacks(v100, "bf16")).toBe(
      "has no BF16 arithmetic (it multiplies fp32, fp16): float16 serves instead",
    );
    expect(lacks(a100, "fp8")).toBe(
      "has no FP8 arithmetic (it multiplies fp32, tf32, fp16, bf16, int8, int4): engines can " +
        "keep weights in it and multiply in 16 bits, which is not priced here yet",
    );
    expect(lacks(h100, "fp8")).toBeUndefined();
  });

  test("is refused at its place where it is required", () => {
    expect(() => requireFormat(h100, "fp8", "quantization")).not.toThrow();
    expect(() => requireFormat(a100, "fp8", "quantization")).toThrow(
      expect.objectContaining({ path: "quantization", value: "fp8" }),
    );
  });

  test("is told of a checkpoint kept in it", () => {
    const fp8 = readModel({ ...small, quantization_config: { quant_method: "fbgemm_fp8" } });
    const mxfp4 = readModel({ ...small, quantization_config: { quant_method: "mxfp4" } });
    expect(lacksForWeights(a100, fp8)).toMatch(/^has no FP8 arithmetic/);
    expect(lacksForWeights(h100, fp8)).toBeUndefined();
    expect(lacksForWeights(h100, mxfp4)).toMatch(/^has no FP4 arithmetic/);
    expect(lacksForWeights(findGpu("B200"), mxfp4)).toBeUndefined();
    expect(lacksForWeights(a100, findModel("meta-llama/Llama-3.2-1B"))).toBeUndefined();
  });
});

describe("what an engine multiplies in", () => {
  const formats = (gpu: typeof v100, dtype: "bfloat16" | "float16" | "float32") =>
    servedFormat(gpu, { dtype }, "auto");

  test("is the checkpoint's own format, float32 narrowed, where the GPU has it", () => {
    expect(formats(a100, "bfloat16")).toBe("bf16");
    expect(formats(a100, "float16")).toBe("fp16");
    expect(formats(a100, "float32")).toBe("bf16");
  });

  test("is float16 on Volta and Turing, whatever the checkpoint's", () => {
    for (const gpu of [v100, t4])
      for (const dtype of ["bfloat16", "float16", "float32"] as const)
        expect(formats(gpu, dtype)).toBe("fp16");
  });

  test("is what was asked for by name, or refused", () => {
    expect(servedFormat(a100, { dtype: "float16" }, "bfloat16")).toBe("bf16");
    expect(servedFormat(a100, { dtype: "bfloat16" }, "float16")).toBe("fp16");
    expect(() => servedFormat(v100, { dtype: "float16" }, "bfloat16")).toThrow(
      expect.objectContaining({ path: "dtype", value: "bfloat16" }),
    );
  });

  test("is remarked on where it is not the checkpoint's", () => {
    const bf16 = readModel({ ...small, dtype: "bfloat16" }, "small");
    const fp32 = readModel({ ...small, dtype: "float32" }, "small");
    expect(formatRemark(t4, bf16, "auto")).toBe(
      "The T4-16GB has no BF16 arithmetic: small, kept in bfloat16, is served in float16, " +
        "as vLLM does.",
    );
    expect(formatRemark(t4, bf16, "float16")).toBeUndefined();
    expect(formatRemark(a100, bf16, "auto")).toBeUndefined();
    expect(formatRemark(a100, fp32, "auto")).toBe(
      "small, kept in float32, is served in bfloat16, as vLLM does.",
    );
  });

  test("has the names of vLLM", () => {
    expect(dtypes).toEqual(["auto", "float16", "bfloat16"]);
  });
});
