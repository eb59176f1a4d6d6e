/**
 * How an engine is spread over GPUs, as options of a command.
 */
import {
  type All2AllBackend,
  all2allBackends,
  choicesInWords,
  type Gpu,
  type Model,
  type ParallelSettings,
  PartError,
  placeEngine,
  unevenIn,
} from "../../index.ts";
import { refusal } from "./parts.ts";
import { askedCount, askedNumber } from "./settings.ts";

interface Options {
  tensorParallelSize: string | undefined;
  pipelineParallelSize: string | undefined;
  dataParallelSize: string | undefined;
  gpusPerNode: string | undefined;
  enableExpertParallel: boolean;
  all2allBackend: string | undefined;
  enableSequenceParallel: boolean;
  /** Of commands that are about time. */
  expertSkew?: string | undefined;
  collectiveOverlap?: string | undefined;
}

/** The settings; undefined those that were not given. Refuses what does not divide, or fit. */
export function askedParallel(
  options: Options,
  { gpu, model }: { gpu: Gpu; model: Model },
): ParallelSettings {
  const settings = {
    tensor_parallel_size: askedCount("tensor-parallel-size", options.tensorParallelSize),
    pipeline_parallel_size: askedCount("pipeline-parallel-size", options.pipelineParallelSize),
    data_parallel_size: askedCount("data-parallel-size", options.dataParallelSize),
    gpus_per_node: askedCount("gpus-per-node", options.gpusPerNode),
    enable_expert_parallel: options.enableExpertParallel || undefined,
    all2all_backend: askedBackend(options.all2allBackend),
    enable_sequence_parallel: options.enableSequenceParallel || undefined,
    expert_skew: askedNumber("expert-skew", options.expertSkew, 10),
    collective_overlap: askedNumber("collective-overlap", options.collectiveOverlap, 1),
  };
  const uneven = unevenIn(model, settings);
  if (uneven !== undefined) {
    const { path, value, why } = uneven;
    throw refusedAt(path, value, `${why} of ${model.name}${choicesInWords(uneven)}`);
  }
  try {
    placeEngine(gpu, model, settings);
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    throw refusedAt(error.path, error.value, error.message.replace(/^\S+ \S+ /, ""));
  }
  return given(settings);
}

function askedBackend(written: string | undefined): All2AllBackend | undefined {
  if (written === undefined) return undefined;
  const found = all2allBackends.find((name) => name === written);
  if (found !== undefined) return found;
  throw refusal({
    path: ["--all2all-backend"],
    value: written,
    message: `is not one of ${all2allBackends.join(", ")}`,
    choices: all2allBackends,
  });
}

/** Those that were given. */
const given = (settings: ParallelSettings): ParallelSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

/** An option that is on or off is its own value. */
const refusedAt = (path: string, value: unknown, message: string): Error => {
  const option = `--${path.replaceAll("_", "-")}`;
  return refusal({ path: [option], message: value === true ? message : `${value} ${message}` });
};
