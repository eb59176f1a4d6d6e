/**
 * The price of attention: what a step's shape says of queries and keys, compiled into seconds a key
 * and seconds a query–key pair.
 */
import { onGrid } from "../kernel/time.ts";
import { kvBytesPerLayer } from "../machine/kv.ts";
import { type Model, queryWidth } from "../machine/model.ts";
import { layersOf, type Split } from "../machine/parallel.ts";
import type { Seconds } from "../units.ts";
import type { EngineProfile } from "./calibration/vllm-0.26.ts";
import { CAUSE, type StepShape } from "./cost.ts";
import { pNorm, pShare, type Roof, type Roofs } from "./roofline.ts";

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

  constructor({ model, roofs, profile, split }: Attending) {
    const prefill = roofs["prefill-attention"];
    const decode = roofs["decode-attention"];
    const layers = layersOf(model, split);
    const keyBytes = layers * kvBytesPerLayer(model, { tensor_parallel_size: split.ranks });
    const perKey = (roof: Roof) => keyBytes / roof.bandwidth;
    this.#prefillFloor = onGrid(layers * prefill.floor);
    this.#decodeFloor = onGrid(layers * decode.floor);
    this.#ramp = prefill.ramp;
    this.#p = prefill.p;
    this.#perPair = (4 * queryWidth(model) * layers) / split.ranks / prefill.arithmetic;
    this.#perPrefillKey = perKey(prefill);
    this.#perDecodeKey = perKey(decode);
    this.#perMixedKey = perKey(decode) * mixedSlowdown(model, profile);
  }

  /** Adds the causes of attention to `byCause` and returns their sum. */
  addTo(byCause: Float64Array, shape: StepShape): Seconds {
    const { decodes, prefills } = shape;
    let total = 0;
    let floor = 0;
    if (decodes > 0) {
      floor = this.#decodeFloor;
      const reading = onGrid(
        shape.decodeContext * (prefills > 0 ? this.#perMixedKey : this.#perDecodeKey),
      );
      byCause[CAUSE.kv]! += reading;
      total += reading;
    }
    if (prefills > 0) {
      floor = Math.max(floor, this.#prefillFloor);
      total += this.#addPrefill(byCause, shape);
    }
    byCause[CAUSE.launch]! += floor;
    return total + floor;
  }

  #addPrefill(byCause: Float64Array, shape: StepShape): Seconds {
    const keys = shape.prefillContext;
    const computing = (shape.prefillPairs + this.#ramp * keys) * this.#perPair;
    const reading = keys * this.#perPrefillKey;
    const exact = pNorm(computing, reading, this.#p);
    const total = onGrid(exact);
    const kv = onGrid(exact * pShare(reading, computing, this.#p));
    byCause[CAUSE.kv]! += kv;
    byCause[CAUSE.attention]! += total - kv;
    return total;
  }
}

/** Without groups of query heads there is nothing for a mixed kernel to pack worse. */
const mixedSlowdown = (model: Model, profile: EngineProfile): number =>
  model.kvHeads < model.heads ? profile.mixedKvSlowdown : 1;
