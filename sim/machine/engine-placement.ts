/**
 * Where the GPUs of an engine stand: which links its tensor-parallel group, the hops between its
 * stages and the ranks that share its experts cross.
 *
 * GPUs are taken in the order of ranks: a tensor-parallel group after the other, the stages of a
 * data-parallel rank together. A group stays in one server where it fits; what is left over of a
 * server is left to others.
 */
import type { Gpu } from "./gpu.ts";
import type { Model } from "./model.ts";
import type { ParallelSettings } from "./parallel.ts";
import { PartError } from "./part-error.ts";
import { type Placement, placeGroup, placementInWords, topologyOf } from "./topology.ts";

export interface EnginePlacement {
  /** GPUs (a count) of one data-parallel rank: all stages, each split over a group. */
  gpus: number;
  /** A tensor-parallel group; all are alike. */
  tensor: Placement;
  /** From each stage to the next: two GPUs of like position. */
  hops: readonly Placement[];
  /**
   * The ranks that share the experts of a layer; `tensor` where there is one data-parallel rank, or
   * no expert.
   */
  experts: Placement;
}

/** Throws a `PartError` at the setting of a group that does not fit. */
export function placeEngine(
  gpu: Gpu,
  { experts }: Pick<Model, "experts">,
  settings: ParallelSettings,
): EnginePlacement {
  const { tensor_parallel_size: ranks = 1, pipeline_parallel_size: stages = 1 } = settings;
  const { data_parallel_size: replicas = 1 } = settings;
  const { gpus_per_node = topologyOf(gpu).gpusPerNode } = settings;
  const tensor = placeGroup(gpu, ranks, gpus_per_node);
  const inNode = Math.max(1, Math.floor(gpus_per_node / ranks));
  /** The server of a group; of its first one where it fills several. */
  const nodeOf = (replica: number, stage: number): number =>
    Math.floor((replica * stages + stage) / inNode) * tensor.nodes;
  const crosses = (stage: number): boolean =>
    Array.from({ length: replicas }, (_, replica) => replica).some(
      (replica) => nodeOf(replica, stage) !== nodeOf(replica, stage + 1),
    );
  const pair = (apart: boolean): Placement =>
    // Two in one server, or one in each of two.
    placeGroup(gpu, 2, apart ? 1 : Math.max(2, gpus_per_node));
  const hops = Array.from({ length: stages - 1 }, (_, stage) => pair(crosses(stage)));
  const isShared = experts !== undefined && replicas > 1;
  return {
    gpus: ranks * stages,
    tensor,
    hops,
    experts: isShared ? shareExperts(gpu, { ranks, replicas, stages, inNode }) : tensor,
  };
}

/**
 * Where the ranks stand that exchange tokens for their experts: all that share them where each has
 * whole ones, else those of like position, one in each data-parallel rank.
 */
export function placeExchange(
  gpu: Gpu,
  model: Pick<Model, "experts">,
  settings: ParallelSettings,
): Placement {
  const { experts, tensor } = placeEngine(gpu, model, settings);
  const isSliced = experts.ranks > tensor.ranks && !settings.enable_expert_parallel;
  return isSliced ? { ...experts, ranks: experts.ranks / tensor.ranks } : experts;
}

/** Groups of like stage, one of each data-parallel rank. */
function shareExperts(
  gpu: Gpu,
  { ranks, replicas, stages, inNode }: Record<"ranks" | "replicas" | "stages" | "inNode", number>,
): Placement {
  const path = "data_parallel_size";
  const alike = Math.max(1, Math.floor(inNode / stages));
  const even = inNode % stages === 0 || stages % inNode === 0;
  if (!even) {
    const message =
      `${path}: ${replicas} does not fit: ${stages} stages do not divide the ${inNode} groups of ` +
      `${ranks} GPUs that a server holds, nor do these divide the stages`;
    throw new PartError(message, { path, value: replicas });
  }
  if (replicas > alike && replicas % alike !== 0) {
    const message =
      `${path}: ${replicas} does not fit: a server holds ${alike} of them, and ranks that share ` +
      "experts fit one server or fill whole ones";
    throw new PartError(message, { path, value: replicas });
  }
  return placeGroup(gpu, ranks * replicas, Math.max(alike * ranks, 1));
}

/**
 * What each group of an engine's GPUs crosses: "a tensor-parallel group joins 8 GPUs over NVLink
 * 4", "2 hops between stages go over NVLink 4 and 1 over InfiniBand NDR". Nothing of one GPU.
 */
export function engineInWords({ tensor, hops, experts }: EnginePlacement): string[] {
  const links = hops.map(({ nodes, inside, rail }) => (nodes > 1 ? rail : inside).name);
  const counted = [...new Set(links)].map(
    (link) => [links.filter((one) => one === link).length, link] as const,
  );
  const [[first = 0] = [], ...others] = counted;
  const hop =
    `${first} ${first === 1 ? "hop" : "hops"} between stages ${first === 1 ? "goes" : "go"} over ` +
    [links[0], ...others.map(([count, link]) => `${count} over ${link}`)].join(" and ");
  return [
    ...(tensor.ranks > 1 ? [`a tensor-parallel group joins ${placementInWords(tensor)}`] : []),
    ...(hops.length > 0 ? [hop] : []),
    ...(experts === tensor ? [] : [`experts are shared by ${placementInWords(experts)}`]),
  ];
}
