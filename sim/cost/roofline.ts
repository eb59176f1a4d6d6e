/**
 * The roofline: how long work takes under a machine's two limits, and which of them to blame.
 *
 * `t = floor + ‖(bytes ÷ bandwidth, flops ÷ arithmetic)‖ₚ`. The p-norm is a roof with a rounded
 * ridge: the larger p, the sharper. Every kernel has this one form; what differs is measured.
 */
import { invariant } from "../kernel/invariant.ts";
import { placeExchange } from "../machine/engine-placement.ts";
import type { Dtype } from "../machine/formats.ts";
import type { Gpu } from "../machine/gpu.ts";
import type { Model } from "../machine/model.ts";
import { type ParallelSettings, sendsTokens, splitOf } from "../machine/parallel.ts";
import { placeGroup } from "../machine/topology.ts";
import type { Bandwidth, Bytes, FlopRate, Flops, Seconds, Tokens } from "../units.ts";
import type { BandwidthConstants, Calibration, SamplerKind } from "./calibration/calibration.ts";
import { CAUSE } from "./cost.ts";
import { createExchange, type Exchange } from "./exchange.ts";
import { expertsRoof, matrixRoof, multiplyingRoof, peakOf, scalesRows } from "./matrix-roofs.ts";
import { createNetwork, type Network } from "./network.ts";
import type { Kind, Operator } from "./operators/index.ts";
import { pNorm, pShare } from "./p-norm.ts";

/** What limits one kind of kernel. */
export interface Roof {
  /** Time of a kernel with next to nothing to do, launch included. */
  floor: Seconds;
  bandwidth: Bandwidth;
  /** Infinity where arithmetic never binds. */
  arithmetic: FlopRate;
  p: number;
  /** Queries by which each piece of a prompt seems longer: tiles that it only partly fills. */
  ramp: Tokens;
  /** Of collectives, which wait for links and for nothing of the GPU. */
  network?: Network;
  /** The same between ranks that share experts. */
  sharing?: Network;
  exchange?: Exchange;
  /** Of the same kernel where its weights are packed as the model's checkpoint packs them. */
  packed?: Roof;
  /** Of what takes its place above so many rows of inputs; lower. */
  beyond?: { rows: Tokens; roof: Roof };
}

/** Time of one run of a kernel that moves `bytes` and does `flops`. */
export const kernelSeconds = (bytes: Bytes, flops: Flops, roof: Roof): Seconds =>
  roof.floor + pNorm(bytes / roof.bandwidth, flops / roof.arithmetic, roof.p);

const attends = ({ kind }: Operator): boolean =>
  kind === "decode-attention" || kind === "latent-attention" || kind === "prefill-attention";

/** Bytes that decide an operator's time: for attention its cache, queries being few beside it. */
const limitingBytes = (operator: Operator): Bytes =>
  attends(operator) ? operator.kv : operator.weights + operator.activations;

/** FLOPs that the kernel spends, partly filled tiles included. */
const spentFlops = ({ flops, flopsPerQuery = 0 }: Operator, { ramp }: Roof): Flops =>
  flops + ramp * flopsPerQuery;

/** What limits one run of an operator: each as long as it would take alone. */
export interface Limits {
  launch: Seconds;
  moving: Seconds;
  computing: Seconds;
}

/** The limits of one run of `operator` under its roof. */
export const limitsOf = (operator: Operator, roof: Roof): Limits => ({
  launch: roof.floor,
  moving: messageSeconds(operator, roof) + limitingBytes(operator) / roof.bandwidth,
  computing: spentFlops(operator, roof) / roof.arithmetic,
});

/** Time of one run of a collective; 0 of any other operator. */
function messageSeconds({ message }: Operator, { network, sharing, exchange }: Roof): Seconds {
  if (message === undefined) return 0;
  if (message.among === "sent") return exchange?.(message.bytes) ?? 0;
  const crossed = message.among === "experts" ? sharing : network;
  return crossed?.(message.operation, message.bytes) ?? 0;
}

/** Time of all runs of `operator` in a step. */
export const operatorSeconds = (operator: Operator, roof: Roof): Seconds =>
  operator.times *
  (operator.kind === "collective"
    ? messageSeconds(operator, roof)
    : kernelSeconds(limitingBytes(operator), spentFlops(operator, roof), roof));

/**
 * Adds the time of `operator` to `byCause`, not yet on the grid.
 *
 * The floor is `launch`; the rest is divided between bytes and arithmetic as aᵖ : bᵖ, the bytes
 * by whose they are. A sampler's time is `sampler`, its floor included, since that floor is a
 * dozen kernels which only a sampler runs; so is that of a collective, whose floor is the wait of
 * its ranks for one another.
 */
export function charge(operator: Operator, roof: Roof, byCause: Float64Array): void {
  const total = operatorSeconds(operator, roof);
  if (operator.kind === "sampler") {
    byCause[CAUSE.sampler]! += total;
    return;
  }
  if (operator.kind === "collective") {
    byCause[CAUSE.collectives]! += total;
    return;
  }
  const floor = operator.times * roof.floor;
  const bytes = limitingBytes(operator);
  const { moving, computing } = limitsOf(operator, roof);
  const moved = (total - floor) * pShare(moving, computing, roof.p);
  const computed = total - floor - moved;

  byCause[CAUSE.launch]! += floor;
  if (attends(operator)) {
    byCause[CAUSE.kv]! += moved;
    byCause[CAUSE.attention]! += computed;
  } else {
    const ofWeights = bytes > 0 ? operator.weights / bytes : 0;
    byCause[CAUSE.weights]! += moved * ofWeights;
    byCause[CAUSE.activations]! += moved * (1 - ofWeights);
    byCause[CAUSE.matrix]! += computed;
  }
}

/** The roofs of one GPU, by kind of operator: measured shares of the data sheet's peaks. */
export type Roofs = Readonly<Record<Kind, Roof>>;

/** The roof of an operator, as its weights are packed and as many rows as it has. */
export function roofOf(operator: Operator, roofs: Roofs): Roof {
  const roof = highestRoofOf(operator, roofs);
  const { beyond } = roof;
  return beyond !== undefined && (operator.rows ?? 0) > beyond.rows ? beyond.roof : roof;
}

/** The same, of few rows. */
export function highestRoofOf({ kind, format }: Operator, roofs: Roofs): Roof {
  const roof = roofs[kind];
  if (format === undefined) return roof;
  invariant(roof.packed !== undefined, () => `no roof of ${kind} with weights in ${format}`);
  return roof.packed;
}

const byBytes = (floor: Seconds, bandwidth: Bandwidth): Roof => ({
  floor,
  bandwidth,
  arithmetic: Number.POSITIVE_INFINITY,
  p: 2,
  ramp: 0,
});

/** What the roofs depend on. */
export interface Roofed extends ParallelSettings {
  model: Model;
  gpu: Gpu;
  calibration: Calibration;
  sampler: SamplerKind;
  /** Number format that the engine is told to serve in; `auto` unless given. */
  dtype?: Dtype | undefined;
  /** What stands in the place of the measured times of its links. */
  network?: ((network: Network) => Network) | undefined;
}

/**
 * Compiles a calibration into the roofs of one GPU that serves `model`, alone or as one of a group.
 * Kernels in fp16 are taken to reach the shares that were measured in bf16.
 */
export function roofsOf(roofed: Roofed): Roofs {
  const { model, gpu, calibration, sampler } = roofed;
  const { tensor_parallel_size = 1, gpus_per_node, network = same } = roofed;
  const { tables } = calibration;
  const peak = peakOf(roofed, false);
  const norm = tables.norm.constants;
  const prefill = tables.prefillAttention.constants;
  const decode = tables.decodeAttention.constants;
  const draw = tables.sampler[sampler].constants;
  const measured = ({ floor, bandwidthShare }: BandwidthConstants): Roof =>
    byBytes(floor, bandwidthShare * gpu.bandwidth);
  const copy = measured(tables.launch.constants);
  const activation = measured(tables.activation.constants);
  const byRows = measured({ ...norm, floor: norm.floor + norm.floorPerElement * model.hidden });
  return {
    matrix: matrixRoof(roofed),
    experts: expertsRoof(roofed),
    "expert-map": { ...copy, floor: tables.experts.constants.mapFloor },
    norm: byRows,
    // Both seek one figure of a row, and write the row anew; else each element is by itself.
    quantize: scalesRows(model) ? byRows : activation,
    activation,
    copy,
    "prefill-attention": {
      floor: prefill.floor,
      bandwidth: decode.bandwidthShare * gpu.bandwidth,
      arithmetic: prefill.arithmeticShare * peak,
      p: 2,
      ramp: prefill.ramp,
    },
    "decode-attention": measured(decode),
    // Of its table the floor holds a launch from Python, as those of other attention beside it do.
    "latent-attention": {
      ...multiplyingRoof(tables.latentAttention.constants, roofed, false),
      floor: decode.floor,
    },
    sampler: byBytes(draw.floor, gpu.bandwidth / draw.passes),
    collective: {
      ...byBytes(0, Number.POSITIVE_INFINITY),
      network: network(createNetwork(placeGroup(gpu, tensor_parallel_size, gpus_per_node))),
      sharing: network(createNetwork(placeExchange(gpu, model, roofed))),
      ...exchangeOf(roofed),
    },
  };
}

/** The time of kernels that send tokens to experts, where a group has such. */
function exchangeOf({ model, gpu, network = same, ...settings }: Roofed): Pick<Roof, "exchange"> {
  const split = splitOf(settings);
  if (model.experts === undefined || !sendsTokens(split)) return {};
  const placement = placeExchange(gpu, model, settings);
  const exchange = createExchange(placement, model.experts, split.experts);
  const changed = network((_, bytes) => exchange(bytes));
  return { exchange: (bytes) => changed("all-to-all", bytes) };
}

const same = (network: Network): Network => network;
