/**
 * Where the time of a request went: the mean ledger, its largest parts as bars.
 *
 * The parts sum to the mean end-to-end latency; those too small to matter share one line.
 */
import type { Part, Summary } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { inColumns } from "../text/table.ts";

/** Of the label, the milliseconds and their share. */
const WIDTHS = [40, 10, 7];
const BAR_WIDTH = 20;
/** Parts below this share of the whole are summed up, and so is what exceeds so many lines. */
const SMALLEST_SHARE = 0.01;
const MOST_LINES = 5;

export const partNames: Record<Part, string> = {
  frontend: "front end, in and out",
  wait_step: "waiting for the step in flight",
  wait_batch: "waiting for the batch",
  wait_seqs: "waiting for a place (max_num_seqs)",
  wait_budget: "waiting for token budget",
  wait_kv: "waiting for KV memory",
  prefill: "computing the prompt",
  preempted_prefill: "preempted before the first token",
  transfer: "moving the KV cache",
  decode_weights: "decoding: reading weights",
  decode_kv: "decoding: reading KV",
  decode_activations: "decoding: moving activations",
  decode_matrix: "decoding: matrix arithmetic",
  decode_attention: "decoding: attention arithmetic",
  decode_collectives: "decoding: collectives",
  decode_transfer: "decoding: transfers between stages",
  decode_bubble: "decoding: pipeline bubbles",
  decode_launch: "decoding: launching kernels",
  decode_host: "decoding: waiting for the host",
  decode_sampler: "decoding: sampling",
  decode_idle: "decoding: GPU idle",
  others_prefill: "decoding: prompts of others",
  preempted: "preempted while decoding",
  lost_attempts: "lost attempts",
  stream: "sending tokens out",
};

interface Line {
  label: string;
  ms: number;
}

/** The lines of the table; none where no request was completed. */
export function whereTimeWent(summary: Summary, paint: Paint): string[] {
  const total = summary.mean_e2el_ms;
  const parts = { ...summary.ttft_parts_ms, ...summary.decode_parts_ms };
  if (total === null || total === 0) return [];
  const lines = largest(parts, total);
  const longest = Math.max(...lines.map(({ ms }) => ms));
  const row = (label: string, mean: string, share: string, rest: string): string =>
    inColumns(WIDTHS, [label, mean, share]) + rest;
  return [
    paint.bold(row("Where the time of a request went", "mean ms", "share", "")),
    ...lines.map(({ label, ms }) => {
      const share = `${((100 * ms) / total).toFixed(0)} %`;
      return row(label, ms.toFixed(2), share, `  ${paint.cyan(bar(ms / longest))}`);
    }),
  ];
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of this share of the longest one, to an eighth of a column. */
function bar(share: number): string {
  const eighths = Math.max(1, Math.round(8 * BAR_WIDTH * share));
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

/** The parts worth a line, longest first, and the rest in one. */
function largest(parts: Partial<Record<Part, number>>, total: number): Line[] {
  const sorted = (Object.entries(parts) as [Part, number][])
    .filter(([, ms]) => ms > 0)
    .sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, MOST_LINES).filter(([, ms]) => ms >= SMALLEST_SHARE * total);
  const rest = sorted.slice(shown.length);
  const lines = shown.map(([part, ms]) => ({ label: partNames[part], ms }));
  if (rest.length === 0) return lines;
  return [...lines, { label: "all else", ms: rest.reduce((sum, [, ms]) => sum + ms, 0) }];
}
