/**
 * The cluster's section: pools of equal engines, the GPUs under them, and who routes to them.
 */
import { z } from "zod";
import { count, flag, MOST, number, policy, refuse, share, text } from "../fields.ts";
import { engineSchema } from "./engine.ts";

/** The routing policies; `cluster/router/` codes each of them. */
export const routerPolicies = {
  "round-robin": "Engine after engine, in turn.",
  random: "Any engine, each as likely.",
  "least-outstanding": "The engine with the fewest requests that have not ended.",
} as const;
export type RouterPolicy = keyof typeof routerPolicies;

const laterRoles = ["prefill", "decode"];

const poolSchema = z
  .strictObject({
    role: z
      .enum(["mixed"], {
        error: ({ input }) =>
          laterRoles.includes(String(input))
            ? "is not modelled yet: every pool does both, prefill and decode (mixed)"
            : undefined,
      })
      .meta({ description: "What the engines of this pool do with a request." })
      .default("mixed"),
    engines: count("Engines in this pool.", {
      unit: "engines",
      usual: [1, 64],
      log: true,
      max: MOST.engines,
    }).default(1),
    model: z
      .union([z.string().min(1), z.record(z.string(), z.unknown())], {
        error: "is neither a model's name, nor a path to its config.json, nor a mapping",
      })
      .meta({
        description:
          "The model: a name in the catalogue, a path to a Hugging Face config.json, or its keys.",
      }),
    gpu: text("The GPU: a name in the catalogue."),
    price_per_hour: number("Price of one GPU for an hour.", {
      unit: "USD",
      usual: [0.5, 12],
      min: 0,
      max: MOST.factor,
    }).exactOptional(),
    tensor_parallel_size: count("GPUs across which every layer of an engine is split.", {
      unit: "GPUs",
      usual: [1, 8],
      log: true,
      doubles: true,
      max: MOST.gpus,
    }).default(1),
    pipeline_parallel_size: count(
      "Stages into which the layers are divided, one after another, each on GPUs of its own.",
      { unit: "stages", usual: [1, 8], log: true, max: MOST.gpus },
    ).default(1),
    pp_layer_partition: z
      .array(count("Layers of a stage.", { unit: "layers", usual: [1, 100], log: true }))
      .min(1)
      .meta({
        description: "Layers of each stage; as even as they go unless given.",
      })
      .exactOptional(),
    data_parallel_size: count(
      "Ranks of an engine behind one front end, each with a scheduler and a cache of its own; " +
        "they share the experts of a model that has them.",
      { unit: "ranks", usual: [1, 64], log: true, doubles: true, max: MOST.gpus },
    ).default(1),
    enable_expert_parallel: flag(
      "Whether GPUs that share experts have whole ones, rather than slices of each.",
    ).default(false),
    expert_skew: number(
      "How unevenly tokens choose experts: the exponent of Zipf's law over their popularity; 0: " +
        "all alike.",
      { usual: [0, 1], min: 0, max: 10 },
    ).exactOptional(),
    all2all_backend: policy("How tokens come to whole experts on other data-parallel ranks.", {
      allgather_reducescatter: "Each rank gathers the tokens of all, and scatters the sums.",
      deepep_high_throughput: "A token goes to each server once, and on to each rank (DeepEP).",
      deepep_low_latency: "A token goes to each of its experts by itself (DeepEP).",
    }).default("allgather_reducescatter"),
    enable_sequence_parallel: flag(
      "Whether norms are split by tokens between the tensor-parallel GPUs.",
    ).default(false),
    collective_overlap: share(
      "Share of the time of collectives that runs beside a step's kernels; engines hide none by " +
        "default.",
      { usual: [0, 1] },
    ).default(0),
    gpus_per_node: count("GPUs of one server; beyond it a group crosses the network.", {
      unit: "GPUs",
      usual: [1, 8],
      log: true,
      doubles: true,
      max: MOST.gpus,
    }).exactOptional(),
    engine: engineSchema.prefault({}),
  })
  .meta({ description: "Equal engines with one role." });

const routerSchema = z
  .union([
    z.strictObject({
      policy: policy("How a request's engine is chosen.", routerPolicies),
    }),
    z.strictObject({ module: text("Path to a module of yours that exports a router.") }),
  ])
  .meta({ description: "Who chooses the engine of each request." });

export const clusterSchema = z
  .strictObject({
    pools: z.array(poolSchema).min(1).meta({ description: "The pools of engines." }),
    router: routerSchema.prefault({ policy: "round-robin" }),
  })
  .superRefine(({ pools }, context) => {
    const ranks = pools.reduce((sum, pool) => sum + pool.engines * pool.data_parallel_size, 0);
    if (ranks > MOST.engines)
      refuse(context, ["pools"], `have ${ranks} engines in all, more than ${MOST.engines}`);
  })
  .meta({ description: "The machines that serve." });

export type PoolSpec = z.output<typeof poolSchema>;
export type RouterSpec = z.output<typeof routerSchema>;
export type ClusterSpec = z.output<typeof clusterSchema>;
