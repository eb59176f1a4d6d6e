/**
 * How an engine is spread over GPUs, as options of a command.
 */
import {
  type Gpu,
  indivisible,
  type Model,
  PartError,
  placeGroup,
  tensorParallelSizes,
} from "../../index.ts";
import { refusal } from "./parts.ts";
import { askedCount } from "./settings.ts";

interface Options {
  tensorParallelSize: string | undefined;
  enableSequenceParallel: boolean;
}

/** The settings; undefined those that were not given. Refuses what does not divide, or fit. */
export function askedParallel(options: Options, { gpu, model }: { gpu: Gpu; model: Model }) {
  const option = "tensor-parallel-size";
  const ranks = askedCount(option, options.tensorParallelSize);
  const refuse = (message: string): never => {
    throw refusal({ path: [`--${option}`], message: `${ranks} ${message}` });
  };
  if (ranks !== undefined) {
    const why = indivisible(model, ranks);
    const sizes = tensorParallelSizes(model).join(", ");
    if (why !== undefined) refuse(`${why} of ${model.name}; ${sizes} do`);
    try {
      placeGroup(gpu, ranks);
    } catch (error) {
      if (!(error instanceof PartError)) throw error;
      refuse(error.message.replace(/^\S+ \S+ /, ""));
    }
  }
  return {
    ...(ranks !== undefined && { tensor_parallel_size: ranks }),
    ...(options.enableSequenceParallel && { enable_sequence_parallel: true }),
  };
}
