/**
 * Fits aiconfigurator's tables of experts: vLLM's `fused_experts`, from tokens and their choices to
 * sums, on one rank.
 *
 * What is measured is a chain of kernels. The two that multiply are fitted; the others have roofs
 * of their own. A p below that of dense matrices says what tiles cost that few tokens fill only in
 * part: reading does not hide their arithmetic. Rows of tiles as a constant of their own explain
 * no more (median errors move by 0.3 % at most), and drive the bandwidth share past the data sheet.
 */
import type {
  BandwidthConstants,
  Calibration,
  ExpertConstants,
  Fit,
} from "../../cost/calibration/calibration.ts";
import {
  type Grouped,
  groupedOperators,
  type Kept,
  type Operator,
} from "../../cost/operators/index.ts";
import { operatorSeconds, type Roof } from "../../cost/roofline.ts";
import { quantile } from "../../kernel/quantiles.ts";
import type { Gpu } from "../../machine/gpu.ts";
import type { Chosen } from "../../machine/routing.ts";
import type { Seconds } from "../../units.ts";
import type { Form, Measurement } from "./fit.ts";
import { byBytes, type Cells, numbers, type ReadTable, report } from "./measured-table.ts";

/** A table, and whose it is. */
export interface ExpertTable {
  gpu: Gpu;
  /** Below the data's `kernels/`. */
  file: string;
  /** What the other kernels reach, and dense matrices. */
  tables: Omit<Calibration["tables"], "experts">;
  /** Floors, where the table cannot tell them. */
  floors?: Floors;
}

type Row = Measurement<Grouped>;

/** Fits the rows that say what they compute: balanced, or else drawn, but all on one rank. */
export function fitExperts(table: ExpertTable, read: ReadTable): Fit<ExpertConstants> {
  const all = read(table.file);
  const plain = all.filter(({ moe_dtype }) => moe_dtype === "bfloat16");
  const balanced = plain.filter(({ distribution }) => distribution === "balanced");
  const told =
    balanced.length > 0 ? balanced : plain.filter(({ moe_ep_size }) => moe_ep_size === "1");
  const wide = chainsOf(table, told.map(rowOf).filter(isWide));
  const cold = wide.filter(({ row }) => isCold(row.row, table.gpu));
  const floors = table.floors ?? readFloors(table, wide);
  return report(table.file, formOf(table.gpu, floors), cold, [
    {
      rows: all.length - plain.length,
      reason: "FP8: slower than 16 bits there, which served models are not",
    },
    { rows: plain.length - told.length, reason: "which experts a rank drew is not recorded" },
    { rows: told.length - wide.length, reason: "slices of experts narrower than a tile" },
    { rows: wide.length - cold.length, reason: "experts that stay in L2" },
  ]);
}

/** How far a fit is from the rows that were drawn from a power law, all on one rank. */
export function unequalErrors(
  table: ExpertTable,
  fit: Fit<ExpertConstants>,
  read: ReadTable,
): Float64Array {
  const rows = read(table.file)
    .filter(({ moe_dtype, moe_ep_size }) => moe_dtype === "bfloat16" && moe_ep_size === "1")
    .filter(({ distribution }) => distribution !== "balanced")
    .map(rowOf)
    .filter((row) => isWide(row) && isCold(row.row, table.gpu));
  const form = formOf(table.gpu, fit.constants);
  return Float64Array.from(chainsOf(table, rows), ({ row, seconds }) =>
    Math.abs(form.seconds(fit.constants, row) / seconds - 1),
  ).sort();
}

/** Columns of a tile. */
const NARROWEST = 128;

const BYTES = 2;

const kept: Kept = {
  weights: (rows, columns) => rows * columns * BYTES,
  input: BYTES,
  output: BYTES,
  prepare: () => [],
};

const isWide = ({ row }: Row): boolean => row.width >= NARROWEST;

/** Whether the experts that are read outgrow L2, as those of a served model do. */
const isCold = ({ chosen, hidden, width, widening }: Grouped, { l2 }: Gpu): boolean =>
  chosen.experts * (widening + 1) * hidden * width * BYTES > 1.3 * l2;

function rowOf(cells: Cells): Row {
  const { num_tokens, hidden_size, inter_size, topk, num_experts, moe_tp_size, moe_ep_size } =
    numbers(
      cells,
      ...(["num_tokens", "hidden_size", "inter_size", "topk", "num_experts"] as const),
      ...(["moe_tp_size", "moe_ep_size"] as const),
    );
  const [, exponent] = /^power_law_(.*)$/.exec(cells.distribution!) ?? [];
  const choosing = { tokens: num_tokens, count: num_experts, perToken: topk };
  return {
    row: {
      times: 1,
      tokens: num_tokens,
      rows: num_tokens * topk,
      sums: num_tokens,
      chosen:
        exponent === undefined
          ? dealtInTurn(choosing, moe_ep_size)
          : drawnFrom(Number(exponent), choosing),
      isPart: moe_ep_size > 1,
      hidden: hidden_size,
      width: inter_size / moe_tp_size,
      widening: 2,
      named: "gate and up",
    },
    seconds: Number(cells.latency_ms) * MS,
  };
}

const MS: Seconds = 1e-3;

type Choosing = Record<"tokens" | "count" | "perToken", number>;

/**
 * The table's balanced choices: those of a token lie evenly apart, and each token's beside those of
 * the one before, as far apart as there is room.
 */
function dealtInTurn({ tokens, count, perToken }: Choosing, ranks: number): Chosen {
  const own = count / ranks;
  const apart = Math.ceil(count / perToken);
  const experts = Math.min(own, Math.ceil((own * Math.min(tokens, apart)) / apart));
  return { experts, pairs: tokens < apart ? experts : (own * tokens * perToken) / count };
}

/**
 * The table's unequal ones: loads that follow a power law, scaled to the choices there are and
 * rounded; here at the law's own quantiles instead of drawn.
 */
function drawnFrom(exponent: number, { tokens, count, perToken }: Choosing): Chosen {
  const pairs = tokens * perToken;
  const [least, most] = pairs > count ? [1, 0.8 * tokens] : [0.01, 2];
  const power = (base: number, to: number): number => Math.exp(to * Math.log(base));
  const [from, to] = [power(least, 1 - exponent), power(most, 1 - exponent)];
  const loads = Array.from({ length: count }, (_, index) =>
    power(from + ((to - from) * (index + 0.5)) / count, 1 / (1 - exponent)),
  );
  const scale = pairs / loads.reduce((sum, load) => sum + load, 0);
  return { experts: loads.filter((load) => Math.round(load * scale) > 0).length, pairs };
}

/** A ridge so round that both limits nearly add up; between 1 and 2 errors differ by 1 %. */
const P = 1.25;

/** A row's kernels: those that are fitted, and the time of the others. */
interface Chain {
  row: Grouped;
  multiplying: readonly Operator[];
  others: Seconds;
}

/** Compiled once, since a fit asks for each row a thousand times. */
function chainsOf({ gpu, tables }: ExpertTable, rows: readonly Row[]): Measurement<Chain>[] {
  const moving = (fit: Fit<BandwidthConstants>): Roof => ({
    ...byBytes,
    floor: fit.constants.floor,
    bandwidth: fit.constants.bandwidthShare * gpu.bandwidth,
  });
  const roofs = { activation: moving(tables.activation), copy: moving(tables.launch) };
  return rows.map(({ row, seconds }) => {
    const operators = groupedOperators(row, kept);
    const others = operators.map((operator) =>
      operator.kind === "activation" || operator.kind === "copy"
        ? operatorSeconds(operator, roofs[operator.kind])
        : 0,
    );
    return {
      row: {
        row,
        multiplying: operators.filter(({ kind }) => kind === "experts"),
        others: others.reduce((sum, each) => sum + each, 0),
      },
      seconds,
    };
  });
}

type Floors = Pick<ExpertConstants, "floor" | "mapFloor">;

const formOf = (gpu: Gpu, { floor, mapFloor }: Floors): Form<Chain, keyof ExpertConstants> => ({
  words: "floors + p-norms: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
  start: { bandwidthShare: 0.85, arithmeticShare: 0.7 },
  fixed: { floor, mapFloor, p: P },
  seconds(constants, { row, multiplying, others }) {
    const roof: Roof = {
      floor: constants.floor,
      bandwidth: constants.bandwidthShare * gpu.bandwidth,
      arithmetic: constants.arithmeticShare * gpu.peak.bf16!,
      p: constants.p,
      ramp: 0,
    };
    let sum = others + (row.isPart ? constants.mapFloor : 0);
    for (const operator of multiplying) sum += operatorSeconds(operator, roof);
    return sum;
  },
});

/** Both floors, read off: what one token takes beyond its bytes at the share of dense matrices. */
function readFloors({ gpu, tables }: ExpertTable, rows: readonly Measurement<Chain>[]): Floors {
  const { bandwidthShare, arithmeticShare } = tables.gemm.bf16.constants;
  const rest = (isPart: boolean, floor: Seconds): Seconds => {
    const constants = { floor, mapFloor: 0, p: P, bandwidthShare, arithmeticShare };
    const form = formOf(gpu, constants);
    const left = rows
      .filter(({ row: { row } }) => row.tokens === 1 && row.isPart === isPart)
      .map(({ row, seconds }) => seconds - form.seconds(constants, row));
    return quantile(Float64Array.from(left).sort(), 0.5);
  };
  const floor = Number((rest(false, 0) / 2).toPrecision(4));
  return { floor, mapFloor: Number(Math.max(0, rest(true, floor)).toPrecision(4)) };
}
