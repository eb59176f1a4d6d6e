/**
 * A step of several GPUs: what each stage of it takes, what one GPU has in the table, and what
 * joins them.
 */
import {
  type Explanation,
  engineInWords,
  formatPercent,
  formatSeconds,
  gpusOf,
} from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { tied } from "../text/paragraph.ts";
import { table } from "../text/table.ts";
import { scaled } from "./figures.ts";

/** A row a stage: what one GPU of it does, when its input comes, and how busy it is. */
export function stageRows({ step }: Explanation, paint: Paint): string[] {
  const { stages, period } = step;
  if (stages.length === 1) return [];
  const [head, ...lines] = table(
    [
      { title: "stage", right: true },
      { title: "layers", right: true },
      { title: "GPU µs", right: true },
      { title: "of it on links", right: true },
      { title: "input sent in µs", right: true },
      { title: "busy", right: true },
    ],
    stages.map(({ split, gpu, operators, received }, index) => [
      `${index + 1}`,
      `${split.stage!.from}–${split.stage!.to - 1}`,
      scaled(gpu, 1e-6),
      scaled(
        operators.reduce((sum, { spent }) => sum + spent.network, 0),
        1e-6,
      ),
      index === 0 ? "" : scaled(received, 1e-6),
      formatPercent(gpu / period),
    ]),
  );
  return [paint.bold(head!), ...lines];
}

/** ", in stage 2, the slowest"; nothing where there is one. */
export const slowestInWords = ({ step: { split } }: Explanation): string =>
  split.stage === undefined ? "" : ` in stage ${split.stage.index + 1}, the slowest`;

/** "Through all 2 stages it takes 58 ms. "; nothing where there is one. */
export const throughInWords = ({ step: { stages, through } }: Explanation): string =>
  stages.length === 1
    ? ""
    : `Through all ${stages.length} stages it takes ${tied(formatSeconds(through))}. `;

/** What the table counts, and what joins the GPUs; nothing of one. */
export function groupSentences(explanation: Explanation): string[] {
  const { placement, step, question } = explanation;
  if (gpusOf(question.settings) === 1) return [];
  const { stage } = step.split;
  const where = stage === undefined ? "" : ` of stage ${stage.index + 1} (--csv has all)`;
  const counted =
    `The table has the share of one GPU${where}, and collectives by the bytes that they sum or ` +
    "gather";
  return [`${[counted, ...engineInWords(placement)].join("; ")}.`];
}
