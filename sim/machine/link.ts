/**
 * Links: how a GPU reaches its neighbours and its host. Data-sheet rates; what a collective reaches
 * of them is measured elsewhere.
 *
 * Data sheets print both directions together ("900 GB/s"); here a rate is one direction, since that
 * is what a transfer has.
 */
import type { Bandwidth } from "../units.ts";

export interface Link {
  /** `NVLink 4`, `PCIe 5.0 x16`, `Infinity Fabric`. */
  name: string;
  /** One direction, all lanes of the GPU together. */
  bandwidth: Bandwidth;
  /**
   * `switched`: any one neighbour can have all of it; `mesh`: each neighbour has lanes of its own;
   * `bridged`: all of it joins two cards (or four, H200 NVL); `host`: to the CPU; `rail`: to other
   * servers.
   */
  shape: "switched" | "mesh" | "bridged" | "host" | "rail";
}

const GB = 1e9;

/** GT/s of a lane (PCI-SIG), of which 128 bits in 130 are payload. */
const perLane = { 3: 8, 4: 16, 5: 32 } as const;

/** PCI Express to the host; `lanes` is a count. */
export const pcie = (generation: keyof typeof perLane, lanes = 16): Link => ({
  name: `PCIe ${generation}.0 x${lanes}`,
  bandwidth: (perLane[generation] / 8) * (128 / 130) * lanes * GB,
  shape: "host",
});

/** One direction of one NVLink, by generation. Source: NVIDIA's white papers of V100 to B200. */
const perNvlink = { 2: 25 * GB, 3: 25 * GB, 4: 25 * GB, 5: 50 * GB } as const;

/** NVLink to other GPUs; `links` is a count. */
export const nvlink = (
  generation: keyof typeof perNvlink,
  links: number,
  shape: "switched" | "mesh" | "bridged",
): Link => ({ name: `NVLink ${generation}`, bandwidth: perNvlink[generation] * links, shape });

/** A network card, or a GPU's share of one, by its data sheet in gigabits a second. */
export const network = (name: string, gigabits: number): Link => ({
  name,
  bandwidth: (gigabits / 8) * GB,
  shape: "rail",
});
