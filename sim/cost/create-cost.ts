/**
 * Compiles a model, a GPU and an engine's settings into the price list of its steps.
 */
import { servedOn } from "../machine/formats.ts";
import type { Gpu } from "../machine/gpu.ts";
import type { Model } from "../machine/model.ts";
import { splitOf } from "../machine/parallel.ts";
import type { Calibration } from "./calibration/calibration.ts";
import { calibrationOf } from "./calibration/calibration-of.ts";
import { type EngineProfile, vllm026 } from "./calibration/vllm-0.26.ts";
import type { Cost, StepShape } from "./cost.ts";
import type { CostSettings } from "./cost-settings.ts";
import { HostClock } from "./host-clock.ts";
import type { Network } from "./network.ts";
import { createRankPrice } from "./rank-price.ts";
import { roofsOf } from "./roofline.ts";
import { asOne, createStageCosts } from "./stage-costs.ts";

/** What is priced; the measurements behind it are found by the GPU's name unless given. */
export interface Priced {
  model: Model;
  gpu: Gpu;
  settings: CostSettings;
  calibration?: Calibration;
  profile?: EngineProfile;
  /** What stands in the place of the measured times of its links. */
  network?: ((network: Network) => Network) | undefined;
}

/** The price list of an engine that serves `model` on one `gpu`, or on a group of them. */
export function createCost(priced: Priced): Cost {
  const { gpu, settings, profile = vllm026, network } = priced;
  const model = servedOn(gpu, priced.model);
  const calibration = priced.calibration ?? calibrationOf(gpu);
  const roofs = roofsOf({ model, gpu, calibration, network, ...settings });
  const host = new HostClock(model, settings, profile);
  const { pipeline_parallel_size = 1, collective_overlap: overlap } = settings;
  const ofGpus =
    pipeline_parallel_size > 1
      ? asOne(createStageCosts({ model, gpu, settings, roofs, profile, network }))
      : {
          gpu: createRankPrice({ model, split: splitOf(settings), roofs, profile, host, overlap }),
          launch: (shape: StepShape) => host.launch(shape),
        };
  return {
    ...ofGpus,
    prepare: (shape) => host.prepare(shape),
    ...(host.hasWorkers && {
      work: (shape: StepShape, amidOthers?: boolean) => host.work(shape, amidOthers),
    }),
    graph: (tokens) => host.graph(tokens),
  };
}
