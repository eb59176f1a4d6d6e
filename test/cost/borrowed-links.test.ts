/** What links reach, as README shows it, and how far that is off on machines not fitted to. */
import { readFileSync } from "node:fs";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { findData } from "../../sim/cli/files/data.ts";
import { networkRemarks } from "../../sim/cost/calibration/borrowed-links.ts";
import { measuredLinks } from "../../sim/cost/calibration/link-calibration-of.ts";
import type { Operation } from "../../sim/cost/collective.ts";
import { createNetwork } from "../../sim/cost/network.ts";
import { quantile } from "../../sim/kernel/quantiles.ts";
import { placeEngine } from "../../sim/machine/engine-placement.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import type { ParallelSettings } from "../../sim/machine/parallel.ts";
import { placeGroup } from "../../sim/machine/topology.ts";

const percent = (share: number) => `${Number((100 * share).toFixed(1))} %`;
const [shown = ""] = readFileSync("README.md", "utf8").split("<!-- links -->\n")[1]!.split("\n\n");

test("README shows how far each fit is off", () => {
  for (const { link, tables } of measuredLinks)
    for (const [name, { rows, medianError, p90Error }] of Object.entries(tables))
      expect(shown).toContain(
        `| ${link} | ${name} | ${rows} | ${percent(medianError)} | ${percent(p90Error)} |`,
      );
});

type Cells = Record<string, string>;

/** A table that nothing was fitted to: its rows, where they were measured, what they are of. */
interface Foreign {
  file: string;
  rows: (cells: Cells) => boolean;
  gpu: string;
  gpusPerNode?: number;
  of: (cells: Cells) => { operation: Operation; ranks: number; bytes: number };
}

const operations: Record<string, Operation> = {
  all_reduce: "all-reduce",
  send_recv: "send",
  all_gather: "all-gather",
  reduce_scatter: "reduce-scatter",
  alltoall: "all-to-all",
};

/** Vidur's smaller ones are of launches, not of links. */
const vidur = (node: string, collective: string, placed: string): Omit<Foreign, "gpu"> => ({
  file: "kernels/vidur/network_median_ms.csv",
  rows: (row) =>
    row.node === node &&
    row.collective === collective &&
    `${row.num_workers}/${row.devices_per_node}` === placed &&
    Number(row.size_bytes) >= 2 ** 22,
  of: (row) => ({
    operation: operations[row.collective!]!,
    ranks: Number(row.num_workers),
    bytes: Number(row.size_bytes),
  }),
});

const foreign: [what: string, Foreign][] = [
  [
    "H200, vLLM's all-reduce below 8 MiB",
    {
      file: "kernels/aiconfigurator/h200_sxm_vllm_allreduce.csv",
      rows: (row) => row.backend === "vllm_graph" && Number(row.message_size) < 2 ** 22,
      gpu: "H200-SXM-141GB",
      of: (row) => ({
        operation: "all-reduce",
        ranks: Number(row.num_gpus),
        bytes: 2 * Number(row.message_size),
      }),
    },
  ],
  [
    "H200, NCCL's gathers and scattered sums",
    {
      file: "kernels/aiconfigurator/h200_sxm_nccl.csv",
      rows: ({ op_name }) => op_name === "all_gather" || op_name === "reduce_scatter",
      gpu: "H200-SXM-141GB",
      of: (row) => ({
        operation: operations[row.op_name!]!,
        ranks: Number(row.num_gpus),
        bytes: Number(row.message_size) * (row.nccl_dtype === "half" ? 2 : 1),
      }),
    },
  ],
  [
    "four H100 in bridged pairs, all-reduce from 4 MiB",
    { ...vidur("h100_pairwise_nvlink", "all_reduce", "4/4"), gpu: "H100-PCIe-80GB" },
  ],
  [
    "four A100 in bridged pairs, all-reduce from 4 MiB",
    { ...vidur("a100_pairwise_nvlink", "all_reduce", "4/4"), gpu: "A100-PCIe-80GB" },
  ],
  [
    "two servers of eight A100, all-reduce from 4 MiB",
    { ...vidur("a100_dgx", "all_reduce", "16/8"), gpu: "A100-SXM-80GB" },
  ],
];

/** Of priced ÷ measured − 1: the median, and that of its size. */
function off({ file, rows, gpu, of }: Foreign) {
  const text = readFileSync(findData(file)!, "utf8");
  const { data } = Papa.parse<Cells>(text, { header: true, skipEmptyLines: true });
  const errors = data.filter(rows).map((row) => {
    const { operation, ranks, bytes } = of(row);
    const seconds = createNetwork(placeGroup(findGpu(gpu), ranks))(operation, bytes);
    return seconds / (Number(row.latency_ms) * 1e-3) - 1;
  });
  const median = (values: number[]) => quantile(Float64Array.from(values).sort(), 0.5);
  return { rows: errors.length, signed: median(errors), size: median(errors.map(Math.abs)) };
}

const data = findData("kernels/vidur/network_median_ms.csv");

describe.skipIf(data === undefined)("with the tables at hand", () => {
  test.each(foreign)("%s: README shows how far off other links' constants are", (what, table) => {
    const { rows, signed, size } = off(table);
    const whole = Math.round(100 * signed);
    const bias = whole === 0 ? "0 %" : `${whole < 0 ? "−" : "+"}${Math.abs(whole)} %`;
    expect(readFileSync("README.md", "utf8")).toContain(
      `| ${what} | ${rows} | ${bias} | ${percent(size)} |`,
    );
  });
});

const placed = (gpu: string, settings: ParallelSettings) =>
  placeEngine(findGpu(gpu), findModel("Qwen/Qwen3-30B-A3B"), settings);

test("a run says whose shares stand for a link, and when servers are between its GPUs", () => {
  const said = (gpu: string, ranks: number) =>
    networkRemarks(placed(gpu, { tensor_parallel_size: ranks }));
  expect(said("H100-SXM-80GB", 8)).toEqual([]);
  expect(said("B200-SXM-180GB", 1)).toEqual([]);
  expect(said("B200-SXM-180GB", 2)).toEqual([
    "Collectives over NVLink 5 are taken to reach the shares of its rate that were measured over " +
      "NVLink 4 (H100-SXM-80GB).",
  ]);
  expect(said("H100-SXM-80GB", 16)).toEqual([
    "Every layer waits for the network between servers: an engine has 16 GPUs, 8 a server over " +
      "NVLink 4 and 2 servers over InfiniBand NDR.",
  ]);
  // Hops between stages are waited for by nobody but the next; experts are by every layer.
  const stages = placed("H100-SXM-80GB", { tensor_parallel_size: 8, pipeline_parallel_size: 2 });
  expect(networkRemarks(stages)).toEqual([]);
  expect(networkRemarks(placed("H100-SXM-80GB", { data_parallel_size: 16 }))).toEqual([
    "Every layer with experts waits for the network between servers: an engine has 16 GPUs, 8 a " +
      "server over NVLink 4 and 2 servers over InfiniBand NDR.",
  ]);
});
