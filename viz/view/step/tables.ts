/** The tables behind the drawings of a step. */
import { causes } from "../../../sim/index.ts";
import type { Table } from "../../data/table.ts";
import type { StepAt } from "../../worker/protocol.ts";

/** All operators, also those that do no arithmetic. */
export const operatorTable = (steps: readonly StepAt[]): Table => ({
  columns: [
    "step",
    "operator",
    "times",
    "FLOP",
    "bytes",
    "FLOP per byte",
    "TFLOP/s",
    "time, µs",
    "share, %",
    "spent on",
    "weights in",
  ],
  rows: steps.flatMap(({ index, explained }) =>
    explained.operators.map((operator): (string | number)[] => [
      index,
      operator.name,
      operator.times,
      operator.flops,
      operator.bytes,
      operator.intensity,
      operator.flops / operator.seconds / 1e12,
      1e6 * operator.seconds,
      100 * operator.share,
      operator.cause,
      operator.format ?? "",
    ]),
  ),
});

/** Causes that took time in one of the steps, and what was in the batch. */
export function partsTable(steps: readonly StepAt[]): Table {
  const spent = causes
    .map((cause, at) => ({ cause, ms: steps.map(({ byCause }) => 1000 * byCause[at]!) }))
    .filter(({ ms }) => ms.some((value) => value > 0));
  return {
    columns: ["", ...steps.map(({ index }) => `step ${index}`)],
    rows: [
      ...spent.map(({ cause, ms }): (string | number)[] => [`${cause}, ms`, ...ms]),
      ["step, ms", ...steps.map(({ begin, end }) => 1000 * (end - begin))],
      ["decode, tokens", ...steps.map(({ explained }) => explained.shape.decodes)],
      ["prefill, tokens", ...steps.map(({ explained }) => explained.shape.prefillTokens)],
      ["running, requests", ...steps.map(({ running }) => running)],
      ["waiting, requests", ...steps.map(({ waiting }) => waiting)],
    ],
  };
}
