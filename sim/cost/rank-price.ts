/**
 * The price of a step on one rank: all that its part of the model computes, moves and exchanges.
 *
 * All that depends on the number of tokens, or of drawn tokens, alone is tabulated, and so is their
 * sum where each token is drawn; what is left of a step is its attention, a few multiplications.
 * The result equals the sum of the step's operators under their roofs, on the time grid.
 */
import { onGrid } from "../kernel/time.ts";
import type { Model } from "../machine/model.ts";
import { type Split, sharesExperts } from "../machine/parallel.ts";
import type { Seconds } from "../units.ts";
import { AttentionPrice } from "./attention-price.ts";
import type { EngineProfile } from "./calibration/vllm-0.26.ts";
import { CAUSE, type Cost } from "./cost.ts";
import type { HostClock } from "./host-clock.ts";
import {
  busiestOf,
  exchangeOperators,
  logitOperators,
  tokenOperators,
  waveOf,
  waveOperators,
} from "./operators/index.ts";
import { PriceTable } from "./price-table.ts";
import type { Roofs } from "./roofline.ts";
import { tabulate } from "./tabulate.ts";

/** One rank of an engine: what it has of the model, and what limits it. */
export interface Rank {
  model: Model;
  split: Split;
  roofs: Roofs;
  profile: EngineProfile;
  /** Says to which size a batch is padded. */
  host: HostClock;
  /** Share of the time of collectives that runs beside kernels; 0 unless given. */
  overlap?: number | undefined;
}

/** GPU time of a step on this rank, as `Cost.gpu` gives it. */
export function createRankPrice(rank: Rank): Cost["gpu"] {
  const { overlap = 0 } = rank;
  const price = createPrice(rank);
  return overlap === 0 ? price : besideKernels(price, overlap);
}

/**
 * A share of the collectives runs beside the kernels of the step (as where matrices are cut up to
 * be sent piece by piece, or two batches take turns), as long as there are any.
 */
const besideKernels =
  (price: Cost["gpu"], overlap: number): Cost["gpu"] =>
  (shape, byCause) => {
    const seconds = price(shape, byCause);
    const sending = byCause[CAUSE.collectives]!;
    const hidden = onGrid(overlap * Math.min(sending, seconds - sending));
    byCause[CAUSE.collectives] = sending - hidden;
    return seconds - hidden;
  };

function createPrice({ model, split, roofs, profile, host }: Rank): Cost["gpu"] {
  const tokens = tabulate(roofs, (count) => tokenOperators(model, count, split));
  const logits = tabulate(roofs, (count) => logitOperators(model, count, split));
  const both = (byCause: Float64Array, padded: number, drawn: number): Seconds =>
    tokens.write(byCause, padded) + logits.addTo(byCause, drawn);
  const drawn = new PriceTable((count, byCause) => both(byCause, host.padded(count), count));
  const attention = new AttentionPrice({ model, roofs, profile, split });
  if (sharesExperts(split)) {
    const shared = tabulate(roofs, (count) => waveOperators(model, count, split));
    const sent = tabulate(roofs, (count) => exchangeOperators(model, count, split));
    return (shape, byCause) => {
      const padded = host.paddedIn(shape);
      const own = both(byCause, padded, shape.sampled) + attention.addTo(byCause, shape);
      const computed = shared.addTo(byCause, waveOf(shape, padded));
      return own + computed + sent.addTo(byCause, busiestOf(shape, padded));
    };
  }
  return (shape, byCause) => {
    const linear =
      shape.tokens === shape.sampled
        ? drawn.write(byCause, shape.sampled)
        : both(byCause, host.padded(shape.tokens), shape.sampled);
    return linear + attention.addTo(byCause, shape);
  };
}
