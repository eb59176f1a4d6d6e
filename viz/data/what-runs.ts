/** What runs, in a line: model, GPUs, seed, requests, and how long simulating it took. */
import type { RunRecord, Seconds } from "../../sim/index.ts";
import { count, counted, duration, inOne, THIN } from "../format.ts";

export function whatRuns(record: RunRecord, took: Seconds | undefined): string {
  const seed = record.scenario?.seed;
  const requests = counted(record.requests.count, "request");
  const parts = [
    machines(record),
    groups(record),
    seed === undefined ? "" : `seed ${seed}`,
    took === undefined ? requests : `${requests} simulated in ${inOne(inSeconds(took))}`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** "Llama-3.1-8B-Instruct on 8 × H100-SXM-80GB": of the makers' names, what comes last. */
function machines({ engines, scenario, summary }: RunRecord): string {
  if (scenario === null) return "";
  const models = new Set(engines.map(({ model }) => model.split("/").at(-1)));
  // Those of one engine are named with their number, which all engines together have their own of.
  const gpus = new Set(engines.map(({ gpu }) => gpu.replace(/^\d+ × /, "")));
  const many = summary?.cluster.gpus ?? engines.length;
  return `${[...models].join(", ")} on ${count(many)} × ${[...gpus].join(", ")}`;
}

/** "TP 2 × PP 4": how an engine is spread over GPUs, of each pool that differs. */
function groups({ scenario }: RunRecord): string {
  const all = (scenario?.cluster.pools ?? []).map((pool) =>
    [
      ["TP", pool.tensor_parallel_size],
      ["PP", pool.pipeline_parallel_size],
      ["DP", pool.data_parallel_size],
    ]
      .filter(([, size]) => size !== 1)
      .map(([name, size]) => `${name}${THIN}${size}`)
      .join(" × "),
  );
  return [...new Set(all)].filter((group) => group !== "").join(", ");
}

/** A wait of less than a second is told in seconds too: it is to be compared, not read. */
const inSeconds = (took: Seconds) =>
  took < 0.995 ? { number: took.toFixed(2), unit: "s" } : duration(took);
