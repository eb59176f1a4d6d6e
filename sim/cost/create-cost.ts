/**
 * Compiles a model, a GPU and an engine's settings into the price list of its steps.
 *
 * All that depends on the number of tokens, or of drawn tokens, alone is tabulated, and so is their
 * sum where each token is drawn; what is left of a step is its attention, a few multiplications.
 * The result equals the sum of the step's operators under their roofs, on the time grid.
 */
import { onGrid } from "../kernel/time.ts";
import type { Gpu } from "../machine/gpu.ts";
import { kvBytesPerToken } from "../machine/kv.ts";
import { type Model, queryWidth } from "../machine/model.ts";
import { splitOf } from "../machine/tensor-parallel.ts";
import type { Seconds } from "../units.ts";
import type { Calibration } from "./calibration/calibration.ts";
import { calibrationOf } from "./calibration/calibration-of.ts";
import { type EngineProfile, vllm026 } from "./calibration/vllm-0.26.ts";
import { CAUSE, type Cost, type StepShape } from "./cost.ts";
import type { CostSettings } from "./cost-settings.ts";
import { HostClock } from "./host-clock.ts";
import { logitOperators, type Operator, tokenOperators } from "./operators.ts";
import { PriceTable } from "./price-table.ts";
import { charge, pNorm, pShare, type Roof, type Roofs, roofsOf } from "./roofline.ts";

/** What is priced; the measurements behind it are found by the GPU's name unless given. */
export interface Priced {
  model: Model;
  gpu: Gpu;
  settings: CostSettings;
  calibration?: Calibration;
  profile?: EngineProfile;
}

/** The price list of an engine that serves `model` on one `gpu`, or on a group of them. */
export function createCost(priced: Priced): Cost {
  const { model, gpu, settings, profile = vllm026 } = priced;
  const calibration = priced.calibration ?? calibrationOf(gpu);
  const split = splitOf(settings);
  const roofs = roofsOf({ model, gpu, calibration, ...settings });
  const host = new HostClock(model.layers, settings, profile);
  const tokens = tabulate(roofs, (count) => tokenOperators(model, count, split));
  const logits = tabulate(roofs, (count) => logitOperators(model, count, split));
  const both = (byCause: Float64Array, count: number, drawn: number): Seconds =>
    tokens.write(byCause, host.padded(count)) + logits.addTo(byCause, drawn);
  const drawn = new PriceTable((count, byCause) => both(byCause, count, count));
  const attention = new Attention({ model, roofs, profile, ranks: split.ranks });

  return {
    gpu(shape, byCause) {
      const linear =
        shape.tokens === shape.sampled
          ? drawn.write(byCause, shape.sampled)
          : both(byCause, shape.tokens, shape.sampled);
      return linear + attention.addTo(byCause, shape);
    },
    prepare: (shape) => host.prepare(shape),
    ...(host.hasWorkers && { work: (shape: StepShape) => host.work(shape) }),
    launch: (shape) => host.launch(shape),
  };
}

/** A table of the operators that a count stands for. */
const tabulate = (roofs: Roofs, operators: (count: number) => Operator[]): PriceTable =>
  new PriceTable((count, byCause) => {
    for (const operator of operators(count)) charge(operator, roofs[operator.kind], byCause);
  });

interface Attending {
  model: Model;
  roofs: Roofs;
  profile: EngineProfile;
  /** Over which heads are split (a count). */
  ranks: number;
}

/** Attention of all layers, compiled into seconds a key and seconds a query–key pair. */
class Attention {
  readonly #prefillFloor: Seconds;
  readonly #decodeFloor: Seconds;
  readonly #ramp: number;
  readonly #p: number;
  readonly #perPair: Seconds;
  readonly #perPrefillKey: Seconds;
  readonly #perDecodeKey: Seconds;
  readonly #perMixedKey: Seconds;

  constructor({ model, roofs, profile, ranks }: Attending) {
    const prefill = roofs["prefill-attention"];
    const decode = roofs["decode-attention"];
    const keyBytes = kvBytesPerToken(model, { tensor_parallel_size: ranks });
    const perKey = (roof: Roof) => keyBytes / roof.bandwidth;
    this.#prefillFloor = onGrid(model.layers * prefill.floor);
    this.#decodeFloor = onGrid(model.layers * decode.floor);
    this.#ramp = prefill.ramp;
    this.#p = prefill.p;
    this.#perPair = (4 * queryWidth(model) * model.layers) / ranks / prefill.arithmetic;
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
