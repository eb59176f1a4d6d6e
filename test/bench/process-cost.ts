/**
 * What a whole process costs: it is started as a user would start it, and says at its end what the
 * kernel counted.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { performance } from "node:perf_hooks";

export interface ProcessCost {
  /** User and system time of all its threads, in seconds. */
  cpu: number;
  /** From start to end, in seconds. */
  wall: number;
  /** The most memory it ever held, in bytes. */
  memory: number;
}

/** Loaded before the program; writes what the process used to its fourth file at the end. */
const METER = resolve("test/bench/meter.cjs");

/** Runs `node dist/cli.js …args` once. */
export function runCli(args: readonly string[]): ProcessCost {
  const begun = performance.now();
  const { status, output, stderr } = spawnSync(
    process.execPath,
    ["--require", METER, "dist/cli.js", ...args],
    { stdio: ["ignore", "pipe", "pipe", "pipe"], encoding: "utf8", maxBuffer: 2 ** 26 },
  );
  const wall = (performance.now() - begun) / 1000;
  if (status !== 0) throw new Error(`rooflight ${args.join(" ")} ended with ${status}: ${stderr}`);
  return { wall, ...(JSON.parse(output[3]!) as Pick<ProcessCost, "cpu" | "memory">) };
}

/** The median of each figure over several runs. */
export function medianCost(runs: number, args: readonly string[]): ProcessCost {
  const costs = Array.from({ length: runs }, () => runCli(args));
  return {
    cpu: median(costs.map(({ cpu }) => cpu)),
    wall: median(costs.map(({ wall }) => wall)),
    memory: median(costs.map(({ memory }) => memory)),
  };
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
