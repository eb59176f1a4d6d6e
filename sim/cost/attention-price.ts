/**
 * The price of attention: what a step's shape says of queries and keys, compiled into seconds a key
 * and seconds a query–key pair.
 */
import { onGrid } from "../kernel/time.ts";
import type { Model } from "../machine/model.ts";
import { layersOf, type Split } from "../machine/parallel.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { EngineProfile } from "./calibration/vllm-0.26.ts";
import { CAUSE, type StepShape } from "./cost.ts";
import { attentionWork, shortLayers } from "./operators/attention.ts";
import { absorbedOperators, expandingOperators } from "./operators/latent.ts";
import { pNorm, pShare } from "./p-norm.ts";
import type { PriceTable } from "./price-table.ts";
import type { Roofs } from "./roofline.ts";
import { tabulate } from "./tabulate.ts";

export interface Attending {
  model: Model;
  roofs: Roofs;
  profile: EngineProfile;
  split: Split;
}

/** Attention of all layers of one rank. */
export class AttentionPrice {
  readonly #prefillFloor: Seconds;
  readonly #decodeFloor: Seconds;
  readonly #ramp: number;
  readonly #p: number;
  readonly #perPair: Seconds;
  readonly #perPrefillKey: Seconds;
  readonly #perDecodeKey: Seconds;
  readonly #perMixedKey: Seconds;
  /** Of the time of decodes: what reading takes; the rest is arithmetic. */
  readonly #decodeReading: number;
  /** Of all layers: those with a window or chunks. */
  readonly #short: number;
  /** What latent attention multiplies beside: by keys that prompts see, and by decodes. */
  readonly #expanding: PriceTable | undefined;
  readonly #absorbed: PriceTable | undefined;

  constructor({ model, roofs, profile, split }: Attending) {
    const isLatent = model.latent !== undefined;
    const prefill = roofs["prefill-attention"];
    const decode = roofs[isLatent ? "latent-attention" : "decode-attention"];
    const layers = layersOf(model, split);
    const prompts = attentionWork(model, split, "prompts");
    const decodes = attentionWork(model, split, "decodes");
    this.#prefillFloor = onGrid(layers * prefill.floor);
    this.#decodeFloor = onGrid(layers * decode.floor);
    this.#ramp = prefill.ramp;
    this.#p = prefill.p;
    this.#perPair = (layers * prompts.flopsPerPair) / prefill.arithmetic;
    this.#perPrefillKey = (layers * prompts.bytesPerKey) / prefill.bandwidth;
    const reading = (layers * decodes.bytesPerKey) / decode.bandwidth;
    const computing = (layers * decodes.flopsPerPair) / decode.arithmetic;
    this.#perDecodeKey = pNorm(reading, computing, decode.p);
    this.#perMixedKey = this.#perDecodeKey * mixedSlowdown(model, profile);
    this.#decodeReading = pShare(reading, computing, decode.p);
    this.#short = shortLayers(model, split).count / layers;
    if (!isLatent) return;
    this.#expanding = tabulate(roofs, (keys) => expandingOperators(model, keys, split));
    this.#absorbed = tabulate(roofs, (count) => absorbedOperators(model, count, split));
  }

  /** Adds the causes of attention to `byCause` and returns their sum. */
  addTo(byCause: Float64Array, shape: StepShape): Seconds {
    const { decodes, prefills } = shape;
    let total = 0;
    let floor = 0;
    if (decodes > 0) {
      floor = this.#decodeFloor;
      total += this.#addDecodes(byCause, shape);
    }
    if (prefills > 0) {
      // One kernel serves both, but for latents: there each has its own, one after the other.
      const apart = this.#absorbed !== undefined;
      floor = apart ? floor + this.#prefillFloor : Math.max(floor, this.#prefillFloor);
      total += this.#addPrefill(byCause, shape);
    }
    byCause[CAUSE.launch]! += floor;
    return total + floor;
  }

  #addDecodes(byCause: Float64Array, shape: StepShape): Seconds {
    const keys = shape.decodeContext - this.#short * shape.decodeUnseen;
    const total = onGrid(keys * (shape.prefills > 0 ? this.#perMixedKey : this.#perDecodeKey));
    const reading = onGrid(total * this.#decodeReading);
    byCause[CAUSE.kv]! += reading;
    byCause[CAUSE.attention]! += total - reading;
    return total + (this.#absorbed?.addTo(byCause, shape.decodes) ?? 0);
  }

  #addPrefill(byCause: Float64Array, shape: StepShape): Seconds {
    const { prefillPairs: pairs, prefillContext: keys, pairsUnseen, prefillUnseen } = shape;
    const seen = this.#prefillSeconds(pairs, keys);
    let { total: exact, reading } = seen;
    if (this.#short > 0 && (pairsUnseen > 0 || prefillUnseen > 0)) {
      const less = this.#prefillSeconds(pairs - pairsUnseen, keys - prefillUnseen);
      exact = mixed(exact, less.total, this.#short);
      reading = mixed(reading, less.reading, this.#short);
    }
    const total = onGrid(exact);
    const kv = onGrid(reading);
    byCause[CAUSE.kv]! += kv;
    byCause[CAUSE.attention]! += total - kv;
    return total + (this.#expanding?.addTo(byCause, keys) ?? 0);
  }

  /** Of prompts in all layers, were all alike; not yet on the grid. */
  #prefillSeconds(pairs: number, keys: Tokens): { total: Seconds; reading: Seconds } {
    const computing = (pairs + this.#ramp * keys) * this.#perPair;
    const reading = keys * this.#perPrefillKey;
    const total = pNorm(computing, reading, this.#p);
    return { total, reading: total * pShare(reading, computing, this.#p) };
  }
}

/** The mean of two, the second one with so much weight. */
const mixed = (one: number, other: number, share: number): number => one + share * (other - one);

/**
 * Without groups of query heads there is nothing for a mixed kernel to pack worse, and latent
 * attention mixes none.
 */
const mixedSlowdown = ({ latent, kvHeads, heads }: Model, profile: EngineProfile): number =>
  latent === undefined && kvHeads < heads ? profile.mixedKvSlowdown : 1;
