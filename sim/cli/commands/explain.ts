/** `rooflight explain`: one step of an engine, operator by operator, under the roof of its GPU. */
import type { ArgumentsCamelCase, CommandModule } from "yargs";
import { flag, type ParallelFlags, parallel, parts, value } from "../ask/flags.ts";
import { oneForm } from "../ask/given.ts";

/** As written on the command line. */
interface ExplainFlags extends ParallelFlags {
  model: string;
  gpu: string;
  prefill: string | undefined;
  computed: string | undefined;
  decode: string | undefined;
  context: string | undefined;
  "max-num-seqs": string | undefined;
  "expert-skew": string | undefined;
  "collective-overlap": string | undefined;
  sampler: string | undefined;
  dtype: string | undefined;
  "enforce-eager": boolean | undefined;
  "async-scheduling": boolean | undefined;
  json: boolean;
  csv: boolean;
  svg: string | undefined;
}

export type ExplainOptions = ArgumentsCamelCase<ExplainFlags>;

export const explain: CommandModule<object, ExplainFlags> = {
  command: "explain",
  describe: "explain what one step costs, operator by operator, and why",
  builder: (parser) =>
    parser
      .options({
        ...parts,
        prefill: value("tokens of a prompt that the step computes"),
        computed: value("tokens of that prompt computed before [0]"),
        decode: value("requests that decode one token each"),
        context: value(
          "tokens that each of them attends to, its new one included [1024]; " +
            "without --decode, the same as --computed",
        ),
        ...parallel,
        "expert-skew": value("how unevenly tokens choose experts: exponent of Zipf's law [0]"),
        "collective-overlap": value("share of collectives' time that runs beside kernels [0]"),
        "max-num-seqs": value("most requests that run at the same time [256]"),
        sampler: value("how the next token is drawn: greedy, plain, top-k or top-p [greedy]"),
        dtype: value("number format: auto, float16 or bfloat16 [auto]"),
        "enforce-eager": {
          type: "boolean",
          describe: "launch kernels one by one, without CUDA graphs",
        },
        "async-scheduling": {
          type: "boolean",
          describe: "prepare a step while the one before it runs [true]",
        },
        json: flag("print all of it as JSON"),
        csv: flag("print the table as CSV"),
        svg: value("also draw the roofline into this file"),
      })
      .check(oneForm)
      .example(
        "$0 --model meta-llama/Llama-3.1-8B --gpu H100-SXM-80GB --decode 64 --context 1024",
        "a step of decodes",
      ),
  async handler(options) {
    const { explainStep } = await import("../explain/explain.ts");
    explainStep(options);
  },
};
