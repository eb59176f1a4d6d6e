/** Where each step went, drawn: its parts, and below them what was in its batch. */
import { batch } from "../../chart/batch.ts";
import type { ChartContext } from "../../chart/context.ts";
import { stepParts } from "../../chart/step-parts.ts";
import { batchInWords, decimalsFor, partsOf } from "../../data/step.ts";
import { count } from "../../format.ts";
import type { StepAt } from "../../worker/protocol.ts";
import { make } from "../make.ts";

export function partsBody(
  chosen: StepAt,
  pinned: StepAt | undefined,
  context: ChartContext,
): HTMLElement {
  const { document } = context;
  const body = make(document, "div", "parts");
  body.setAttribute("role", "group");
  const steps = [chosen, ...(pinned === undefined ? [] : [pinned])];
  const decimals = decimalsFor(Math.max(...steps.map(({ begin, end }) => end - begin)));
  const data = {
    chosen: partsOf(chosen.byCause, decimals),
    pinned: pinned && partsOf(pinned.byCause, decimals),
  };
  body.append(stepParts(data, context));
  const title = make(document, "h3", "", "In the batch ");
  title.append(make(document, "span", "note", limitInWords(chosen)));
  body.append(title);
  for (const step of steps) {
    const { decodes, prefillTokens: prefill } = step.explained.shape;
    const most = step.most ?? Math.max(...steps.map(({ explained }) => explained.shape.tokens));
    body.append(
      batch({ decodes, prefill, most }, context),
      make(document, "p", "", batchInWords(step.explained.shape, step.roof.weightsLeaveAt)),
    );
  }
  return body;
}

const limitInWords = ({ most }: StepAt): string =>
  most === null ? "tokens; a static batch has no limit of them" : `${count(most)} tokens at most`;
