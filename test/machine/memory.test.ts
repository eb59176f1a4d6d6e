import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findData } from "../../sim/cli/files/data.ts";
import { activationBytes } from "../../sim/machine/activations.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import type { KvCacheDtype } from "../../sim/machine/kv.ts";
import { planMemory } from "../../sim/machine/memory.ts";
import type { Model } from "../../sim/machine/model.ts";
import { splitOf } from "../../sim/machine/parallel.ts";
import { quantize } from "../../sim/machine/quantize.ts";
import { settings } from "./world.ts";

const GIB = 2 ** 30;
const llama = findModel("meta-llama/Llama-3.1-8B");
const h100 = findGpu("H100-SXM-80GB");

describe("the memory of a GPU", () => {
  test("leaves 28,957 blocks for Llama-3.1-8B on an H100", () => {
    // 0.92 × 81,559 MiB                       78,679,145,185 B
    // weights 8,030,261,248 × 2 B           − 16,060,522,496 B
    // residual stream 2·2,048·4,096·2 B     −     33,554,432 B
    // 8 copies of 256 × 128,256 logits, 4 B − 1,050,673,152 B
    // reserve 0.75 GiB                      −    805,306,368 B
    // left for the cache                    60,729,088,737 B
    // a block: 16 tokens × 128 KiB             2,097,152 B
    const plan = planMemory(llama, h100, settings);
    expect(plan.kvCache).toBeCloseTo(60_729_088_737, -1);
    expect(plan.bytesPerBlock).toBe(2_097_152);
    expect(plan.blocks).toBe(28_957);
  });

  test("is tiled by the lines of the sum", () => {
    const share = fc.double({ min: 0.1, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...modelNames), share, (name, gpu_memory_utilization) => {
        const plan = planMemory(findModel(name), h100, { ...settings, gpu_memory_utilization });
        const sum = plan.lines.reduce((bytes, line) => bytes + line.bytes, 0);
        expect(sum).toBeCloseTo(plan.kvCache, 3);
      }),
    );
  });

  test("that the weights fill leaves no block, and says how much is missing", () => {
    const plan = planMemory(llama, h100, { ...settings, gpu_memory_utilization: 0.1 });
    expect(plan.blocks).toBe(0);
    expect(plan.kvCache).toBeLessThan(-8 * GIB);
  });
});

describe("activations", () => {
  test("peak in the MLP when many tokens meet a small vocabulary", () => {
    // 32,768 tokens: stream 2·4,096·2 B, MLP 3·11,008·2 B a token, more than 2 × 32,000 logits
    const tokens = 32_768;
    const peak = tokens * (2 * 4096 + 3 * 11_008) * 2;
    expect(activationBytes(findModel("meta-llama/Llama-2-7b-hf"), { tokens, requests: 2 })).toBe(
      peak,
    );
  });

  test("are less where norms are split by tokens: of the residual stream a share is kept", () => {
    const step = { tokens: 8192, requests: 256 };
    const of = (bySequence: boolean) =>
      activationBytes(llama, {
        ...step,
        split: splitOf({ tensor_parallel_size: 4, enable_sequence_parallel: bySequence }),
      });
    expect(of(false) - of(true)).toBe((8192 - 2048) * 4096 * 2);
    expect(
      activationBytes(llama, { ...step, split: splitOf({ enable_sequence_parallel: true }) }),
    ).toBe(activationBytes(llama, step));
  });

  test("of a plain MLP have one matrix less to hold", () => {
    const plain = { ...llama, mlp: "plain" as const };
    const wide = 65_536;
    const step = { tokens: wide, requests: 1 };
    expect(activationBytes(llama, step) - activationBytes(plain, step)).toBe(wide * 14_336 * 2);
  });
});

interface Case {
  id: string;
  model: string;
  gpu: string;
  dtype: string;
  tp: number;
  pp: number;
  kv_cache_dtype: KvCacheDtype;
  total_kv_blocks: number;
  gpu_memory_utilization: number;
  max_num_batched_tokens: number;
  max_num_seqs: number;
  block_size: number;
}

/** vLLM's online quantization: every matrix of a layer, with one scale. */
const inFp8 = (model: Model): Model =>
  quantize(model, {
    method: "fp8",
    format: { name: "fp8", bitsPerElement: 8, scales: { per: "matrix", bytes: 4 }, inputScale: 0 },
    keeps: [],
    head: false,
  });

const served = findData("e2e_cases/vllm_026_h200_dev.json");

describe.skipIf(served === undefined)("against vLLM 0.26 on H200", () => {
  const cases: Case[] = served ? JSON.parse(readFileSync(served, "utf8")).cases : [];
  // A draft model shares the memory; a tight cache is set by hand.
  const planned = cases.filter(({ id, pp }) => pp === 1 && !/spec|tight/.test(id));

  test.each(planned)("$id has the blocks that vLLM found, within 1 %", (run) => {
    const { tp: tensor_parallel_size, dtype } = run;
    const model = dtype === "fp8" ? inFp8(findModel(run.model)) : findModel(run.model);
    const { blocks } = planMemory(model, findGpu(run.gpu), { ...run, tensor_parallel_size });
    expect(Math.abs(blocks / run.total_kv_blocks - 1)).toBeLessThan(0.01);
  });
});
