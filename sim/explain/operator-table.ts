/**
 * The table of a step's operators, as notebooks read it: a row an operator, the unit in the name.
 *
 * The columns are a promise: new ones come at the end.
 */
import { csv, fixed, text } from "../observe/csv.ts";
import type { ExplainedOperator } from "./operators.ts";

type Cell = string | number;

/** Six decimals of a microsecond tell every tick of the time grid apart. */
export const microseconds = (seconds: number): number => Number((1e6 * seconds).toFixed(6));

const columns: readonly [name: string, of: (operator: ExplainedOperator) => Cell][] = [
  ["operator", ({ name }) => name],
  ["kind", ({ kind }) => kind],
  ["times", ({ times }) => times],
  ["flops", ({ flops }) => flops],
  ["weights_bytes", ({ weights }) => weights],
  ["kv_bytes", ({ kv }) => kv],
  ["activations_bytes", ({ activations }) => activations],
  ["intensity_flop_per_byte", ({ intensity }) => Number(fixed(intensity, 6))],
  ["bound", ({ bound }) => bound],
  ["time_us", ({ seconds }) => microseconds(seconds)],
  ["share", ({ share }) => Number(fixed(share, 6))],
  ["memory_us", ({ spent }) => microseconds(spent.memory)],
  ["compute_us", ({ spent }) => microseconds(spent.compute)],
  ["latency_us", ({ spent }) => microseconds(spent.latency)],
  ["achieved_flop_per_s", ({ flops, seconds }) => Math.round(flops / seconds)],
  ["achieved_bytes_per_s", ({ bytes, seconds }) => Math.round(bytes / seconds)],
  ["network_us", ({ spent }) => microseconds(spent.network)],
  ["message_bytes", ({ message }) => message],
  ["format", ({ format = "" }) => format],
  ["stage", ({ stage }) => stage],
];

/** The operators as mappings from a column's name to its cell. */
export const operatorRows = (operators: readonly ExplainedOperator[]): Record<string, Cell>[] =>
  operators.map((operator) =>
    Object.fromEntries(columns.map(([name, of]) => [name, of(operator)])),
  );

/** The operators as CSV, header first. */
export function operatorCsv(operators: readonly ExplainedOperator[]): string {
  const line = (operator: ExplainedOperator): string =>
    columns.map(([, of]) => text(String(of(operator)))).join(",");
  const header = columns.map(([name]) => name);
  return [...csv(header, operators.map(line))].join("");
}
