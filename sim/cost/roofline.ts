/**
 * The roofline: how long work takes under a machine's two limits, and which of them to blame.
 *
 * `t = floor + ‖(bytes ÷ bandwidth, flops ÷ arithmetic)‖ₚ`. The p-norm is a roof with a rounded
 * ridge: the larger p, the sharper. Every kernel has this one form; what differs is measured.
 */
import { invariant } from "../kernel/invariant.ts";
import { placeExchange } from "../machine/engine-placement.ts";
import { type Dtype, multipliedIn } from "../machine/formats.ts";
import type { Gpu } from "../machine/gpu.ts";
import type { Model } from "../machine/model.ts";
import type { ParallelSettings } from "../machine/parallel.ts";
import { placeGroup } from "../machine/topology.ts";
import type { Bandwidth, Bytes, FlopRate, Flops, Seconds, Tokens } from "../units.ts";
import type {
  BandwidthConstants,
  Calibration,
  GemmFormat,
  RooflineConstants,
  SamplerKind,
} from "./calibration/calibration.ts";
import { CAUSE } from "./cost.ts";
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
  /** Of the same kernel where its weights are packed as the model's checkpoint packs them. */
  packed?: Roof;
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
function messageSeconds({ message }: Operator, { network, sharing }: Roof): Seconds {
  const crossed = message?.among === "experts" ? sharing : network;
  return message === undefined || crossed === undefined
    ? 0
    : crossed(message.operation, message.bytes);
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

/** The table whose shares multiplications by packed matrices are taken to reach. */
function packedTable(roofed: Roofed): GemmFormat {
  const { quantization } = roofed.model;
  if (quantization === undefined || multipliedIn(roofed, true) !== "fp8") return "bf16";
  return quantization.format.scales.per === "block" ? "fp8-block" : "fp8";
}

/** The roofs of one GPU, by kind of operator: measured shares of the data sheet's peaks. */
export type Roofs = Readonly<Record<Kind, Roof>>;

/** The roof of an operator, whether or not its weights are packed. */
export function roofOf({ kind, format }: Pick<Operator, "kind" | "format">, roofs: Roofs): Roof {
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

/** The data sheet's peak of the arithmetic for matrices that are packed, or for all others. */
export function peakOf({ gpu, model, dtype }: Roofed, isPacked: boolean): FlopRate {
  const format = multipliedIn({ gpu, model, dtype }, isPacked);
  const peak = gpu.peak[format] ?? 0;
  invariant(peak > 0, () => `${gpu.name} does not multiply in ${format}`);
  return peak;
}

/**
 * Compiles a calibration into the roofs of one GPU that serves `model`, alone or as one of a group.
 * Kernels in fp16 are taken to reach the shares that were measured in bf16, and so are those that
 * unpack weights to 16 bits, of the bytes that they read.
 */
export function roofsOf(roofed: Roofed): Roofs {
  const { model, gpu, calibration, sampler } = roofed;
  const { tensor_parallel_size = 1, gpus_per_node, network = same } = roofed;
  const { tables } = calibration;
  const peak = peakOf(roofed, false);
  const multiplying = (constants: RooflineConstants, arithmetic: FlopRate): Roof => ({
    floor: constants.floor,
    bandwidth: constants.bandwidthShare * gpu.bandwidth,
    arithmetic: constants.arithmeticShare * arithmetic,
    p: constants.p,
    ramp: 0,
  });
  const packed = tables.gemm[packedTable(roofed)];
  const norm = tables.norm.constants;
  const prefill = tables.prefillAttention.constants;
  const decode = tables.decodeAttention.constants;
  const draw = tables.sampler[sampler].constants;
  const measured = ({ floor, bandwidthShare }: BandwidthConstants): Roof =>
    byBytes(floor, bandwidthShare * gpu.bandwidth);
  const copy = measured(tables.launch.constants);
  const byRows = measured({ ...norm, floor: norm.floor + norm.floorPerElement * model.hidden });
  return {
    matrix: {
      ...multiplying(tables.gemm.bf16.constants, peak),
      ...(model.quantization !== undefined && {
        packed: multiplying(packed.constants, peakOf(roofed, true)),
      }),
    },
    experts: {
      ...multiplying(tables.experts.constants, peak),
      ...(model.quantization !== undefined && {
        packed: multiplying(tables.experts.constants, peakOf(roofed, true)),
      }),
    },
    "expert-map": { ...copy, floor: tables.experts.constants.mapFloor },
    norm: byRows,
    // Both seek one figure of a row, and write the row anew.
    quantize: byRows,
    activation: measured(tables.activation.constants),
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
      ...multiplying(tables.latentAttention.constants, peak),
      floor: decode.floor,
    },
    sampler: byBytes(draw.floor, gpu.bandwidth / draw.passes),
    collective: {
      ...byBytes(0, Number.POSITIVE_INFINITY),
      network: network(createNetwork(placeGroup(gpu, tensor_parallel_size, gpus_per_node))),
      sharing: network(createNetwork(placeExchange(gpu, model, roofed))),
    },
  };
}

const same = (network: Network): Network => network;
