/** `rooflight memory`: what of a GPU's memory is left for requests, and how many it holds. */
import type { ArgumentsCamelCase, CommandModule } from "yargs";
import { flag, type ParallelFlags, parallel, parts, value } from "../ask/flags.ts";
import { oneForm } from "../ask/given.ts";

/** As written on the command line. */
interface MemoryFlags extends ParallelFlags {
  model: string;
  gpu: string;
  "max-model-len": string | undefined;
  "kv-cache-dtype": string | undefined;
  "gpu-memory-utilization": string | undefined;
  "max-num-seqs": string | undefined;
  "max-num-batched-tokens": string | undefined;
  "block-size": string | undefined;
  batch: string | undefined;
  length: string | undefined;
  json: boolean;
  csv: boolean;
}

export type MemoryOptions = ArgumentsCamelCase<MemoryFlags>;

export const memory: CommandModule<object, MemoryFlags> = {
  command: "memory",
  describe: "divide a GPU's memory, and say how many requests it holds",
  builder: (parser) =>
    parser
      .options({
        ...parts,
        ...parallel,
        "max-model-len": value("most tokens of a request, prompt and output [the model's own]"),
        "kv-cache-dtype": value("number format of the KV cache: auto, bfloat16, fp8, … [auto]"),
        "gpu-memory-utilization": value("share of GPU memory that the engine may use [0.92]"),
        "max-num-seqs": value("most requests that run at the same time [256]"),
        "max-num-batched-tokens": value("most new tokens in one step [2048]"),
        "block-size": value("tokens in one block of the cache [16]"),
        batch: value("requests, for the formula and for whether they fit [1]"),
        length: value("tokens of each of them, prompt and output [8192]"),
        json: flag("print all of it as JSON"),
        csv: flag("print the requests held at each length as CSV"),
      })
      .check(oneForm)
      .example("$0 --model meta-llama/Llama-3.1-8B --gpu H100-SXM-80GB", "one model on one GPU")
      .epilogue("Exit code 0 where the model does not fit, too: that is an answer."),
  async handler(options) {
    const { tellMemory } = await import("../memory/memory.ts");
    tellMemory(options);
  },
};
