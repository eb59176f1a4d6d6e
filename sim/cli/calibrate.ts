/**
 * `rooflight calibrate`: fits the tables of kernels and collectives and writes calibrations.
 *
 * The same tables give the same file; a test says when the committed file is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import Papa from "papaparse";
import type { Calibration, ExpertConstants, Fit } from "../cost/calibration/calibration.ts";
import type { LinkCalibration } from "../cost/calibration/link-calibration.ts";
import { quantile } from "../kernel/quantiles.ts";
import { findGpu } from "../machine/find-gpu.ts";
import { topologyOf } from "../machine/topology.ts";
import {
  calibrationModule,
  expertsModule,
  linkModule,
} from "../study/kernels/calibration-module.ts";
import {
  fitMachine,
  fitRail,
  fitSend,
  type MeasuredMachine,
} from "../study/kernels/collective-tables.ts";
import { groupedErrors } from "../study/kernels/expert-checks.ts";
import { type ExpertTable, fitExperts, unequalErrors } from "../study/kernels/expert-tables.ts";
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
    tables: h100Tables(folder),
  };
}

/** A table of experts, by GPU: how the names of its files begin. */
const expertTables = {
  "H100-SXM-80GB": "h100_sxm",
  "H200-SXM-141GB": "h200_sxm",
  "A100-SXM-80GB": "a100_sxm",
  "L40S-48GB": "l40s",
} as const;

function h100Tables(folder: string): Calibration["tables"] {
  const gpu = findGpu("H100-SXM-80GB");
  const tables = fitKernelTables(gpu, tablesIn(folder));
  const table = { gpu, tables, file: expertFile(gpu.name) };
  return { ...tables, experts: fitExperts(table, tablesIn(`${folder}/..`)) };
}

const expertFile = (gpu: string): string =>
  `aiconfigurator/${expertTables[gpu as keyof typeof expertTables]}_moe.csv`;

/** What tables of experts say of other GPUs; all else of theirs is as of the H100. */
export function calibrateExperts(h100: Calibration): Record<string, Fit<ExpertConstants>> {
  const others = Object.keys(expertTables).filter((name) => name !== h100.gpu);
  const read = tablesIn(findData("kernels")!);
  return Object.fromEntries(others.map((name) => [name, fitExperts(tableOf(name, h100), read)]));
}

function tableOf(name: string, h100: Calibration): ExpertTable {
  const table = { gpu: findGpu(name), tables: h100.tables, file: expertFile(name) };
  // A100's rows are drawn and L40S's lie in L2: neither shows what a token costs.
  const isTold = name === h100.gpu || name === "H200-SXM-141GB";
  return isTold ? table : { ...table, floors: h100.tables.experts.constants };
}

/** Errors of experts' kernels where nothing was fitted, sorted, by name. */
function checkExperts({ gpu, experts }: Pick<Calibrated, "gpu" | "experts">) {
  const read = tablesIn(findData("kernels")!);
  const unequal = Object.keys(expertTables).map((name): [string, Float64Array] => {
    const fit = experts[name] ?? gpu.tables.experts;
    return [`unequal ${name}`, unequalErrors(tableOf(name, gpu), fit, read)];
  });
  return [...unequal, ...groupedErrors(gpu, read)];
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
  experts: Record<string, Fit<ExpertConstants>>;
  links: LinkCalibration[];
  /** Errors (sorted) where nothing was fitted. */
  checks: [name: string, errors: Float64Array][];
}

/** Writes modules of the GPU, of experts, and one a link into a folder; returns what it wrote. */
export function writeCalibrations(paths: Record<"gpu" | "experts" | "links", string>): Calibrated {
  const gpu = calibrateH100();
  const links = calibrateLinks();
  if (gpu === undefined || links === undefined)
    throw new Refusal(`${FOLDER} was not found: set ROOFLIGHT_DATA to the folder that holds it`);
  const experts = calibrateExperts(gpu);
  writeFileSync(paths.gpu, calibrationModule(gpu, "h100Sxm80gb"));
  writeFileSync(paths.experts, expertsModule(experts));
  for (const [file, name] of Object.entries(linkModules) as [LinkFile, string][])
    writeFileSync(`${paths.links}/${file}.ts`, linkModule(links[file], name));
  return { gpu, experts, links: Object.values(links), checks: checkExperts({ gpu, experts }) };
}

/** A line a table: how many rows were fitted, and how far they are from the form. */
export function errorTable({ gpu, experts, links, checks }: Calibrated): string[] {
  const { gemm, sampler, ...others } = gpu.tables;
  const named: [string, Fit<object>][] = [
    ...prefixed("gemm", gemm),
    ...Object.entries(others),
    ...prefixed("sampler", sampler),
    ...prefixed("experts", experts),
    ...links.flatMap(({ link, tables }) => prefixed(link, tables)),
  ];
  const line = (...cells: string[]): string => inColumns([29, 6, 9], cells);
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    line("table", "rows", "median", "p90"),
    ...named.map(([name, { rows, medianError, p90Error }]) =>
      line(name, `${rows}`, percent(medianError), percent(p90Error)),
    ),
    "not fitted",
    ...checks.map(([name, errors]) =>
      line(
        name,
        `${errors.length}`,
        percent(quantile(errors, 0.5)),
        percent(quantile(errors, 0.9)),
      ),
    ),
  ];
}

const prefixed = (
  prefix: string,
  fits: Readonly<Record<string, Fit<object>>>,
): [string, Fit<object>][] => Object.entries(fits).map(([name, fit]) => [`${prefix} ${name}`, fit]);
