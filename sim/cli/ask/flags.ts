/** Options that several commands have. */

/** One that takes a value, read by the command itself, so that it can say what is wrong with it. */
export const value = (describe: string) =>
  ({ type: "string", requiresArg: true, describe }) as const;

/** One that is there or not. */
export const flag = (describe: string) => ({ type: "boolean", default: false, describe }) as const;

/** One that may be given several times, with a value each. */
export const values = (describe: string) =>
  ({ type: "string", array: true, nargs: 1, default: [] as string[], describe }) as const;

/** The parts that a command is about. */
export const parts = {
  model: {
    ...value("a name in the catalogue, or a path to a config.json"),
    demandOption: true,
  },
  gpu: { ...value("a name in the catalogue"), demandOption: true },
} as const;

/** How an engine is spread over GPUs, as written on the command line. */
export interface ParallelFlags {
  "tensor-parallel-size": string | undefined;
  "pipeline-parallel-size": string | undefined;
  "data-parallel-size": string | undefined;
  "enable-expert-parallel": boolean;
  "all2all-backend": string | undefined;
  "enable-sequence-parallel": boolean;
  "gpus-per-node": string | undefined;
}

/** How an engine is spread over GPUs: of commands that are about one engine. */
export const parallel = {
  "tensor-parallel-size": value("GPUs across which every layer is split [1]"),
  "pipeline-parallel-size": value("stages into which the layers are divided [1]"),
  "data-parallel-size": value("ranks with requests of their own that share the experts [1]"),
  "enable-expert-parallel": flag("deal out whole experts, rather than a slice of each"),
  "all2all-backend": value(
    "how tokens come to experts of other ranks: allgather_reducescatter, " +
      "deepep_high_throughput or deepep_low_latency [allgather_reducescatter]",
  ),
  "enable-sequence-parallel": flag("split norms by tokens between tensor-parallel GPUs, too"),
  "gpus-per-node": value("GPUs of one server [what is usual of them]"),
} as const;

/** Where the jobs of a study are done: of those that have several runs. */
export const queue = {
  queue: value("do the runs on workers at this Redis, such as redis://host:6379, and not here"),
} as const;
