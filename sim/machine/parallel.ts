/**
 * How an engine is spread over GPUs: the settings that say so, and what of a model one rank has.
 *
 * Ranks are numbered as vLLM numbers them: tensor-parallel ones are neighbours, stages follow one
 * another, and data-parallel ranks are the farthest apart.
 */
import type { Model } from "./model.ts";

/**
 * How data-parallel ranks bring their tokens to whole experts on other ranks, and back: each
 * gathers the tokens of all, or sends its own to those alone that have their experts (DeepEP),
 * either once to a server and on from there, or once to each expert.
 */
export const all2allBackends = [
  "allgather_reducescatter",
  "deepep_high_throughput",
  "deepep_low_latency",
] as const;
export type All2AllBackend = (typeof all2allBackends)[number];

/** Settings of a pool that spread its engines over GPUs, under vLLM's names where it has one. */
export interface ParallelSettings {
  tensor_parallel_size?: number | undefined;
  pipeline_parallel_size?: number | undefined;
  /** Layers of each stage, where they are not as even as they go (VLLM_PP_LAYER_PARTITION). */
  pp_layer_partition?: readonly number[] | undefined;
  data_parallel_size?: number | undefined;
  enable_expert_parallel?: boolean | undefined;
  /** How unevenly tokens choose experts: the exponent of Zipf's law; 0, unless given: alike. */
  expert_skew?: number | undefined;
  /** How tokens come to experts of other ranks; `allgather_reducescatter` unless given. */
  all2all_backend?: All2AllBackend | undefined;
  enable_sequence_parallel?: boolean | undefined;
  /** Share of the time of collectives that runs beside kernels; 0, unless given: none. */
  collective_overlap?: number | undefined;
  /** GPUs (a count) of one server, where it is not what is usual of them. */
  gpus_per_node?: number | undefined;
}

/** Every setting there is: a new one that is left out does not compile. */
const known: Readonly<Record<keyof ParallelSettings, true>> = {
  tensor_parallel_size: true,
  pipeline_parallel_size: true,
  pp_layer_partition: true,
  data_parallel_size: true,
  enable_expert_parallel: true,
  expert_skew: true,
  all2all_backend: true,
  enable_sequence_parallel: true,
  collective_overlap: true,
  gpus_per_node: true,
};
const names = Object.keys(known) as (keyof ParallelSettings)[];

/** Of these settings alone, those that are there. */
export const parallelOf = (settings: ParallelSettings): ParallelSettings =>
  Object.fromEntries(names.map((name) => [name, settings[name]]));

/** Neighbouring layers that one stage of a pipeline has: `from` and those before `to`. */
export interface Stage {
  /** Which of how many: the first has the embedding, the last the head. */
  index: number;
  of: number;
  from: number;
  to: number;
}

/** What of a model one rank has. */
export interface Split {
  /** Ranks (a count) across which every matrix and all heads are split. */
  ranks: number;
  /** Whether norms and residuals are split, too: by tokens (Korthikanti et al., 2022). */
  bySequence: boolean;
  /** Its layers; all of them unless given. */
  stage?: Stage;
  /** How experts are shared, by tensor- and data-parallel ranks together. */
  experts: ExpertSplit;
}

export interface ExpertSplit {
  /** Ranks (a count) that share the experts of a layer. */
  ranks: number;
  /** Whether each has whole experts (expert parallelism), or a slice of every one. */
  whole: boolean;
  /** How unevenly tokens choose among them (`routing.ts`). */
  skew: number;
  /** How tokens come to experts of other data-parallel ranks. */
  backend: All2AllBackend;
}

/** Whether data-parallel ranks share experts: what these compute is then a wave's, not a step's. */
export const sharesExperts = ({ ranks, experts }: Split): boolean => experts.ranks > ranks;

/**
 * Whether the ranks of a group divide the tokens among them before the experts, and so have all of
 * what every token passes there (vLLM's `use_sequence_parallel_moe`).
 */
export const dividesTokens = (split: Split): boolean =>
  sharesExperts(split) && split.experts.whole && split.ranks > 1;

/** Whether tokens are sent to their experts' ranks alone, rather than gathered by all. */
export const sendsTokens = (split: Split): boolean =>
  sharesExperts(split) && split.experts.whole && split.experts.backend !== gathering;

const gathering: All2AllBackend = "allgather_reducescatter";

/** All of it on one GPU, each expert as popular as the others. */
export const whole: Split = {
  ranks: 1,
  bySequence: false,
  experts: { ranks: 1, whole: false, skew: 0, backend: gathering },
};

/** The split that settings ask for, in one stage of a pipeline or in an engine of one stage. */
export function splitOf(settings: ParallelSettings, stage?: Stage): Split {
  const { tensor_parallel_size: ranks = 1, data_parallel_size = 1 } = settings;
  const { enable_sequence_parallel = false, enable_expert_parallel = false } = settings;
  const { expert_skew: skew = 0, all2all_backend: backend = gathering } = settings;
  const shared = ranks * data_parallel_size;
  return {
    ranks,
    bySequence: ranks > 1 && enable_sequence_parallel,
    ...(stage !== undefined && { stage }),
    experts: { ranks: shared, whole: shared > 1 && enable_expert_parallel, skew, backend },
  };
}

/** The layers of a stage: how many. */
export const layersOf = (model: Pick<Model, "layers">, { stage }: Pick<Split, "stage">): number =>
  stage === undefined ? model.layers : stage.to - stage.from;

/** The layers of a stage: which, by their numbers. */
export function layerNumbers(model: Pick<Model, "layers">, split: Pick<Split, "stage">): number[] {
  const from = split.stage?.from ?? 0;
  const numbers: number[] = [];
  // Counted again for each number of tokens, so that a plain loop pays.
  for (let layer = from; layer < from + layersOf(model, split); layer++) numbers.push(layer);
  return numbers;
}

/** Whether it has the embedding. */
export const isFirstStage = ({ stage }: Split): boolean => stage === undefined || stage.index === 0;

/** Whether it has the final norm, the head and the sampler. */
export const isLastStage = ({ stage }: Split): boolean =>
  stage === undefined || stage.index === stage.of - 1;

/** What each rank of an engine has of the model, stage by stage. */
export function splitsOf(model: Pick<Model, "layers">, settings: ParallelSettings): Split[] {
  const { pipeline_parallel_size: of = 1, pp_layer_partition } = settings;
  if (of === 1) return [splitOf(settings)];
  return stagesOf(model, of, pp_layer_partition).map((stage) => splitOf(settings, stage));
}

/**
 * The stages of a pipeline: layers as evenly as they go; what is left over goes to the stages
 * before the last, one each, since the last one has the head. Source: vLLM 0.26,
 * `get_pp_indices`.
 *
 * @param partition the layers of each, where they are told
 */
export function stagesOf(
  { layers }: Pick<Model, "layers">,
  of: number,
  partition?: readonly number[],
): Stage[] {
  const [each, left] = [Math.floor(layers / of), layers % of];
  let from = 0;
  return Array.from({ length: of }, (_, index) => {
    const fromLast = of - 1 - index;
    const even = each + (fromLast >= 1 && fromLast <= left ? 1 : 0);
    const to = from + (partition?.[index] ?? even);
    const stage = { index, of, from, to };
    from = to;
    return stage;
  });
}

/** Of these settings, those that change nothing as the others are: a sentence each. */
export function idleIn(settings: ParallelSettings): string[] {
  const { tensor_parallel_size = 1, data_parallel_size = 1 } = settings;
  const { enable_sequence_parallel, enable_expert_parallel, all2all_backend } = settings;
  const isSent = all2all_backend !== undefined && all2all_backend !== gathering;
  return [
    ...(enable_sequence_parallel && tensor_parallel_size === 1
      ? ["enable_sequence_parallel changes nothing: there is one tensor-parallel rank."]
      : []),
    ...(enable_expert_parallel && tensor_parallel_size * data_parallel_size === 1
      ? ["enable_expert_parallel changes nothing: one rank has all experts."]
      : []),
    ...(isSent && !(enable_expert_parallel && data_parallel_size > 1)
      ? ["all2all_backend changes nothing: there are no data-parallel ranks with whole experts."]
      : []),
  ];
}
