/** Machines and models: what there is, what of it a rank has, and where it stands. */

export { type Reach, span } from "../kernel/reach.ts";
export type { Latent } from "./attention.ts";
export { gpus } from "./catalogue/gpus.ts";
export { choicesInWords, tensorParallelSizes, type Uneven, unevenIn } from "./division.ts";
export { type EnginePlacement, engineInWords, placeEngine } from "./engine-placement.ts";
export type { Experts } from "./experts.ts";
export { type FewestGpus, fewestGpus, gpusOf, type Spread } from "./fewest-gpus.ts";
export { findGpu, gpuNames } from "./find-gpu.ts";
export { findModel, modelNames } from "./find-model.ts";
export {
  type Dtype,
  formatRemarks,
  lacks,
  lacksForWeights,
  requireFormat,
  servedFormat,
} from "./formats.ts";
export type { Gpu } from "./gpu.ts";
export {
  type KvCacheDtype,
  type KvSettings,
  kvBytes,
  kvBytesPerToken,
  kvCacheDtypes,
  mostKvBytes,
} from "./kv.ts";
export { blocksPerRequest, type KvGroups, kvGroups } from "./kv-blocks.ts";
export type { Link } from "./link.ts";
export {
  type Concurrency,
  concurrencyAt,
  type MemoryLine,
  type MemoryPlan,
  type MemorySettings,
  planMemory,
  type StageMemory,
} from "./memory.ts";
export type { Model } from "./model.ts";
export { type NumberFormat, numberFormats } from "./number-format.ts";
export {
  type All2AllBackend,
  all2allBackends,
  idleIn,
  type ParallelSettings,
  type Split,
  stagesOf,
} from "./parallel.ts";
export { type Parameters, parameters, weightBytes } from "./parameters.ts";
export { PartError } from "./part-error.ts";
export type { Quantization } from "./quantization.ts";
export { type ModelConfig, readModel } from "./read-model.ts";
export {
  type Cached,
  kvTextbook,
  kvTextbookShort,
  type Textbook,
} from "./textbook.ts";
export { placeGroup, placementInWords } from "./topology.ts";
