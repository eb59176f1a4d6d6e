/**
 * `rooflight calibrate`: fits the kernel tables of a GPU and writes its calibration.
 *
 * The same tables give the same file; a test says when the committed file is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import Papa from "papaparse";
import type { Calibration } from "../cost/calibration/calibration.ts";
import { findGpu } from "../machine/gpu.ts";
import { calibrationModule } from "../study/calibration-module.ts";
import { fitKernelTables } from "../study/kernel-tables.ts";
import type { Cells } from "../study/measured-table.ts";
import { findData } from "./data.ts";

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
    throw new Error(`${FOLDER} was not found: set ROOFLIGHT_DATA to the folder that holds it`);
  writeFileSync(path, calibrationModule(calibration, "h100Sxm80gb"));
  return calibration;
}
