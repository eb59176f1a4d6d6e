/** In which formats a step reads its weights, where there is more than one answer. */
import { type ExplainedStep, type Explanation, formatCount } from "../../index.ts";
import { tied } from "../text/paragraph.ts";

type Format = NonNullable<ExplainedStep["operators"][number]["format"]>;

/** One sentence of a model whose weights are packed; none of others. */
export function formatSentences({ step, question: { model } }: Explanation): string[] {
  const { quantization } = model;
  if (quantization === undefined) return [];
  const formats = new Set(step.operators.flatMap(({ format }) => format ?? []));
  const parts = [...formats].map((format) => partOf(step, format));
  return [`Weights: ${parts.join("; ")}.`];
}

/** "7,000 MB in fp8 (gate and up, down)". */
function partOf({ operators }: ExplainedStep, format: Format): string {
  const all = operators.filter((operator) => operator.format === format);
  const bytes = all.reduce((sum, { weights }) => sum + weights, 0);
  const names = [...new Set(all.map(({ name }) => name))].join("; ");
  return `${tied(`${formatCount(bytes / 1e6)} MB`)} in ${format} (${names})`;
}
