/**
 * What if the machine were another one: a GPU with more bandwidth, a host with less to do.
 *
 * Each part is handed what the scenario's own machine has, and says what stands in its place.
 */
import type { Calibration } from "../cost/calibration/calibration.ts";
import { type EngineProfile, vllm026 } from "../cost/calibration/vllm-0.26.ts";
import type { Network } from "../cost/network.ts";
import type { Gpu } from "../machine/gpu.ts";

export interface WhatIf {
  /** Of every pool. */
  gpu?: (gpu: Gpu) => Gpu;
  /** What kernels reach on it. */
  calibration?: (calibration: Calibration) => Calibration;
  /** The times of all that GPUs say to each other. */
  network?: (network: Network) => Network;
  /** The times of the host, front end included. */
  profile?: (profile: EngineProfile) => EngineProfile;
}

const same = <T>(part: T): T => part;

/** The host's times under a change. */
export const profileUnder = ({ profile = same }: WhatIf): EngineProfile => profile(vllm026);

/** A pool's GPU under a change. */
export const gpuUnder = ({ gpu = same }: WhatIf, found: Gpu): Gpu => gpu(found);

/** What kernels reach under a change. */
export const calibrationUnder = ({ calibration = same }: WhatIf, found: Calibration): Calibration =>
  calibration(found);
