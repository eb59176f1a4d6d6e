/**
 * What there is: GPUs, models and policies as tables, read off the catalogues and the schema.
 *
 * A column has a key with its unit, for JSON and CSV, and a title and a shorter form for people.
 */
import { ownCalibration } from "../cost/calibration/calibration-of.ts";
import { span } from "../kernel/reach.ts";
import { describeReach } from "../machine/attention.ts";
import { gpus } from "../machine/catalogue/gpus.ts";
import { dataParallelSizes, tensorParallelSizes } from "../machine/division.ts";
import { findModel, modelNames } from "../machine/find-model.ts";
import type { Gpu } from "../machine/gpu.ts";
import { kvBytesPerToken } from "../machine/kv.ts";
import type { Model } from "../machine/model.ts";
import { type NumberFormat, numberFormats } from "../machine/number-format.ts";
import { parameters, weightBytes } from "../machine/parameters.ts";
import { csv, text } from "../observe/csv.ts";
import { type Policy, policies } from "../scenario/policies.ts";
import { formatCount } from "../units.ts";

/** Null is what is not known, or is not there. */
export type Cell = string | number | boolean | null;

export interface ListColumn<T> {
  key: string;
  of: (row: T) => Cell;
  /** For people; a column without a title is for machines alone. */
  title?: string;
  /** For people, where the cell itself says it badly. */
  shown?: (row: T) => string;
}

export interface Listing<T> {
  rows: readonly T[];
  columns: readonly ListColumn<T>[];
}

/** TFLOP/s as people read them; a dash where the GPU lacks the format. */
const shownPeak = (rate: number | undefined): string =>
  rate === undefined ? "–" : (rate / 1e12).toFixed(0);

/** How the peaks that people choose by are shown; all others are for machines. */
const peaksShown: Partial<Record<NumberFormat, Pick<ListColumn<Gpu>, "title" | "shown">>> = {
  bf16: {
    title: "bf16",
    shown: ({ peak: { bf16, fp16 } }) =>
      bf16 === undefined ? `${shownPeak(fp16)}†` : shownPeak(bf16),
  },
  fp8: { title: "fp8", shown: ({ peak }) => shownPeak(peak.fp8) },
};

/** TFLOP/s in every format, dense and with 2:4 sparsity; null where the GPU lacks it. */
const peaks = (): ListColumn<Gpu>[] => [
  ...numberFormats.map((format) => ({
    key: `${format}_tflop_per_s`,
    of: ({ peak }: Gpu) => tera(peak[format]),
    ...peaksShown[format],
  })),
  ...numberFormats.map((format) => ({
    key: `${format}_sparse_tflop_per_s`,
    of: ({ sparse }: Gpu) => tera(sparse[format]),
  })),
];

/** Of a link, one direction. */
const giga = (rate: number | undefined): number | null => (rate === undefined ? null : rate / 1e9);

const tera = (rate: number | undefined): number | null => (rate === undefined ? null : rate / 1e12);

/** The GPUs of the catalogue. */
export const listGpus = (): Listing<Gpu> => ({
  rows: gpus,
  columns: [
    { key: "name", title: "GPU", of: ({ name }) => name },
    { key: "architecture", title: "generation", of: ({ architecture }) => architecture },
    {
      key: "memory_gib",
      title: "GiB",
      of: ({ memory }) => memory / 2 ** 30,
      shown: ({ memory }) => (memory / 2 ** 30).toFixed(1),
    },
    { key: "bandwidth_tb_per_s", title: "TB/s", of: ({ bandwidth }) => bandwidth / 1e12 },
    ...peaks(),
    { key: "sms", of: ({ sms }) => sms },
    { key: "l2_mib", of: ({ l2 }) => l2 / 2 ** 20 },
    { key: "peer_link", of: ({ links }) => links.peer?.name ?? null },
    { key: "peer_link_gb_per_s", of: ({ links }) => giga(links.peer?.bandwidth) },
    { key: "host_link", of: ({ links }) => links.host.name },
    { key: "host_link_gb_per_s", of: ({ links }) => giga(links.host.bandwidth) },
    { key: "tdp_w", title: "TDP W", of: ({ tdp }) => tdp },
    { key: "idle_w", of: ({ idle }) => idle },
    { key: "idle_loaded_w", of: ({ idleLoaded }) => idleLoaded ?? null },
    {
      key: "price_usd_per_hour",
      title: "$/h",
      of: ({ price }) => price.perHour,
      shown: ({ price }) => `${price.perHour.toFixed(2)}${price.standsIn ? "*" : ""}`,
    },
    { key: "kernels_measured", of: (gpu) => ownCalibration(gpu) !== undefined },
    { key: "sheet_source", of: ({ sources }) => sources.sheet },
    { key: "memory_source", of: ({ sources }) => sources.memory },
    { key: "idle_source", of: ({ sources }) => sources.idle },
    { key: "price_source", of: ({ price }) => price.source },
  ],
});

/** "GQA 4": how many query heads share a KV head. */
function attentionKind({ latent, heads, kvHeads }: Model): string {
  if (latent !== undefined) return "MLA";
  if (kvHeads === 1) return "MQA";
  return kvHeads === heads ? "MHA" : `GQA ${heads / kvHeads}`;
}

const shortReach = ({ reach }: Model) => reach.filter((one) => Number.isFinite(span(one)));

/** "GQA 8, the last 128 tokens in 18 of 36": its kind, and how far layers look back. */
export function attentionInWords(model: Model): string {
  const { layers } = model;
  const short = shortReach(model);
  const kind = attentionKind(model);
  if (short[0] === undefined) return kind;
  const where = short.length === layers ? "" : ` in ${short.length} of ${layers}`;
  return `${kind}, ${describeReach(short[0])}${where}`;
}

/** The models of the catalogue. */
export const listModels = (): Listing<Model> => ({
  rows: modelNames.map(findModel),
  columns: [
    { key: "name", title: "model", of: ({ name }) => name },
    {
      key: "parameters",
      title: "params",
      of: (model) => parameters(model).total,
      shown: (model) => billions(parameters(model).total),
    },
    {
      key: "active_parameters",
      title: "active",
      of: (model) => parameters(model).active,
      shown: (model) => (model.experts === undefined ? "" : billions(parameters(model).active)),
    },
    { key: "weights_bytes", of: (model) => weightBytes(model) },
    { key: "layers", title: "layers", of: ({ layers }) => layers },
    {
      key: "kv_bytes_per_token",
      title: "KV B/token",
      of: (model) => kvBytesPerToken(model),
      shown: (model) => formatCount(kvBytesPerToken(model)),
    },
    {
      key: "context_tokens",
      title: "context",
      of: ({ context }) => context,
      shown: ({ context }) => formatCount(context),
    },
    {
      key: "attention",
      title: "attention",
      of: attentionInWords,
      shown: (model) => attentionKind(model) + (shortReach(model).length > 0 ? " ~" : ""),
    },
    {
      key: "tensor_parallel_sizes",
      title: "TP",
      of: (model) => tensorParallelSizes(model).join(" "),
      shown: (model) => inShort(tensorParallelSizes(model)),
    },
    { key: "experts", of: ({ experts }) => experts?.count ?? null },
    { key: "experts_per_token", of: ({ experts }) => experts?.perToken ?? null },
    {
      key: "data_parallel_sizes_of_whole_experts",
      of: (model) => dataParallelSizes(model, { enable_expert_parallel: true }).join(" ") || null,
    },
  ],
});

/** "1–32" of 1, 2, 4, 8, 16 and 32; all of them where they do not double. */
function inShort(sizes: readonly number[]): string {
  const doubles = sizes.every((size, index) => index === 0 || size === 2 * sizes[index - 1]!);
  return doubles && sizes.length > 2 ? `1–${sizes.at(-1)}` : sizes.join(" ");
}

const billions = (count: number): string => `${(count / 1e9).toPrecision(3)} B`;

/** The policies that a scenario can choose from. */
export const listPolicies = (): Listing<Policy> => ({
  rows: policies(),
  columns: [
    { key: "setting", of: ({ setting }) => setting },
    { key: "name", title: "policy", of: ({ name }) => name },
    { key: "default", of: ({ isDefault }) => isDefault },
    { key: "description", title: "", of: ({ description }) => description },
  ],
});

/** The rows as mappings from a column's key to its cell. */
export const listingJson = <T>({ rows, columns }: Listing<T>): Record<string, Cell>[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ key, of }) => [key, of(row)])));

/** The rows as CSV, header first; what is not known is an empty cell. */
export function listingCsv<T>({ rows, columns }: Listing<T>): string {
  const line = (row: T): string => columns.map(({ of }) => text(`${of(row) ?? ""}`)).join(",");
  const header = columns.map(({ key }) => key);
  return [...csv(header, rows.map(line))].join("");
}
