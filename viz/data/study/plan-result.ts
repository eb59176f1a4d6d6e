/** What the page reads of a plan. */
import type { Why } from "../../../sim/index.ts";
import type { Verdict } from "./trail.ts";

interface Fleet {
  engines: number[];
  gpus: number;
  cost: number;
}

export interface RankedResult {
  rank: number | null;
  candidate: number;
  label: string;
  settings: readonly { path: string; value: unknown }[];
  status: Verdict | "ruled-out" | "not-finished";
  why: string;
  fleet: Fleet | null;
  rate: number | null;
  share: number | null;
}

export interface TrailResult {
  round: number;
  stage: string;
  candidate: number;
  label: string;
  engines: number;
  gpus: number;
  rate: number | null;
  verdict: Verdict;
  runs: number;
  requests: number;
  why: string;
}

export interface PlanResult {
  objective: "min-cost" | "min-gpus" | "max-rate";
  criteria: string[];
  rate: number | null;
  answer: {
    candidate: number;
    label: string;
    engines: number;
    gpus: number;
    cost_per_hour: number;
    cost_per_month: number;
    rate: number | null;
    head_room: { holds: number; too_high: number; times: number } | null;
    one_less: { engines: number; verdict: string } | null;
    n_plus_1: { engines: number; gpus: number; cost_per_hour: number; cost_per_month: number };
    next_best: { candidate: number; label: string; fleet: Fleet; rate: number | null } | null;
    binding: { rate: number | null; why: Why } | null;
  } | null;
  candidates: RankedResult[];
  trail: TrailResult[];
  pareto: {
    candidate: number;
    label: string;
    engines: number;
    gpus: number;
    rate: number | null;
    clients: number | null;
    output_tokens_per_s_per_gpu: number;
    output_tokens_per_s_per_user: number;
    holds: boolean | null;
    on_front: boolean;
  }[];
  notes: string[];
  complete: boolean;
}
