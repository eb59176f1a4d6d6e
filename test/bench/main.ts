/**
 * The bench: what a run costs, against the floors that we hold ourselves to.
 *
 * Seconds depend on the machine, so they are printed and judge nothing; how much faster the sums
 * are than the loop does not, so it does. `--quick` leaves out the million.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { firstPicture } from "./first-picture.ts";
import { compareForms } from "./forms.ts";
import { medianCost, runCli } from "./process-cost.ts";
import { warmPointCost } from "./sweep-point.ts";
import { scenarioOf, W1, W2, W3, type Workload } from "./workloads.ts";

const FOLDER = ".cache/bench";
const MIB = 2 ** 20;
/** The floor, and half of it: below that the sums are broken, not the machine noisy. */
const FLOOR_RATIO = 4;
const LEAST_RATIO = 2;

const quick = process.argv.includes("--quick");

function fileOf(workload: Workload): string {
  const file = `${FOLDER}/${workload.requests}.json`;
  writeFileSync(file, JSON.stringify(scenarioOf(workload)));
  return file;
}

function measureRun(name: string, floor: string, of: { file: string; runs: number }): void {
  const { file, runs } = of;
  const { cpu, memory } = medianCost(runs, ["run", file, "--json"]);
  row(name, `${cpu.toFixed(2)} s CPU, ${(memory / MIB).toFixed(0)} MiB`, floor);
}

const gzipped = (path: string): number => gzipSync(readFileSync(path)).length;

const row = (what: string, measured: string, floor: string): void =>
  console.log(`${what.padEnd(40)} ${measured.padEnd(24)} ${floor}`);

mkdirSync(FOLDER, { recursive: true });
row("medians, whole process", "measured", "floor");
row("--help", `${medianCost(5, ["--help"]).wall.toFixed(2)} s`, "0.15 s");
measureRun("W1: 10,000 requests, 1 engine", "0.30 s", { file: fileOf(W1), runs: 5 });
const w2 = { file: fileOf(W2), runs: quick ? 3 : 5 };
measureRun("W2: 100,000 requests, 8 engines", "0.70 s, 200 MiB", w2);
if (!quick) {
  const w3 = { file: fileOf(W3), runs: 3 };
  measureRun("W3: a million requests, 8 engines", "4.00 s, 400 MiB", w3);
}
const groups = { file: "scenarios/expert-parallel.yaml", runs: 3 };
measureRun("10,000 requests, 8 engines of 64 GPUs", "20 s", groups);

const point = warmPointCost(scenarioOf(W1), FOLDER, quick ? 60 : 120);
row("W1 point of a sweep, warm", `${(1000 * point).toFixed(1)} ms a core`, "8 ms");

const report = `${FOLDER}/report.html`;
runCli(["run", "scenarios/chat.yaml", "--report", report]);
const { painted, longest } = await firstPicture(report, 5);
row("page: first picture, 10,000 requests", `${painted.toFixed(2)} s`, "1.00 s");
row("page: its longest task until then", `${(1000 * longest).toFixed(0)} ms`, "50 ms");
row("page: the file, gzipped", `${Math.round(gzipped("dist/rooflight.html") / 1000)} kB`, "600 kB");

const { ratio, agree } = compareForms(scenarioOf(W2), quick ? 1 : 5);
row("W2: the loop over the sums", `${ratio.toFixed(1)} times`, `${FLOOR_RATIO} times`);
row("W2: both forms agree to the bit", agree ? "yes" : "no", "yes");
if (ratio < LEAST_RATIO || !agree) process.exitCode = 1;
