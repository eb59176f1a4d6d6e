/**
 * What may help where GPUs wait for each other: other groups, tried on one usual step.
 *
 * A tenth off the links says that they bind; nobody can buy that. What can be had is another group,
 * so each is priced for a step of the run's usual size before it is named.
 */
import { drawBlueprint, type PoolBlueprint } from "../../cluster/blueprint.ts";
import { ScenarioProblems } from "../../cluster/scenario-problems.ts";
import { CAUSE, causes, emptyShape, type StepShape } from "../../cost/cost.ts";
import { inWave } from "../../cost/wave.ts";
import { tensorParallelSizes } from "../../machine/division.ts";
import { topologyOf } from "../../machine/topology.ts";
import type { Usage } from "../../observe/figures.ts";
import type { Summary } from "../../observe/summary.ts";
import type { PoolSpec, Scenario } from "../../scenario/schema.ts";
import { formatSeconds, type Seconds } from "../../units.ts";
import { listed } from "../words.ts";

/** Sentences on the pool whose GPUs wait longest for each other; none of single GPUs. */
export function adviceOn(
  { cluster }: Pick<Scenario, "cluster">,
  { pools }: Pick<Summary, "pools">,
): string[] {
  const [index, usage] = [...pools.entries()].reduce((most, each) =>
    waitedForGpus(each[1]) > waitedForGpus(most[1]) ? each : most,
  );
  const pool = cluster.pools[index]!;
  if (usage.steps === 0 || waitedForGpus(usage) === 0) return [];
  const { seconds_by_cause, idle_in_steps_s: forRanks } = usage;
  const { collectives, bubble } = seconds_by_cause;
  return [
    ...groupAdvice(pool, usage),
    ...(bubble > collectives
      ? ["Fewer stages, or more requests at once, leave less of a pipeline empty."]
      : []),
    ...(forRanks > collectives
      ? ["Fewer data-parallel ranks, or requests more alike, wait less for the slowest of them."]
      : []),
  ];
}

const waitedForGpus = ({ seconds_by_cause, idle_in_steps_s: forRanks }: Usage): Seconds =>
  seconds_by_cause.collectives + seconds_by_cause.bubble + forRanks;

/** Another group, and how it is called. */
interface Other {
  words: string;
  pool: PoolSpec;
}

function groupAdvice(pool: PoolSpec, usage: Usage): string[] {
  const shape = usualShape(usage);
  const before = priced({ words: "", pool }, shape);
  const told = before === undefined ? [] : othersThan(pool, before.blueprint);
  const tried = told.flatMap((other) => {
    const after = priced(other, shape);
    return after === undefined ? [] : [`${formatSeconds(after.seconds)} ${other.words}`];
  });
  if (before === undefined || tried.length === 0) return [];
  return [
    `A step of ${shape.tokens} tokens, as is usual here, takes the GPUs ` +
      `${formatSeconds(before.seconds)}, ${formatSeconds(before.onLinks)} of it on links; it ` +
      `would take ${listed(tried)}.`,
  ];
}

/** Decodes, and prompts in the rest: what depends on links goes by their sum. */
function usualShape({ computed_tokens, steps, mean_running }: Usage): StepShape {
  const tokens = Math.max(1, Math.round(computed_tokens / steps));
  const drawing = Math.min(tokens, Math.max(1, Math.round(mean_running ?? 1)));
  return { ...emptyShape(), tokens, decodes: drawing, sampled: drawing };
}

/** A usual step under another group; undefined where the machine does not allow it. */
function priced({ pool }: Other, shape: StepShape) {
  try {
    const blueprint = drawBlueprint(pool, { name: pool.role, path: [] });
    const byCause = new Float64Array(causes.length);
    const { model, engine } = blueprint;
    const padded = engine.cost.graph?.(shape.tokens) ?? shape.tokens;
    const inItsWave = inWave(shape, { model, settings: pool, padded });
    const seconds = engine.cost.gpu(inItsWave, byCause);
    return { blueprint, seconds, onLinks: byCause[CAUSE.collectives]! };
  } catch (error) {
    if (!(error instanceof ScenarioProblems)) throw error;
    return undefined;
  }
}

/** What a buyer or a setting can change: the server, the size of a group, how norms are split. */
function othersThan(pool: PoolSpec, { gpu, model, placement }: PoolBlueprint): Other[] {
  const { tensor_parallel_size: ranks, pipeline_parallel_size: stages } = pool;
  const { enable_sequence_parallel: bySequence } = pool;
  const { gpusPerNode, island } = topologyOf(gpu);
  const { gpus_per_node: _, ...usual } = pool;
  const smaller = tensorParallelSizes(model, pool).filter((size) => size < ranks);
  const group = (size: number): Other => ({
    words: `with tensor_parallel_size ${size}`,
    pool: { ...pool, tensor_parallel_size: size },
  });
  const halves = { tensor_parallel_size: 2 * ranks, pipeline_parallel_size: stages / 2 };
  return [
    ...(placement.tensor.nodes > 1 && ranks <= gpusPerNode
      ? [{ words: `in servers of ${gpusPerNode} GPUs`, pool: usual }]
      : []),
    ...[...new Set([smaller.at(-1), smaller.findLast((size) => size <= island)])].flatMap((size) =>
      size === undefined ? [] : [group(size)],
    ),
    ...(stages % 2 === 0
      ? [
          {
            words: `in ${stages === 2 ? "one stage" : `${stages / 2} stages`} of twice the ranks`,
            pool: { ...pool, ...halves },
          },
        ]
      : []),
    ...(ranks > 1
      ? [
          {
            words: `${bySequence ? "without" : "with"} enable_sequence_parallel`,
            pool: { ...pool, enable_sequence_parallel: !bySequence },
          },
        ]
      : []),
  ];
}
