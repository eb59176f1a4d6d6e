/**
 * What each GPU of an engine has: a row a stage, the experts that it holds, and what joins it to
 * the others.
 */
import {
  bindingStage,
  engineInWords,
  formatCount,
  gpusOf,
  type MemoryAnswer,
  type StageMemory,
} from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph, tied } from "../text/paragraph.ts";
import { table } from "../text/table.ts";

/** Nothing of an engine of one GPU. */
export function shareLines(answer: MemoryAnswer, paint: Paint): string[] {
  const { plan, question, placement } = answer;
  if (gpusOf(question.settings) === 1) return [];
  const words = [...expertWords(answer), ...engineInWords(placement)].join("; ");
  return [
    ...(plan.stages.length > 1 ? stageRows(answer, paint) : []),
    ...paragraph(`${words.charAt(0).toUpperCase()}${words.slice(1)}.`),
  ];
}

const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(2);

/** A row a stage: the figures of one of its GPUs. */
function stageRows({ plan }: MemoryAnswer, paint: Paint): string[] {
  const [head, ...lines] = table(
    [
      { title: "stage", right: true },
      { title: "layers", right: true },
      { title: "with" },
      { title: "weights GiB", right: true },
      { title: "activations", right: true },
      { title: "KV cache", right: true },
      { title: "blocks", right: true },
      { title: "" },
    ],
    plan.stages.map((stage, index) => [
      `${index + 1}`,
      layersInWords(stage),
      endsInWords(index, plan.stages.length),
      gib(stage.weights),
      gib(stage.activations),
      gib(stage.kvCache),
      formatCount(stage.blocks),
      index + 1 === bindingStage(plan) ? "decides" : "",
    ]),
  );
  return [paint.bold(head!), ...lines];
}

const layersInWords = ({ split: { stage } }: StageMemory): string =>
  `${stage!.from}–${stage!.to - 1}`;

const endsInWords = (index: number, of: number): string =>
  index === 0 ? "embedding" : index === of - 1 ? "head" : "";

/** "each GPU holds 4 of the 256 experts of a layer", or what it has of every one. */
function expertWords({ plan, question: { model } }: MemoryAnswer): string[] {
  const { experts } = model;
  if (experts === undefined) return [];
  const { ranks, whole } = plan.split.experts;
  if (ranks === 1) return [];
  return [
    whole
      ? `each GPU holds ${tied(`${plan.experts} of the ${experts.count} experts`)} of a layer`
      : `each GPU holds ${tied(`1/${ranks}`)} of each of the ${experts.count} experts of a layer`,
  ];
}
