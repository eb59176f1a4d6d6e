import { describe, expect, test } from "vitest";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import {
  dtypes,
  formatRemarks,
  lacks,
  lacksForWeights,
  multipliedIn,
  requireFormat,
  servedFormat,
  servedOn,
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
      "has no FP8 arithmetic (it multiplies fp32, tf32, fp16, bf16, int8, int4): weights can " +
        "be kept in it, and are unpacked to 16 bits to multiply",
    );
    expect(lacks(h100, "fp8")).toBeUndefined();
  });

  test("is refused at its place where it is required", () => {
    expect(() => requireFormat(h100, "fp8", "quantization")).not.toThrow();
    expect(() => requireFormat(a100, "fp8", "quantization")).toThrow(
      expect.objectContaining({ path: "quantization", value: "fp8" }),
    );
  });
});

describe("packed weights", () => {
  const packed = (quant_method: string) =>
    readModel({ ...small, quantization_config: { quant_method } }, "small");
  const [fp8, mxfp4] = [packed("fbgemm_fp8"), packed("mxfp4")];

  test("are served by every GPU for which engines have a kernel", () => {
    for (const gpu of [t4, a100, h100]) expect(lacksForWeights(gpu, fp8)).toBeUndefined();
    for (const gpu of [a100, h100]) expect(lacksForWeights(gpu, mxfp4)).toBeUndefined();
    expect(lacksForWeights(v100, fp8)).toBe(
      "is a Volta GPU, which no engine serves weights in FP8 on",
    );
    expect(lacksForWeights(t4, mxfp4)).toMatch(/^is a Turing GPU/);
    expect(lacksForWeights(v100, findModel("meta-llama/Llama-3.2-1B"))).toBeUndefined();
  });

  test("are multiplied in 8 bits where the GPU can, all others in 16", () => {
    const of = (gpu: typeof a100, model: typeof fp8) => [
      multipliedIn({ gpu, model }, true),
      multipliedIn({ gpu, model }, false),
    ];
    expect(of(h100, fp8)).toEqual(["fp8", "bf16"]);
    expect(of(a100, fp8)).toEqual(["bf16", "bf16"]);
    expect(of(t4, fp8)).toEqual(["fp16", "fp16"]);
    expect(of(findGpu("B200"), mxfp4)).toEqual(["bf16", "bf16"]);
    expect(servedOn(a100, fp8).quantization!.arithmetic).toBe("16-bit");
    expect(servedOn(h100, fp8)).toBe(fp8);
  });

  test("are remarked on where they are unpacked", () => {
    expect(formatRemarks(h100, fp8, "auto")).toEqual([]);
    expect(formatRemarks(a100, fp8, "auto")).toEqual([
      "The A100-SXM-80GB has no FP8 arithmetic: small is read in FP8 and unpacked to multiply in " +
        "16 bits, as vLLM does; its kernels were not measured there, and are taken to reach what " +
        "those of 16 bits do.",
    ]);
    expect(formatRemarks(h100, mxfp4, "auto")).toEqual([
      "small is read in MXFP4 and unpacked to multiply in 16 bits, as vLLM does.",
    ]);
    expect(formatRemarks(findGpu("B200"), mxfp4, "auto").join()).toMatch(/on Hopper alone\.$/);
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
    expect(formatRemarks(t4, bf16, "auto")).toEqual([
      "The T4-16GB has no BF16 arithmetic: small, kept in bfloat16, is served in float16, " +
        "as vLLM does.",
    ]);
    expect(formatRemarks(t4, bf16, "float16")).toEqual([]);
    expect(formatRemarks(a100, bf16, "auto")).toEqual([]);
    expect(formatRemarks(a100, fp32, "auto")).toEqual([
      "small, kept in float32, is served in bfloat16, as vLLM does.",
    ]);
  });

  test("has the names of vLLM", () => {
    expect(dtypes).toEqual(["auto", "float16", "bfloat16"]);
  });
});
