/**
 * From tables of measured collectives to calibrations, one a kind of link.
 *
 * Bytes are counted as `cost/collective.ts` counts them; the tables of aiconfigurator count
 * elements, Vidur's and our own count bytes.
 */
import type { Fit } from "../../cost/calibration/calibration.ts";
import type { LinkCalibration } from "../../cost/calibration/link-calibration.ts";
import {
  allReduceBytes,
  allReduceKernel,
  type CollectiveConstants,
  collectiveSeconds,
  type LibraryOperation,
  wireBytes,
} from "../../cost/collective.ts";
import type { Bandwidth, Bytes, Seconds } from "../../units.ts";
import type { Form, Measurement } from "./fit.ts";
import { type Cells, type ReadTable, report, US } from "./measured-table.ts";

/** A measured collective. */
interface Sent {
  /** Bytes that each rank puts on the wire. */
  wire: Bytes;
  /** Ranks (a count). */
  ranks: number;
}

type Rows = Measurement<Sent>[];

const MS: Seconds = 1e-3;

/** Tables, below the data's `kernels/`. */
const AICONFIGURATOR = "aiconfigurator";
const VIDUR = "vidur/network_median_ms.csv";
const OWN = "h100-torch/comm-2.csv";

/** A link that was measured. */
export interface MeasuredLink {
  link: string;
  /** Its data-sheet rate, one direction. */
  bandwidth: Bandwidth;
}

/** A machine with tables of aiconfigurator. */
export interface MeasuredMachine extends MeasuredLink {
  gpu: string;
  /** How the names of its files begin. */
  prefix: string;
  /** Whether every GPU has NVLink to every other; else they share the lanes of their host. */
  connected: boolean;
}

const operationOf = {
  all_reduce: "all-reduce",
  all_gather: "all-gather",
  reduce_scatter: "reduce-scatter",
  alltoall: "all-to-all",
} as const satisfies Record<string, LibraryOperation>;

const elementBytes: Readonly<Record<string, Bytes>> = { half: 2, bfloat16: 2, int8: 1 };

/** Where constants start; one that is absent is 0. */
type Start = Partial<CollectiveConstants>;

const ownStart: Start = { floor: 5 * US, perPeer: 0.1 * US, bandwidthShare: 0.6 };
const libraryStart: Start = {
  floor: 6 * US,
  perPeer: 1 * US,
  bandwidthShare: 0.8,
  pipelining: 3e-3,
};

/** Fits everything that was measured of one machine. */
export function fitMachine(machine: MeasuredMachine, read: ReadTable): LinkCalibration {
  const { link, gpu, prefix, connected } = machine;
  const tables: LinkCalibration["tables"] = {};
  const own = `${AICONFIGURATOR}/${prefix}_vllm_allreduce.csv`;
  const kernels = ownRows(read(own), connected);
  for (const kernel of ["one-shot", "two-shot"] as const) {
    const rows = kernels[kernel];
    if (rows.length === 0) continue;
    const others = { rows: kernels.all - rows.length, reason: "other kernels, or not in a graph" };
    tables[kernel] = fitted({ table: own, rows, start: ownStart, leftOut: [others] }, machine);
  }
  const library = `${AICONFIGURATOR}/${prefix}_nccl.csv`;
  const start = connected ? libraryStart : { ...libraryStart, contention: 1 };
  const cells = read(library);
  for (const [name, operation] of Object.entries(operationOf)) {
    const rows = cells
      .filter(({ op_name }) => op_name === name)
      .map((cell) => rowOf(cell, operation, cell.nccl_dtype!));
    tables[operation] = fitted({ table: library, rows, start }, machine);
  }
  const source = "kernels/aiconfigurator: vLLM's own kernels in CUDA graphs, and NCCL";
  return { link, measured: gpu, source, tables };
}

/** One rank to the next, of two H100 over NVLink. */
export function fitSend(read: ReadTable, measured: MeasuredLink): Fit<CollectiveConstants> {
  const rows = read(OWN)
    .filter(({ op }) => op === "send")
    .map(({ bytes, us }) => ({ row: { wire: Number(bytes), ranks: 2 }, seconds: Number(us) * US }));
  const { perPeer: _, ...start } = libraryStart;
  return fitted({ table: OWN, rows, start }, measured);
}

/** Sends between two servers of H100, by Vidur. */
export function fitRail(read: ReadTable, measured: MeasuredLink): LinkCalibration {
  const cells = read(VIDUR).filter(
    ({ node, collective, devices_per_node }) =>
      node === "h100_dgx" && collective === "send_recv" && devices_per_node === "1",
  );
  const rows = cells.map(({ size_bytes, latency_ms }) => ({
    row: { wire: Number(size_bytes), ranks: 2 },
    seconds: Number(latency_ms) * MS,
  }));
  const start = { floor: 20 * US, bandwidthShare: 0.7 };
  return {
    link: measured.link,
    measured: "two servers of eight H100",
    source: "kernels/vidur: sends between two servers",
    tables: { send: fitted({ table: VIDUR, rows, start }, measured) },
  };
}

/** Rows of the engine's own kernels; from 8 MiB on its table is of NCCL, which has its own. */
function ownRows(cells: readonly Cells[], connected: boolean) {
  const rows = { "one-shot": [] as Rows, "two-shot": [] as Rows, all: cells.length };
  for (const cell of cells) {
    // The others are the time to launch it.
    if (cell.backend !== "vllm_graph") continue;
    const ranks = Number(cell.num_gpus);
    const bytes = Number(cell.message_size) * elementBytes[cell.allreduce_dtype!]!;
    const kernel = allReduceKernel(bytes, { ranks, connected, nodes: 1 });
    if (kernel === "library") continue;
    const wire = allReduceBytes(kernel, bytes, ranks);
    rows[kernel].push({ row: { wire, ranks }, seconds: Number(cell.latency_ms) * MS });
  }
  return rows;
}

function rowOf(cell: Cells, operation: LibraryOperation, dtype: string): Rows[number] {
  const ranks = Number(cell.num_gpus);
  const bytes = Number(cell.message_size) * elementBytes[dtype]!;
  const wire = wireBytes(operation, bytes, ranks);
  return { row: { wire, ranks }, seconds: Number(cell.latency_ms) * MS };
}

interface Fitting {
  table: string;
  rows: Rows;
  start: Start;
  leftOut?: Fit<CollectiveConstants>["leftOut"];
}

function fitted({ table, rows, start, leftOut }: Fitting, { bandwidth }: MeasuredLink) {
  const { perPeer, ...ofPairs } = start;
  const alone = rows.every(({ row }) => row.ranks === 2);
  const form = formOf(alone ? ofPairs : start, bandwidth);
  return report<Sent, CollectiveConstants>(table, form, rows, leftOut);
}

function formOf(start: Start, bandwidth: Bandwidth): Form<Sent, keyof CollectiveConstants> {
  const rest = { perPeer: 0, pipelining: 0, contention: 0 };
  const fixed = Object.entries(rest).filter(([name]) => !(name in start));
  const words = [
    "floor",
    ...("perPeer" in start ? ["perPeer * (n - 2)"] : []),
    "contention" in start ? "x * (n / 2)^contention" : "x",
    ...("pipelining" in start ? ["pipelining * its root"] : []),
  ];
  return {
    words: words.join(" + "),
    start,
    fixed: Object.fromEntries(fixed),
    seconds: (constants, { wire, ranks }) =>
      collectiveSeconds(constants, { wire, ranks, bandwidth }),
  };
}
