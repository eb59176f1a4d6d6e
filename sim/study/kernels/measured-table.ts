/**
 * A table of measured kernels: reading its cells, and fitting a form to its rows.
 */
import type { BandwidthConstants, Fit } from "../../cost/calibration/calibration.ts";
import { kernelSeconds } from "../../cost/roofline.ts";
import type { Gpu } from "../../machine/gpu.ts";
import type { Bytes, Flops, Seconds } from "../../units.ts";
import { type Form, fitForm, type Measurement } from "./fit.ts";

/** A row of a CSV table, as text. */
export type Cells = Readonly<Record<string, string>>;

/** The rows of a table, by its file name as seen from `kernels/h100-torch/`. */
export type ReadTable = (file: string) => Cells[];

/** Tables give times in microseconds. */
export const US: Seconds = 1e-6;

/** Numbers of the named columns. */
export const numbers = <Name extends string>(
  cells: Cells,
  ...names: Name[]
): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, Number(cells[name])])) as Record<Name, number>;

/** A row with the time in its cell `us`. */
export const measurement = <Row>(row: Row, cells: Cells): Measurement<Row> => ({
  row,
  seconds: Number(cells.us) * US,
});

/** Fits `form` and records what was left out of `table`, and why. */
export function report<Row, Constants extends object>(
  table: string,
  form: Form<Row, keyof Constants & string>,
  measured: Measurement<Row>[],
  leftOut: Fit<Constants>["leftOut"] = [],
): Fit<Constants> {
  const { constants, medianError, p90Error } = fitForm(form, measured);
  return {
    table,
    form: form.words,
    constants: constants as Constants,
    rows: measured.length,
    leftOut: leftOut.filter(({ rows }) => rows > 0),
    medianError,
    p90Error,
  };
}

/** The rest of a roof that arithmetic never limits. */
export const byBytes = { arithmetic: Number.POSITIVE_INFINITY, p: 2, ramp: 0 };

/** floor + bytes ÷ (share·bandwidth), for rows that are a number of bytes. */
export const bandwidthForm = (
  gpu: Gpu,
  start: BandwidthConstants,
): Form<Bytes, keyof BandwidthConstants> => ({
  words: "floor + bytes / (bandwidthShare * bandwidth)",
  start: { ...start },
  seconds: ({ floor, bandwidthShare }, bytes) =>
    kernelSeconds(bytes, 0, { ...byBytes, floor, bandwidth: bandwidthShare * gpu.bandwidth }),
});

/** The work of a matrix multiplication, or of attention with its FLOPs for one more query. */
export interface Work {
  bytes: Bytes;
  flops: Flops;
  flopsPerQuery?: Flops;
}
