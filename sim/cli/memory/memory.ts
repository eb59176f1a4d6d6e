/**
 * `rooflight memory`, from its options to what it prints.
 */
import {
  answerMemory,
  heldCsv,
  type KvCacheDtype,
  kvCacheDtypes,
  type MemoryQuestion,
  type Model,
  memoryJson,
} from "../../index.ts";
import { askedParallel } from "../ask/parallel.ts";
import { askedGpu, askedModel, refusal } from "../ask/parts.ts";
import { askedCount, askedSettings } from "../ask/settings.ts";
import type { MemoryOptions } from "../commands/memory.ts";
import { inJson } from "../text/json.ts";
import { paintFor } from "../text/paint.ts";
import { memoryPage } from "./page.ts";

export function tellMemory(options: MemoryOptions): void {
  const answer = answerMemory(questionOf(options));
  if (options.json) process.stdout.write(inJson(memoryJson(answer)));
  else if (options.csv) process.stdout.write(heldCsv(answer));
  else process.stdout.write(memoryPage(answer, paintFor(process.stdout)));
}

/** Length of a request where nothing is said. */
const USUAL_LENGTH = 8192;

function questionOf(options: MemoryOptions): MemoryQuestion {
  const gpu = askedGpu(options.gpu);
  const model = askedModel(options.model);
  const parallel = askedParallel(options, { gpu, model });
  const longest = askedLength("max-model-len", options.maxModelLen, model, model.context);
  const { gpu_memory_utilization, max_num_seqs, max_num_batched_tokens, block_size } =
    askedSettings({
      "gpu-memory-utilization": options.gpuMemoryUtilization,
      "max-num-seqs": options.maxNumSeqs,
      "max-num-batched-tokens": options.maxNumBatchedTokens,
      "block-size": options.blockSize,
    });
  const limit = longest ?? model.context;
  return {
    gpu,
    model,
    settings: {
      gpu_memory_utilization,
      max_num_seqs,
      max_num_batched_tokens,
      block_size,
      max_model_len: longest,
      tensor_parallel_size: 1,
      enable_sequence_parallel: false,
      ...parallel,
      kv_cache_dtype: askedKvCacheDtype(options.kvCacheDtype),
    },
    batch: askedCount("batch", options.batch) ?? 1,
    length: askedLength("length", options.length, model, limit) ?? Math.min(USUAL_LENGTH, limit),
  };
}

/** A length that the model, or `--max-model-len`, allows. */
function askedLength(
  option: string,
  written: string | undefined,
  { name, context }: Model,
  most: number,
) {
  const length = askedCount(option, written);
  if (length === undefined || length <= most) return length;
  const why = most === context ? `the ${context} positions of ${name}` : `max_model_len, ${most}`;
  throw refusal({ path: [`--${option}`], value: length, message: `is more than ${why}` });
}

function askedKvCacheDtype(written: string | undefined): KvCacheDtype | undefined {
  const found = kvCacheDtypes.find((name) => name === written);
  if (written === undefined || found !== undefined) return found;
  throw refusal({
    path: ["--kv-cache-dtype"],
    value: written,
    message: `is not one of ${kvCacheDtypes.join(", ")}`,
    choices: kvCacheDtypes,
  });
}
