/**
 * GPU memory, answered whole: what is left for the KV cache, how many requests it holds at which
 * length, how few GPUs are enough, and what the textbooks' formulas say.
 */
import { type EnginePlacement, engineInWords, placeEngine } from "../machine/engine-placement.ts";
import { type FewestGpus, fewestGpus, gpusOf } from "../machine/fewest-gpus.ts";
import type { Gpu } from "../machine/gpu.ts";
import { kvElementBytes, kvElementsPerLayer, mostKvBytes } from "../machine/kv.ts";
import {
  type Concurrency,
  concurrencyAt,
  type MemoryPlan,
  type MemorySettings,
  planMemory,
  type StageMemory,
} from "../machine/memory.ts";
import type { Model } from "../machine/model.ts";
import { isFirstStage, isLastStage } from "../machine/parallel.ts";
import { kvTextbook, kvTextbookShort, type Textbook } from "../machine/textbook.ts";
import { csv } from "../observe/csv.ts";
import type { Bytes, Tokens } from "../units.ts";

/** What is asked: of one engine, and of a batch of requests of one length. */
export interface MemoryQuestion {
  model: Model;
  gpu: Gpu;
  settings: MemorySettings;
  batch: number;
  length: Tokens;
}

/** How many requests of one length are held at once. */
export interface HeldAt extends Concurrency {
  context: Tokens;
  /** The most that one such request ever needs on one GPU, token by token. */
  bytesPerRequest: Bytes;
}

export interface MemoryAnswer {
  question: MemoryQuestion;
  plan: MemoryPlan;
  /** Where the GPUs of the engine stand. */
  placement: EnginePlacement;
  /** What a token caches: elements a layer of one GPU, and the bytes of each. */
  cached: { elements: number; bytes: Bytes };
  /** Longest request: as asked, else the model's positions. */
  longest: Tokens;
  /** At usual lengths, and at the longest. */
  held: HeldAt[];
  /** At the length that was asked for. */
  heldAtLength: HeldAt;
  /** Longest request that the cache holds, alone; 0 where none. */
  longestHeld: Tokens;
  fewest: FewestGpus;
  /** On the fewest GPUs, where those asked for hold nothing and others do. */
  heldOnFewest: HeldAt[];
  textbook: Textbook;
  textbookShort: Textbook;
}

/** Throws a `PartError` where so many GPUs cannot share the model, or stand as they would. */
export function answerMemory(question: MemoryQuestion): MemoryAnswer {
  const { model, gpu, settings, batch, length } = question;
  const plan = planMemory(model, gpu, settings);
  const longest = settings.max_model_len ?? model.context;
  const fewest = fewestGpus(model, gpu, settings);
  const heldBy =
    (some: MemoryPlan) =>
    (context: Tokens): HeldAt => ({
      context,
      ...concurrencyAt(some, context),
      bytesPerRequest: mostKvBytes(model, context, inStage(some)),
    });
  const isElsewhere = plan.blocks === 0 && fewest.gpus !== undefined;
  const contexts = contextsUpTo(longest);
  const bytes = kvElementBytes(model, settings.kv_cache_dtype);
  const whole = { batch, length, bytes };
  return {
    question,
    plan,
    placement: placeEngine(gpu, model, settings),
    cached: { elements: kvElementsPerLayer(model, settings.tensor_parallel_size), bytes },
    longest,
    held: contexts.map(heldBy(plan)),
    heldAtLength: heldBy(plan)(length),
    longestHeld: longestHeld(plan, longest),
    fewest,
    heldOnFewest: isElsewhere ? contexts.map(heldBy(fewest.plan)) : [],
    textbook: kvTextbook(model, whole),
    textbookShort: kvTextbookShort(model, whole),
  };
}

/** Settings of the cache, and the stage that decides. */
const inStage = ({ settings, split: { stage } }: MemoryPlan) => ({
  ...settings,
  ...(stage && { stage }),
});

const USUAL_CONTEXTS = [1, 4, 8, 16, 32, 64, 128, 256, 512, 1024].map((k) => 1024 * k);

const contextsUpTo = (longest: Tokens): Tokens[] => [
  ...USUAL_CONTEXTS.filter((context) => context < longest),
  longest,
];

/** By bisection, since what a request takes grows with its length and no faster than it. */
function longestHeld(plan: MemoryPlan, longest: Tokens): Tokens {
  let [held, beyond] = [0, longest + 1];
  while (beyond - held > 1) {
    const middle = Math.floor((held + beyond) / 2);
    if (concurrencyAt(plan, middle).requests >= 1) held = middle;
    else beyond = middle;
  }
  return held;
}

/**
 * The requests held at once as a table: a row a length, the unit in the name. Requests are those of
 * one data-parallel rank, bytes those of one GPU in the stage that decides, counted from 1.
 */
export function heldCsv({ held, plan, question: { settings } }: MemoryAnswer): string {
  const header = [
    ...["context_tokens", "requests", "ideal_requests", "kv_bytes_per_request"],
    ...["binding_stage", "data_parallel_ranks", "gpus"],
  ];
  const engine = [bindingStage(plan), settings.data_parallel_size ?? 1, gpusOf(settings)];
  const line = ({ context, requests, ideal, bytesPerRequest }: HeldAt): string =>
    [context, requests, ideal, bytesPerRequest, ...engine].join(",");
  return [...csv(header, held.map(line))].join("");
}

/** The stage that decides how many blocks there are, from 1. */
export const bindingStage = ({ split: { stage } }: MemoryPlan): number => (stage?.index ?? 0) + 1;

const stageJson = (stage: StageMemory, { layers }: Model) => {
  const { split, lines, weights, experts, activations, kvCache, blocks } = stage;
  const { from, to } = split.stage ?? { from: 0, to: layers };
  return {
    first_layer: from,
    last_layer: to - 1,
    embedding: isFirstStage(split),
    head: isLastStage(split),
    tensor_parallel_ranks: split.ranks,
    whole_experts_a_layer: experts,
    lines,
    weights_bytes: weights,
    activations_bytes: activations,
    kv_cache_bytes: kvCache,
    kv_bytes_per_token: stage.kvBytesPerToken,
    bytes_per_block: stage.bytesPerBlock,
    blocks,
  };
};

const heldJson = ({ context, requests, ideal, bytesPerRequest }: HeldAt) => ({
  context_tokens: context,
  requests,
  ideal_requests: ideal,
  kv_bytes_per_request: bytesPerRequest,
});

const textbookJson = (textbook: Textbook) =>
  textbook.holds
    ? {
        holds: true,
        formula: textbook.formula,
        arithmetic: textbook.arithmetic,
        bytes_per_token: textbook.perToken,
        bytes: textbook.total,
      }
    : { holds: false, formula: textbook.formula, reason: textbook.reason };

/**
 * The answer as JSON; all bytes are of one GPU, of the stage that decides unless they stand under
 * `stages`; those of the textbooks are of all GPUs. Requests are held by each data-parallel rank.
 */
export function memoryJson(answer: MemoryAnswer) {
  const { question, plan, fewest } = answer;
  const { model, gpu, settings } = question;
  return {
    model: model.name,
    gpu: gpu.name,
    settings: { ...settings, max_model_len: answer.longest },
    fits: plan.blocks > 0,
    lines: plan.lines,
    weights_bytes: plan.weights,
    activations_bytes: plan.activations,
    reserve_bytes: plan.reserve,
    kv_cache_bytes: plan.kvCache,
    kv_bytes_per_token: plan.kvBytesPerToken,
    bytes_per_block: plan.bytesPerBlock,
    blocks: plan.blocks,
    longest_held_tokens: answer.longestHeld,
    held: answer.held.map(heldJson),
    asked: {
      batch: question.batch,
      length_tokens: question.length,
      fits: answer.heldAtLength.requests >= question.batch,
      ...heldJson(answer.heldAtLength),
    },
    held_on_fewest: answer.heldOnFewest.map(heldJson),
    fewest_gpus: fewest.gpus ?? null,
    tried_gpus: fewest.tried,
    textbook: textbookJson(answer.textbook),
    textbook_short: textbookJson(answer.textbookShort),
    gpus: gpusOf(settings),
    binding_stage: bindingStage(plan),
    stages: plan.stages.map((stage) => stageJson(stage, model)),
    placement: engineInWords(answer.placement),
  };
}
