/**
 * `rooflight calibrate`: fits the kernel tables of a GPU and writes its calibration.
 *
 * The same tables give the same file; a test says when the committed file is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import Papa from "papaparse";
import type { Calibration, Fit } from "../cost/calibration/calibration.ts";
import { findGpu } from "../machine/find-gpu.ts";
import { calibrationModule } from "../study/kernels/calibration-module.ts";
import { fitKernelTables } from "../study/kernels/kernel-tables.ts";
import type { Cells } from "../study/kernels/measured-table.ts";
import { Refusal } from "./exit.ts";
import { findData } from "./files/data.ts";
import { inColumns } from "./text/table.ts";

const FOLDER = "kernels/h100-torch";

/** The calibration that the recorded tables give; undefined where they are not at hand. */
export function calibrateH100(): Calibration | undefined {
  const folder = findData(FOLDER);
  if (folder === undefined) return undefined;
  const read = (file: string): Cells[] =>
    Papa.parse<Cells>(readFileSync(`${folder}/${file}`, "utf8"), {
      header: true,
      skipEmptyLines: true,
    }).data;
  const gpu = findGpu("H100-SXM-80GB");
  return {
    gpu: gpu.name,
    efficiencies: "its own, measured",
    source: `${FOLDER}: PyTorch 2.11, CUDA 13.0, graphs, inputs past L2, medians`,
    measured: "2026-11-22",
    tables: fitKernelTables(gpu, read),
  };
}

/** Writes the calibration as a module at `path` and returns it. */
export function writeCalibration(path: string): Calibration {
  const calibration = calibrateH100();
  if (calibration === undefined)
    throw new Refusal(`${FOLDER} was not found: set ROOFLIGHT_DATA to the folder that holds it`);
  writeFileSync(path, calibrationModule(calibration, "h100Sxm80gb"));
  return calibration;
}

/** A line a table: how many rows were fitted, and how far they are from the form. */
export function errorTable({ tables: { gemm, sampler, ...others } }: Calibration): string[] {
  const named: [string, Fit<object>][] = [
    ...Object.entries(gemm).map(([name, fit]): [string, Fit<object>] => [`gemm ${name}`, fit]),
    ...Object.entries(others),
    ...Object.entries(sampler).map(([name, fit]): [string, Fit<object>] => [
      `sampler ${name}`,
      fit,
    ]),
  ];
  const line = (...cells: string[]): string => inColumns([20, 6, 9], cells);
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    line("table", "rows", "median", "p90"),
    ...named.map(([name, { rows, medianError, p90Error }]) =>
      line(name, `${rows}`, percent(medianError), percent(p90Error)),
    ),
  ];
}
