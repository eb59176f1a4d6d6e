/**
 * The Pareto front: output tokens a second per GPU against output tokens a second per user, of each
 * candidate under more and more load.
 *
 * Trials that came to a steady state are points; a few more come from clients that ask again at
 * once, on one engine. A user's tokens a second are one over the mean time per output token.
 */
import type { Executor, Outcome } from "../jobs/job.ts";
import type { Contender } from "./contender.ts";
import type { Track, Tried } from "./track.ts";
import { fromClients } from "./traffic.ts";

export interface ParetoPoint {
  /** From 1, in the order of the scenario. */
  candidate: number;
  label: string;
  engines: number;
  gpus: number;
  /** What load it is under: one of the two. */
  rate: number | null;
  clients: number | null;
  output_tokens_per_s_per_gpu: number;
  output_tokens_per_s_per_user: number;
  /** Whether the objectives hold there; null where that was not asked. */
  holds: boolean | null;
  /** Whether no other point is as good in both and better in one. */
  on_front: boolean;
}

type ParetoPlace = Pick<ParetoPoint, "candidate" | "label">;
type Point = Omit<ParetoPoint, "on_front">;

/** Clients on one engine. */
const CLIENTS = [1, 4, 16, 64, 256] as const;
/** Requests of each client, and of all at least. */
const TURNS = 10;
const LEAST_REQUESTS = 200;

export interface ParetoTerms {
  place(track: Track): ParetoPlace;
  execute: Executor["execute"];
}

/** Every trial that came to a level, and some points more of every track. */
export async function paretoOf(
  tracks: readonly Track[],
  { place, execute }: ParetoTerms,
): Promise<ParetoPoint[]> {
  const tried = tracks.flatMap((track) =>
    track.tried.flatMap((each) => pointOfTrial(track.contender, each, place(track)) ?? []),
  );
  const more = tracks.flatMap((track) =>
    CLIENTS.map(async (clients) => {
      const { contender } = track;
      const scenario = underClients(contender, clients);
      const outcome = scenario && (await execute({ scenario }));
      return outcome && pointOfClients(contender, outcome, { ...place(track), clients });
    }),
  );
  const found = await Promise.all(more);
  return withFront([...tried, ...found.filter((point) => point !== undefined)]);
}

/** A trial as a point; undefined of what came to no steady state. */
function pointOfTrial(
  contender: Contender,
  { engines, rate, trial: { figures, verdict } }: Tried,
  place: ParetoPlace,
): Point | undefined {
  const gpus = contender.fleet(engines).gpus;
  if (figures?.output_throughput == null || figures.mean_tpot_ms === null) return undefined;
  return {
    ...place,
    engines,
    gpus,
    rate: rate ?? null,
    clients: null,
    output_tokens_per_s_per_gpu: figures.output_throughput / gpus,
    output_tokens_per_s_per_user: 1000 / figures.mean_tpot_ms,
    holds: verdict === "undecided" ? null : verdict === "holds",
  };
}

/** The scenario of one engine under so many clients; undefined where its requests do not allow. */
function underClients(contender: Contender, clients: number) {
  const { scenario } = contender.setting(1, undefined, 0);
  const workload = fromClients(scenario.workload, clients);
  if (workload === undefined) return undefined;
  const { duration: _, ...rest } = workload;
  const num_prompts = Math.max(LEAST_REQUESTS, TURNS * clients);
  return { ...scenario, workload: { ...rest, num_prompts, drain: "finish" as const } };
}

function pointOfClients(
  contender: Contender,
  { summary }: Outcome,
  place: ParetoPlace & { clients: number },
): Point | undefined {
  const { output_throughput: tokens, mean_tpot_ms: tpot } = summary.steady ?? summary;
  const gpus = contender.fleet(1).gpus;
  if (tokens === null || tpot === null) return undefined;
  return {
    ...place,
    engines: 1,
    gpus,
    rate: null,
    output_tokens_per_s_per_gpu: tokens / gpus,
    output_tokens_per_s_per_user: 1000 / tpot,
    holds: null,
  };
}

/** All points, by candidate and from the lightest load on, each told whether it is on the front. */
function withFront(points: readonly Point[]): ParetoPoint[] {
  const better = (one: Point, other: Point): boolean =>
    one.output_tokens_per_s_per_gpu >= other.output_tokens_per_s_per_gpu &&
    one.output_tokens_per_s_per_user >= other.output_tokens_per_s_per_user &&
    (one.output_tokens_per_s_per_gpu > other.output_tokens_per_s_per_gpu ||
      one.output_tokens_per_s_per_user > other.output_tokens_per_s_per_user);
  return points
    .map((point) => ({ ...point, on_front: !points.some((other) => better(other, point)) }))
    .sort(
      (a, b) =>
        a.candidate - b.candidate || a.output_tokens_per_s_per_gpu - b.output_tokens_per_s_per_gpu,
    );
}
