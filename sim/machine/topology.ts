/**
 * Topology: how the GPUs of a fleet reach one another, and which links a group of them crosses.
 *
 * Inside a server they meet over NVLink or a fabric like it (all of them, or those that a bridge
 * joins) and otherwise at the host; servers meet over the network cards, the rail.
 */
import type { Bandwidth } from "../units.ts";
import type { Gpu } from "./gpu.ts";
import { type Link, network } from "./link.ts";
import { PartError } from "./part-error.ts";

export interface Topology {
  /** GPUs (a count) of one server. */
  gpusPerNode: number;
  /** GPUs (a count) that reach each other without their host: a switch's, a mesh's, a bridge's. */
  island: number;
  /** From a GPU to other servers: its share of their network cards. */
  rail: Link;
}

/** Which links a group crosses. */
export interface Placement {
  /** GPUs, and the servers that they fill (counts). */
  ranks: number;
  nodes: number;
  /** Between the GPUs of one server. */
  inside: Link;
  /** What a GPU has of it in this group: in a mesh, only the lanes to its neighbours. */
  bandwidth: Bandwidth;
  /** Whether all GPUs of a server reach each other directly. */
  connected: boolean;
  /**
   * Whether the GPUs wait for each other at the host's lanes. Boxes of PCIe cards do (L40S, by
   * aiconfigurator's tables of NCCL: with n² nearly); four cards in bridged pairs do not (A100 and
   * H100, by Vidur's).
   */
  contended: boolean;
  /** Between servers. */
  rail: Link;
}

/** Servers of eight are the rule: HGX and DGX, and the clouds' machines of PCIe cards. */
const USUAL_NODE = 8;

/**
 * The topology of servers of `gpu`.
 *
 * Source of what departs from the rule: NVIDIA's data sheets of GH200 (NVL32: one switch joins 32;
 * NVL2: two are joined) and of H200 NVL (bridges join four cards; elsewhere two).
 */
export function topologyOf(gpu: Gpu): Topology {
  const { peer, host } = gpu.links;
  const grace = host.name === "NVLink-C2C";
  const gpusPerNode = grace ? (peer?.shape === "switched" ? 32 : 2) : USUAL_NODE;
  const bridged = gpu.name === "H200-NVL-141GB" ? 4 : 2;
  const joined = peer?.shape === "bridged" ? bridged : gpusPerNode;
  return { gpusPerNode, island: peer === undefined ? 1 : joined, rail: railOf(gpu, gpusPerNode) };
}

/**
 * Network cards by the makers' own servers: DGX-1 V100 (four EDR cards for eight GPUs), DGX A100
 * (an HDR card a GPU), DGX H100, H200 and B200, GH200 and MI300X platforms (400 Gb/s a GPU).
 * Servers of PCIe cards are taken to have one card of 100 Gb/s.
 */
function railOf({ architecture, links }: Gpu, gpusPerNode: number): Link {
  const { peer, host } = links;
  if (host.name !== "NVLink-C2C" && (peer === undefined || peer.shape === "bridged"))
    return network("Ethernet 100 Gb/s", 100 / gpusPerNode);
  if (architecture === "Volta") return network("InfiniBand EDR", 100 / 2);
  if (architecture === "Ampere") return network("InfiniBand HDR", 200);
  return network(architecture === "CDNA 3" ? "RoCE 400 Gb/s" : "InfiniBand NDR", 400);
}

/**
 * Places a group of `ranks` GPUs: in one server where it fits, else in whole ones. Throws a
 * `PartError` where a server would be filled in part: its ranks would then be unlike.
 *
 * @param gpusPerNode where servers have another number than the usual
 */
export function placeGroup(
  gpu: Gpu,
  ranks: number,
  gpusPerNode = topologyOf(gpu).gpusPerNode,
): Placement {
  const { island, rail } = topologyOf(gpu);
  const nodes = Math.ceil(ranks / gpusPerNode);
  if (nodes > 1 && ranks % gpusPerNode !== 0) {
    const path = "tensor_parallel_size";
    throw new PartError(`${path}: ${ranks} ${unfit(gpusPerNode)}`, { path, value: ranks });
  }
  const inNode = ranks / nodes;
  const { peer, host } = gpu.links;
  const joined = peer !== undefined && inNode <= island;
  const inside = joined ? peer : host;
  return {
    ranks,
    nodes,
    inside,
    bandwidth: inside.bandwidth * shareOfLanes(gpu, inside, inNode),
    contended: peer === undefined,
    connected: joined && (gpu.architecture !== "Volta" || inNode <= QUAD),
    rail,
  };
}

const unfit = (gpusPerNode: number): string =>
  `does not fit: a group takes up to ${gpusPerNode} GPUs of one server, or whole servers of them`;

/** GPUs of a DGX-1 that all have NVLink to each other; half of its eight. */
const QUAD = 4;

/** Of a mesh, a group has the lanes between its members. */
function shareOfLanes({ architecture }: Gpu, { shape }: Link, ranks: number): number {
  if (shape !== "mesh" || ranks === 1) return 1;
  // DGX-1: of six lanes two lead to the partner, four stay in the quad.
  if (architecture === "Volta") return Math.min(1, ranks / 6);
  return (ranks - 1) / (USUAL_NODE - 1);
}

/** "8 over NVLink 4", "16, of which 8 a server over NVLink 4 and 2 servers over InfiniBand NDR". */
export function placementInWords({ ranks, nodes, inside, rail }: Placement): string {
  if (ranks === 1) return "one GPU";
  if (nodes === 1) return `${ranks} GPUs over ${inside.name}`;
  return (
    `${ranks} GPUs, ${ranks / nodes} a server over ${inside.name} and ${nodes} servers over ` +
    `${rail.name}`
  );
}
