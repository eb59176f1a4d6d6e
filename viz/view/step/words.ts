/** What is said of a step: which one it is, and what it does. */
import type { RunRecord } from "../../../sim/index.ts";
import { kindOf } from "../../data/step.ts";
import { count } from "../../format.ts";
import type { StepAt } from "../../worker/protocol.ts";

/** "step 1,581 of mixed-0, prefill and decode"; of a pipeline, which stage the operators are of. */
export function stepInWords({ index, engine, explained }: StepAt, run: RunRecord): string {
  const name = run.engines[engine]?.name;
  const of = name === undefined ? "" : ` of ${name}`;
  return `step ${count(index)}${of}, ${kindOf(explained.shape)}${stageInWords(explained)}`;
}

/** The one that takes longest is explained: steps can follow one another no faster. */
function stageInWords({ stages, operators }: StepAt["explained"]): string {
  if (stages.length === 1) return "";
  return `, in stage ${operators[0]!.stage}, the slowest`;
}

/** The note of the chosen step, and of the pinned one. */
export function stepsInWords(chosen: StepAt, pinned: StepAt | undefined, run: RunRecord): string {
  if (pinned === undefined) return stepInWords(chosen, run);
  const open = `step ${count(pinned.index)}, ${kindOf(pinned.explained.shape)}, pinned`;
  return `filled: ${stepInWords(chosen, run)}; open: ${open}`;
}
