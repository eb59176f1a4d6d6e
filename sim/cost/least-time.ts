/**
 * The least time that work can take, however it is divided into steps.
 *
 * Work is given as sums over all steps. Floors of kernels, launches and the host are left out, and
 * a batch is as large as the caller says it can be. Two roofs remain:
 *
 * - `sheet`, the speed of light: all weights and cache at the data sheet's bandwidth, all
 *   arithmetic at its peak, and one wholly behind the other. No kernel can do better.
 * - `attained`: operator after operator as our kernels were measured.
 *
 * Neither can be beaten by a step that is priced with the same roofs. An operator of a step takes
 * its floor and the p-norm of (bytes ÷ bandwidth, FLOPs ÷ arithmetic), and a norm is never more of
 * a sum than the sum of the norms: the norm of the summed work is no more than all its steps took.
 * The maximum is the norm of p = ∞, so the same holds of the sheet, whose rates are the higher
 * ones. Of a group of GPUs it is the work of one, with collectives that take no time.
 * What steps read of experts goes neither by steps nor by tokens; `least-experts.ts` bounds it.
 *
 * Prices lie on the grid of time: half a tick a figure, far less than the floors left out.
 */
import { servedOn } from "../machine/formats.ts";
import { sharesExperts, splitOf, splitsOf } from "../machine/parallel.ts";
import { createRouting } from "../machine/routing.ts";
import type { Bytes, FlopRate, Seconds, Tokens } from "../units.ts";
import type { StepShape } from "./cost.ts";
import { leastTouched } from "./least-experts.ts";
import { peakOf } from "./matrix-roofs.ts";
import {
  attentionOperators,
  logitOperators,
  type Operator,
  tokenOperators,
  waveOperators,
} from "./operators/index.ts";
import { pNorm } from "./p-norm.ts";
import { highestRoofOf, limitsOf, type Roof, type Roofed, roofsOf } from "./roofline.ts";

/** Work in sums; none of them need be whole. */
export interface Work {
  /** What all steps compute together. */
  shape: StepShape;
  /** Steps (a count) at least: each reads the weights of all layers. */
  steps: number;
  /** Those of them that draw a token: each reads the head. */
  drawing: number;
  /** Tokens of a step at most; any number unless given. */
  most?: Tokens;
}

/** The least time under both roofs; `attained` is never below `sheet`. */
export interface LeastTime {
  sheet: Seconds;
  attained: Seconds;
  /** Of `attained`, what samplers take. */
  sampling: Seconds;
}

/** Of several at the same time, that of the longest; each roof by itself. */
export const longestOf = (times: readonly LeastTime[]): LeastTime =>
  times.reduce((most, time) => ({
    sheet: Math.max(most.sheet, time.sheet),
    ...(time.attained > most.attained
      ? { attained: time.attained, sampling: time.sampling }
      : { attained: most.attained, sampling: most.sampling }),
  }));

/** Several, one after the other. */
export const inSeries = (times: readonly LeastTime[]): LeastTime => ({
  sheet: times.reduce((sum, { sheet }) => sum + sheet, 0),
  attained: times.reduce((sum, { attained }) => sum + attained, 0),
  sampling: times.reduce((sum, { sampling }) => sum + sampling, 0),
});

/**
 * Compiles the roofs of one GPU that serves a model into the least time of work on it.
 *
 * Beside attention, what an operator computes and moves goes by its tokens, and its weights by the
 * steps that read them: without that, the sum of steps would not be a step of their sum.
 *
 * @param split what that GPU has of the model; all layers unless given
 */
export function createLeastTime(given: Roofed, split = splitOf(given)): (work: Work) => LeastTime {
  const model = servedOn(given.gpu, given.model);
  const roofed = { ...given, model };
  const { gpu } = roofed;
  const limits = limitsOn(roofed);
  const { ranks } = split;
  // A token a rank: norms that are split by tokens share them out evenly at best.
  const ofTokens = [
    ...tokenOperators(model, ranks, split),
    // A wave has its own tokens at least.
    ...(sharesExperts(split) ? waveOperators(model, ranks, split) : []),
  ].filter(isAlone);
  const touchedBy = leastTouched(model, split);
  const { experts } = model;
  const touched = experts === undefined ? 0 : createRouting(experts, split.experts)(ranks).experts;
  const ofToken = new Linear(ofTokens, limits, { tokens: ranks, touched });
  const ofDraw = logitOperators(model, 1, split).filter(isAlone);
  const sampler = new Linear(ofDraw.filter(draws), limits);
  const head = new Linear(
    ofDraw.filter((operator) => !draws(operator)),
    limits,
  );
  return ({ shape, steps, drawing, most = Number.POSITIVE_INFINITY }) => {
    const read = touchedBy({ tokens: shape.tokens, steps, most });
    let bytes = steps * ofToken.weights + read * ofToken.expert + drawing * head.weights;
    let computing = shape.tokens * ofToken.computing + shape.sampled * head.computing;
    const sampling = sampler.seconds(shape.sampled, drawing);
    let attained = ofToken.seconds(shape.tokens, steps, read);
    attained += head.seconds(shape.sampled, drawing) + sampling;
    for (const counted of attentionOperators(model, shape, split)) {
      // How many steps read what latent attention multiplies is not known.
      const operator = { ...counted, weights: 0 };
      const { roof } = limits(operator);
      const { moving, computing: attending } = limitsOf(operator, roof);
      attained += operator.times * pNorm(moving, attending, roof.p);
      bytes += operator.times * operator.kv;
      computing += atPeak(operator, limits);
    }
    return { sheet: Math.max(bytes / gpu.bandwidth, computing), attained, sampling };
  };
}

/** The same in each stage of a pipeline; of one stage where there is none. */
export const leastTimesInStages = (given: Roofed): ((work: Work) => LeastTime)[] =>
  splitsOf(given.model, given).map((split) => createLeastTime(given, split));

const isAlone = ({ kind }: Operator): boolean => kind !== "collective";

const draws = ({ kind }: Operator): boolean => kind === "sampler";

/** Both limits of an operator: as its kernel was measured, and by the data sheet. */
type LimitsOf = (operator: Operator) => { roof: Roof; peak: FlopRate };

function limitsOn(roofed: Roofed): LimitsOf {
  const roofs = roofsOf(roofed);
  const [plain, packed] = [peakOf(roofed, false), peakOf(roofed, true)];
  return (operator) => ({
    roof: highestRoofOf(operator, roofs),
    peak: operator.format === undefined ? plain : packed,
  });
}

/** Arithmetic at the peak. Kernels that are priced by their bytes alone have none to wait for. */
function atPeak(operator: Operator, limits: LimitsOf): Seconds {
  const { roof, peak } = limits(operator);
  return Number.isFinite(roof.arithmetic) ? (operator.times * operator.flops) / peak : 0;
}

/** Operators whose work goes by a count of tokens; compiled from the work of a few. */
class Linear {
  /** Bytes of weights that a step reads, and of an expert in all its layers. */
  readonly weights: Bytes;
  readonly expert: Bytes;
  /** Arithmetic of a token at the data sheet's peak. */
  readonly computing: Seconds;
  readonly #kernels: readonly Kernel[];

  /** @param from how many tokens, and experts that these touch, the operators are counted for */
  constructor(of: readonly Operator[], limits: LimitsOf, from = { tokens: 1, touched: 1 }) {
    const { tokens, touched } = from;
    const bytes = (operators: readonly Operator[]): Bytes =>
      operators.reduce((sum, { times, weights }) => sum + times * weights, 0);
    this.weights = bytes(of.filter((operator) => !isOfExperts(operator)));
    this.expert = touched === 0 ? 0 : bytes(of.filter(isOfExperts)) / touched;
    this.computing = of.reduce((sum, operator) => sum + atPeak(operator, limits), 0) / tokens;
    this.#kernels = of.map((operator) => {
      const { times, weights, activations, flops } = operator;
      const { p, bandwidth, arithmetic } = limits(operator).roof;
      const reading = weights / bandwidth;
      return {
        times,
        p,
        reading: isOfExperts(operator) ? 0 : reading,
        touching: isOfExperts(operator) ? reading / touched : 0,
        moving: activations / tokens / bandwidth,
        computing: flops / tokens / arithmetic,
      };
    });
  }

  /** Time of so many tokens in so many steps, which read so many experts of a layer. */
  seconds(tokens: number, steps: number, experts = 0): Seconds {
    let total = 0;
    for (const { times, p, reading, touching, moving, computing } of this.#kernels) {
      const bytes = steps * reading + experts * touching + tokens * moving;
      total += times * pNorm(bytes, tokens * computing, p);
    }
    return total;
  }
}

const isOfExperts = ({ kind }: Operator): boolean => kind === "experts";

/** How often a kernel runs, and its time: a step reads weights, a token moves and computes. */
interface Kernel {
  times: number;
  p: number;
  reading: Seconds;
  /** Of one expert that is touched. */
  touching: Seconds;
  moving: Seconds;
  computing: Seconds;
}
