/** The files of a plan: all of it as JSON, its tables as CSV, and what it was made from. */
import { writeFileSync } from "node:fs";
import packageJson from "../../../package.json" with { type: "json" };
import type { ParetoPoint, Plan, RankedCandidate, TrailRow } from "../../index.ts";
import type { OutFolder } from "../files/out-folder.ts";
import { writeChunks } from "../files/output-file.ts";
import type { OpenedScenario } from "../run/open-scenario.ts";
import { inJson } from "../text/json.ts";

export const planFiles = [
  "plan.json",
  "candidates.csv",
  "trail.csv",
  "pareto.csv",
  "meta.json",
] as const;
type PlanFile = (typeof planFiles)[number];

export function writePlan(
  plan: Plan,
  { scenario, recorded }: OpenedScenario,
  folder: OutFolder<PlanFile>,
): void {
  const { plan: spec, ...asRun } = scenario;
  writeFileSync(folder.path("plan.json"), inJson(plan));
  writeChunks(folder.path("candidates.csv"), csv(candidateColumns, plan.candidates));
  writeChunks(folder.path("trail.csv"), csv(trailColumns, plan.trail));
  writeChunks(folder.path("pareto.csv"), csv(paretoColumns, plan.pareto));
  writeFileSync(
    folder.path("meta.json"),
    inJson({
      rooflight: packageJson.version,
      complete: plan.complete,
      objective: plan.objective,
      seed: scenario.seed,
      recorded: recorded.map(({ name, sha256 }) => ({ name, sha256 })),
      plan: spec ?? null,
      scenario: asRun,
    }),
  );
}

type Cell = string | number | boolean | null | undefined;
/** A column's title, unit included, and its cell in a row. */
type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

const candidateColumns: Columns<RankedCandidate> = {
  rank: ({ rank }) => rank,
  candidate: ({ candidate }) => candidate,
  label: ({ label }) => label,
  status: ({ status }) => status,
  engines: ({ fleet }) => fleet?.engines.join("+"),
  gpus: ({ fleet }) => fleet?.gpus,
  cost_usd_per_hour: ({ fleet }) => fleet?.cost,
  rate_per_s: ({ rate }) => rate,
  rate_too_high_per_s: ({ rate_too_high }) => rate_too_high,
  load: ({ load }) => load,
  criterion: ({ criterion }) => criterion,
  share: ({ share }) => share,
  share_low: ({ share_low }) => share_low,
  share_high: ({ share_high }) => share_high,
  p99_ttft_ms: ({ p99_ttft_ms }) => p99_ttft_ms,
  p99_tpot_ms: ({ p99_tpot_ms }) => p99_tpot_ms,
  p99_e2el_ms: ({ p99_e2el_ms }) => p99_e2el_ms,
  output_tokens_per_s: ({ output_throughput }) => output_throughput,
  utilisation: ({ utilisation }) => utilisation,
  binds: ({ binds }) => binds,
  why: ({ why }) => why,
};

const trailColumns: Columns<TrailRow> = {
  round: ({ round }) => round,
  stage: ({ stage }) => stage,
  candidate: ({ candidate }) => candidate,
  label: ({ label }) => label,
  engines: ({ engines }) => engines,
  gpus: ({ gpus }) => gpus,
  rate_per_s: ({ rate }) => rate,
  verdict: ({ verdict }) => verdict,
  runs: ({ runs }) => runs,
  requests_per_run: ({ requests }) => requests,
  requests_simulated: ({ simulated }) => simulated,
  criterion: ({ criterion }) => criterion,
  asked: ({ asked }) => asked,
  share: ({ share }) => share,
  share_low: ({ share_low }) => share_low,
  share_high: ({ share_high }) => share_high,
  why: ({ why }) => why,
};

const paretoColumns: Columns<ParetoPoint> = {
  candidate: ({ candidate }) => candidate,
  label: ({ label }) => label,
  engines: ({ engines }) => engines,
  gpus: ({ gpus }) => gpus,
  rate_per_s: ({ rate }) => rate,
  clients: ({ clients }) => clients,
  output_tokens_per_s_per_gpu: (point) => point.output_tokens_per_s_per_gpu,
  output_tokens_per_s_per_user: (point) => point.output_tokens_per_s_per_user,
  holds: ({ holds }) => holds,
  on_front: ({ on_front }) => on_front,
};

function* csv<Row>(columns: Columns<Row>, rows: readonly Row[]): Iterable<string> {
  yield `${Object.keys(columns).join(",")}\n`;
  for (const row of rows)
    yield `${Object.values(columns)
      .map((of) => cell(of(row)))
      .join(",")}\n`;
}

/** Text is quoted where it must be; what is not known leaves its cell empty. */
const cell = (value: Cell): string => {
  const text = `${value ?? ""}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
