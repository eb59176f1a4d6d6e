/**
 * `rooflight calibrate`: fits the tables of kernels and collectives and writes calibrations.
 *
 * The same tables give the same file; a test says when the committed file is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import Papa from "papaparse";
import type { Calibration, Fit } from "../cost/calibration/calibration.ts";
import type { LinkCalibration } from "../cost/calibration/link-calibration.ts";
import { findGpu } from "../machine/find-gpu.ts";
import { topologyOf } from "../machine/topology.ts";
import { calibrationModule, linkModule } from "../study/kernels/calibration-module.ts";
import {
  fitMachine,
  fitRail,
  fitSend,
  type MeasuredMachine,
} from "../study/kernels/collective-tables.ts";
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
  const gpu = findGpu("H100-SXM-80GB");
  return {
    gpu: gpu.name,
    efficiencies: "its own, measured",
    source: `${FOLDER}: PyTorch 2.11, CUDA 13.0, graphs, inputs past L2, medians`,
    measured: "2026-11-22",
    tables: fitKernelTables(gpu, tablesIn(folder)),
  };
}

const tablesIn =
  (folder: string) =>
  (file: string): Cells[] =>
    Papa.parse<Cells>(readFileSync(`${folder}/${file}`, "utf8"), {
      header: true,
      skipEmptyLines: true,
    }).data;

/** Modules of links, each with the name under which it exports. */
export const linkModules = {
  "nvlink-4": "nvlink4",
  "nvlink-3": "nvlink3",
  "pcie-4": "pcie4",
  infiniband: "infiniband",
} as const;
type LinkFile = keyof typeof linkModules;

/** What the recorded tables say of links; undefined where they are not at hand. */
export function calibrateLinks(): Record<LinkFile, LinkCalibration> | undefined {
  const folder = findData("kernels");
  if (folder === undefined) return undefined;
  const read = tablesIn(folder);
  const machine = (gpu: string, prefix: string): MeasuredMachine => {
    const { peer, host } = findGpu(gpu).links;
    const { name, bandwidth } = peer ?? host;
    return { link: name, bandwidth, gpu, prefix, connected: peer !== undefined };
  };
  const h100 = machine("H100-SXM-80GB", "h100_sxm");
  const hopper = fitMachine(h100, read);
  hopper.tables.send = fitSend(read, h100);
  const { name, bandwidth } = topologyOf(findGpu(h100.gpu)).rail;
  return {
    "nvlink-4": hopper,
    "nvlink-3": fitMachine(machine("A100-SXM-80GB", "a100_sxm"), read),
    "pcie-4": fitMachine(machine("L40S-48GB", "l40s"), read),
    infiniband: fitRail(read, { link: name, bandwidth }),
  };
}

/** What was fitted anew. */
export interface Calibrated {
  gpu: Calibration;
  links: LinkCalibration[];
}

/** Writes a module of the GPU, and one a link into a folder, and returns what it wrote. */
export function writeCalibrations(paths: { gpu: string; links: string }): Calibrated {
  const gpu = calibrateH100();
  const links = calibrateLinks();
  if (gpu === undefined || links === undefined)
    throw new Refusal(`${FOLDER} was not found: set ROOFLIGHT_DATA to the folder that holds it`);
  writeFileSync(paths.gpu, calibrationModule(gpu, "h100Sxm80gb"));
  for (const [file, name] of Object.entries(linkModules) as [LinkFile, string][])
    writeFileSync(`${paths.links}/${file}.ts`, linkModule(links[file], name));
  return { gpu, links: Object.values(links) };
}

/** A line a table: how many rows were fitted, and how far they are from the form. */
export function errorTable({ gpu, links }: Calibrated): string[] {
  const { gemm, sampler, ...others } = gpu.tables;
  const named: [string, Fit<object>][] = [
    ...prefixed("gemm", gemm),
    ...Object.entries(others),
    ...prefixed("sampler", sampler),
    ...links.flatMap(({ link, tables }) => prefixed(link, tables)),
  ];
  const line = (...cells: string[]): string => inColumns([29, 6, 9], cells);
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    line("table", "rows", "median", "p90"),
    ...named.map(([name, { rows, medianError, p90Error }]) =>
      line(name, `${rows}`, percent(medianError), percent(p90Error)),
    ),
  ];
}

const prefixed = (
  prefix: string,
  fits: Readonly<Record<string, Fit<object>>>,
): [string, Fit<object>][] => Object.entries(fits).map(([name, fit]) => [`${prefix} ${name}`, fit]);
