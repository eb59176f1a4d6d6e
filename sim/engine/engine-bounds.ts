/**
 * Bounds of one engine: what no schedule of it can beat, by the sums of what requests ask.
 *
 * Every bound is the least time (`cost/least-time.ts`) of work that has to be done whatever the
 * order, in the fewest steps that the settings allow. A step draws at most one token of each
 * running request, computes at most its budget of tokens, and all who draw in it hold their cache
 * at once; so steps are at least as many as tokens drawn ÷ places, tokens computed ÷ budget, and
 * tokens held at each draw, summed ÷ tokens that the cache holds. Padding, recomputing after a
 * preemption, prompts in pieces and mixed steps only add to that.
 *
 * Of a pipeline, all stages work at once: whole work takes as long as in the stage with the most. A
 * token alone passes stage after stage. A prompt may be in several of them, in pieces; before one
 * stage has any of it the first piece has passed those ahead, and after it has had all of it the
 * last one has to pass those behind.
 *
 * Times of several requests are sums. The least time of a sum is no more than the sum of the least
 * times, so what holds of all together holds of their mean, and on several engines of what these
 * spend together.
 */
import { emptyShape, type StepShape } from "../cost/cost.ts";
import {
  createLeastTime,
  inSeries,
  type LeastTime,
  leastTimesInStages,
  longestOf,
  type Work,
} from "../cost/least-time.ts";
import type { Roofed } from "../cost/roofline.ts";
import type { BlockNeed } from "../machine/kv-blocks.ts";
import type { EngineSettings } from "../scenario/schema.ts";
import type { Tokens } from "../units.ts";
import type { Demand } from "../workload/demand.ts";
import { regionSize } from "./kv-cache/buddy.ts";

/** Seconds of GPU time, or of latency, summed over requests; never more than a run takes. */
export interface EngineBounds {
  /** The whole work of these requests, in batches as full as the engine allows. */
  work(demand: Demand): LeastTime;
  /** From arrival to first token, each request alone. */
  firstToken(demand: Demand): LeastTime;
  /** Every token after the first one, likewise. With `firstToken`, from arrival to last token. */
  decode(demand: Demand): LeastTime;
  /**
   * TPOT, likewise, of requests with two tokens or more. One gap of each is left out: an
   * asynchronous engine takes in the first token once it has launched the next step, and that can
   * be as late as the second token.
   */
  pace(demand: Demand): LeastTime;
}

/** What limits the steps of an engine. */
export interface EngineLimits {
  settings: EngineSettings;
  blocks: number;
  maxModelLen: Tokens;
  blockNeed: BlockNeed;
}

export function createEngineBounds(roofed: Roofed, limits: EngineLimits): EngineBounds {
  const leastTime = createLeastTime(roofed);
  const perStep = mostPerStep(limits);
  const stages = leastTimesInStages(roofed);
  const piecewise = (work: Work, piece: Work): LeastTime =>
    longestOf(
      stages.map((whole) =>
        inSeries(stages.map((stage) => (stage === whole ? whole(work) : stage(piece)))),
      ),
    );
  return {
    work: (demand) => longestOf(stages.map((stage) => stage(wholeWork(demand, perStep)))),
    firstToken: (demand) => piecewise(promptWork(demand, perStep), firstPieces(demand)),
    decode: (demand) => leastTime(decodeWork(decodesOf(demand))),
    pace: ({ gaps: count, gapContext: context, gapUnseen: unseen }) =>
      leastTime(decodeWork({ count, context, unseen })),
  };
}

/** The most that one step can hold. */
interface PerStep {
  /** Requests (a count) that draw a token. */
  draws: number;
  /** New tokens, of all and of one request. */
  tokens: Tokens;
  piece: Tokens;
  /** Tokens of all running requests together in the cache, each counted once a group. */
  held: Tokens;
  /** Groups of layers (a count), and those of them that forget what is out of their reach. */
  groups: number;
  forgetful: number;
  /** Whether a request holds its cache for the last token from the first one on. */
  wholeAtOnce: boolean;
}

function mostPerStep({ settings, blocks, maxModelLen, blockNeed }: EngineLimits): PerStep {
  const isStatic = settings.batching === "static";
  const isPaged = settings.kv_layout === "paged";
  const size = settings.block_size;
  const places = isStatic ? settings.max_batch_size : settings.max_num_seqs;
  const regions =
    isPaged || settings.reserve !== "max"
      ? places
      : Math.floor(blocks / regionSize(Math.ceil(maxModelLen / size)));
  const budget = isStatic ? Number.POSITIVE_INFINITY : settings.max_num_batched_tokens;
  const cap = isStatic ? 0 : settings.long_prefill_token_threshold;
  return {
    draws: Math.min(places, regions),
    tokens: budget,
    piece: cap === 0 ? budget : Math.min(cap, budget),
    held: blocks * size,
    groups: blockNeed.groups,
    forgetful: blockNeed.recycling?.groups ?? 0,
    wholeAtOnce: isStatic || !isPaged,
  };
}

/** Decodes (a count), and the keys that they read in all. */
interface Decodes {
  count: number;
  context: Tokens;
  /** Keys that layers of short reach do not read of it. */
  unseen: Tokens;
}

/** The k-th token is drawn by a decode that reads P + k − 1 keys, from the second one on. */
const decodesOf = ({ requests, prompt, output, ...demand }: Demand): Decodes => ({
  count: output - requests,
  context: demand.products - prompt + (demand.outputSquares - output) / 2,
  unseen: demand.decodeUnseen,
});

function wholeWork(demand: Demand, perStep: PerStep): Work {
  const { prompt, output, products, outputSquares } = demand;
  const { count, context, unseen } = decodesOf(demand);
  const shape: StepShape = {
    ...prompts(demand),
    decodes: count,
    decodeContext: context,
    decodeUnseen: unseen,
    tokens: prompt + count,
    sampled: output,
  };
  // At the k-th draw a request holds P + k − 1 tokens; at once, P + O − 1 from the first one on.
  const growth = outputSquares - output;
  const tokens = products + (perStep.wholeAtOnce ? growth : growth / 2);
  const forgotten = perStep.forgetful * (demand.decodeUnseen + demand.promptUnseen);
  const held = perStep.groups * tokens - forgotten;
  const drawing = Math.max(output / perStep.draws, held / perStep.held);
  const steps = Math.max(drawing, shape.tokens / perStep.tokens);
  return { shape, drawing, steps, most: perStep.tokens };
}

/** Each prompt alone, in as few pieces as may be. */
const promptWork = (demand: Demand, { piece }: PerStep): Work => ({
  shape: prompts(demand),
  drawing: demand.requests,
  steps: Math.max(demand.requests, demand.prompt / piece),
  most: piece,
});

/** The least that a piece of each prompt can be; in the last stage it draws the token. */
const firstPieces = ({ requests }: Demand): Work => ({
  shape: { ...emptyShape(), tokens: requests, sampled: requests },
  drawing: requests,
  steps: requests,
  most: 1,
});

/** Decodes one by one. */
const decodeWork = ({ count, context, unseen }: Decodes): Work => ({
  shape: {
    ...emptyShape(),
    tokens: count,
    decodes: count,
    decodeContext: context,
    decodeUnseen: unseen,
    sampled: count,
  },
  drawing: count,
  steps: count,
  most: 1,
});

const prompts = ({ requests, prompt, promptSquares, pairsUnseen }: Demand): StepShape => ({
  ...emptyShape(),
  tokens: prompt,
  prefills: requests,
  prefillTokens: prompt,
  prefillContext: prompt,
  prefillPairs: (promptSquares + prompt) / 2,
  pairsUnseen,
  sampled: requests,
});
