/**
 * What `rooflight memory` prints: the answer, the sum line by line with a bar, the requests held at
 * each length, and the textbooks' formulas.
 */
import {
  formatCount,
  formatGib,
  formatRemarks,
  gpusOf,
  type HeldAt,
  idleIn,
  lacksForWeights,
  type MemoryAnswer,
  type Textbook,
} from "../../index.ts";
import { page } from "../text/page.ts";
import type { Paint } from "../text/paint.ts";
import { broken, paragraph, tied } from "../text/paragraph.ts";
import { table } from "../text/table.ts";
import { answerSentences } from "./answer.ts";
import { memoryBar } from "./bar.ts";
import { shareLines } from "./shares.ts";
import { sumLines } from "./sum.ts";

export function memoryPage(answer: MemoryAnswer, paint: Paint): string {
  const [first, ...rest] = answerSentences(answer).map(paragraph);
  return page([
    [...first!.map(paint.bold), ...rest.flat()],
    [...sumLines(answer.plan), "", ...memoryBar(answer.plan)],
    shareLines(answer, paint),
    cacheLines(answer),
    heldTable(answer, paint),
    textbookLines(answer),
    notes(answer).flatMap(paragraph).map(paint.dim),
  ]);
}

/** Tokens, blocks and bytes of the cache. */
function cacheLines({ plan, cached, question: { model, settings } }: MemoryAnswer): string[] {
  const { blocks, bytesPerBlock, kvBytesPerToken } = plan;
  if (blocks === 0) return [];
  const { stage } = plan.split;
  const layers = stage === undefined ? model.layers : stage.to - stage.from;
  const split = gpusOf(settings) > 1 ? " on each GPU" : "";
  return paragraph(
    `KV cache: ${tied(`${layers} layers`)} × ${tied(`${cached.elements} elements`)} × ` +
      `${tied(`${cached.bytes} B`)} = ${tied(`${formatCount(kvBytesPerToken)} bytes`)} a ` +
      `token${split}; ` +
      `${tied(`${formatCount(blocks)} blocks`)} of ${settings.block_size} tokens, ` +
      `${tied(`${formatCount(bytesPerBlock)} bytes`)} each.`,
  );
}

/** A row a length. Where windows or half-filled blocks cost requests, what they cost. */
function heldTable(answer: MemoryAnswer, paint: Paint): string[] {
  const { plan, heldOnFewest, fewest, question } = answer;
  if (plan.blocks > 0) return heldRows(answer.held, paint);
  if (heldOnFewest.length === 0) return [];
  const where = `On ${fewest.gpus} × ${question.gpu.name}:`;
  return [where, ...heldRows(heldOnFewest, paint)];
}

function heldRows(held: readonly HeldAt[], paint: Paint): string[] {
  const loses = held.some(({ requests, ideal }) => ideal > requests);
  const [head, ...lines] = table(
    [
      { title: "tokens a request", right: true },
      { title: "GiB a request", right: true },
      { title: "requests at once", right: true },
      ...(loses ? [{ title: "were nothing lost to blocks", right: true }] : []),
    ],
    held.map(({ context, requests, ideal, bytesPerRequest }) => [
      formatCount(context),
      (bytesPerRequest / 2 ** 30).toFixed(3),
      formatCount(requests),
      formatCount(ideal),
    ]),
  );
  return [paint.bold(head!), ...lines];
}

function textbookLines({ textbook, textbookShort }: MemoryAnswer): string[] {
  return [
    "KV cache by the textbook:",
    ...formulaLines(textbook),
    "and in short:",
    ...formulaLines(textbookShort),
  ];
}

function formulaLines(textbook: Textbook): string[] {
  const text = textbook.holds
    ? `= ${textbook.arithmetic} (${tied(formatGib(textbook.total))})`
    : `does not hold: ${textbook.reason}`;
  return [`  ${textbook.formula}`, ...broken(text, 76).map((line) => `    ${line}`)];
}

function notes({ held, question }: MemoryAnswer): string[] {
  const { model, gpu, settings } = question;
  const { max_num_seqs } = settings;
  const lacking = lacksForWeights(gpu, model);
  const found: string[] = [];
  if (held.some(({ requests }) => requests > max_num_seqs))
    found.push(
      `Note: max_num_seqs lets ${formatCount(max_num_seqs)} requests run at once, where memory ` +
        "would hold more.",
    );
  if (lacking !== undefined) found.push(`Note: the ${gpu.name} ${lacking}.`);
  const remarks = [...formatRemarks(gpu, model, "auto"), ...idleIn(settings)];
  found.push(...remarks.map((remark) => `Note: ${remark}`));
  return found;
}
