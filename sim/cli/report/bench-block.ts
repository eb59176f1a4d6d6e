/**
 * The block that `vllm bench serve` prints, to the space: people and scripts know it by heart.
 */
import { arrivalsIn, type Scenario, type Summary } from "../../index.ts";
import { marked } from "./few-samples.ts";

const WIDTH = 50;
/** As in `"{:<40} {:<10}"`. */
const LABEL_WIDTH = 40;
const VALUE_WIDTH = 10;

const sections = [
  ["ttft", "TTFT", "Time to First Token"],
  ["tpot", "TPOT", "Time per Output Token (excl. 1st token)"],
  ["itl", "ITL", "Inter-token Latency"],
  ["e2el", "E2EL", "End-to-end Latency"],
] as const;

/** The lines of the block. */
export function benchBlock(summary: Summary, scenario: Scenario): string[] {
  const percentile = (label: string, key: Summary["few_samples"][number]) =>
    line(label, marked(fixed(summary[key], 2), summary, key));
  return [
    centred(" Serving Benchmark Result ", "="),
    ...counts(summary, scenario),
    ...throughputs(summary),
    ...sections.flatMap(([metric, name, title]) => [
      centred(title, "-"),
      row(`Mean ${name} (ms):`, summary[`mean_${metric}_ms`]),
      percentile(`Median ${name} (ms):`, `median_${metric}_ms`),
      percentile(`P99 ${name} (ms):`, `p99_${metric}_ms`),
    ]),
    "=".repeat(WIDTH),
  ];
}

function counts(summary: Summary, { workload }: Scenario): string[] {
  const arrivals = arrivalsIn(workload).map(({ spec }) => spec);
  const clients = sum(
    arrivals.map((one) => ("max_concurrency" in one ? one.max_concurrency : NaN)),
  );
  const rate = sum(arrivals.map((one) => ("request_rate" in one ? one.request_rate : NaN)));
  const lines = [
    row("Successful requests:", summary.completed, 0),
    row("Failed requests:", summary.failed, 0),
  ];
  if (!Number.isNaN(clients)) lines.push(row("Maximum request concurrency:", clients, 0));
  if (Number.isFinite(rate)) lines.push(row("Request rate configured (RPS):", rate));
  return [
    ...lines,
    row("Benchmark duration (s):", summary.duration),
    row("Total input tokens:", summary.total_input_tokens, 0),
    row("Total generated tokens:", summary.total_output_tokens, 0),
  ];
}

function throughputs(summary: Summary): string[] {
  const lines = [row("Request throughput (req/s):", summary.request_throughput)];
  const judged = summary.slo !== null || summary.classes.some(({ slo }) => slo !== null);
  if (judged) lines.push(row("Request goodput (req/s):", summary.request_goodput));
  return [
    ...lines,
    row("Output token throughput (tok/s):", summary.output_throughput),
    row("Peak output token throughput (tok/s):", summary.max_output_tokens_per_s),
    row("Peak concurrent requests:", summary.max_concurrent_requests),
    row("Total token throughput (tok/s):", summary.total_token_throughput),
  ];
}

const row = (label: string, value: number | null, decimals = 2): string =>
  line(label, fixed(value, decimals));

const fixed = (value: number | null, decimals: number): string =>
  value === null ? "-" : value.toFixed(decimals);

const line = (label: string, figure: string): string =>
  `${label.padEnd(LABEL_WIDTH)} ${figure.padEnd(VALUE_WIDTH)}`;

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

/** As Python's `{:^50}`: where the sides cannot be equal, the right one is longer. */
function centred(title: string, fill: string): string {
  const left = Math.floor((WIDTH - title.length) / 2);
  return title.padStart(title.length + left, fill).padEnd(WIDTH, fill);
}
