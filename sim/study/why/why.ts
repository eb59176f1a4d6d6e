/**
 * Why: which limit binds, proved by running the scenario again with each limit eased by a tenth.
 *
 * The verdict of a single run names the limit that it spent most time on; that need not be the one
 * whose easing helps. This asks the simulator instead.
 */
import type { Limit } from "../../observe/limits.ts";
import type { Summary } from "../../observe/summary.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { adviceOn } from "./advice.ts";
import type { NotRelaxed, Relaxation } from "./relax.ts";
import {
  binding,
  type Improved,
  improves,
  type Outcome,
  outcomeOf,
  type Remedy,
} from "./remedy.ts";
import { whyInWords } from "./sentence.ts";

/** A limit that was not eased. */
export interface LeftOut extends NotRelaxed {
  limit: Relaxation;
}

export interface Why {
  /** The scenario as it is. */
  before: Outcome;
  /** Every relaxation that was run, the one that helps most first. */
  remedies: Remedy[];
  left_out: LeftOut[];
  /** The limit whose relaxation helps most; null where none does. */
  binds: Relaxation | null;
  /** What it improves. */
  improves: Improved;
  /** The first of those that ease one limit inside an engine, and not engines or load. */
  binds_in_engine: Relaxation | null;
  /** Others whose share chance could have made equal to that of the first. */
  rivals: Relaxation[];
  /** What the verdict of the single run says binds, and whether this agrees with it. */
  verdict: Limit | null;
  agrees: boolean | null;
  /** The chance from which a change of the share counts for nothing. */
  level: number;
  /** What may help, in sentences, where GPUs wait for each other; empty elsewhere. */
  advice: string[];
  /** Whether every relaxation was run; false where somebody interrupted. */
  complete: boolean;
  /** The same in plain words. */
  sentence: string;
}

/** What was found, to be put into an answer. */
export interface Findings {
  /** Of the scenario as it is. */
  summary: Summary;
  /** The best first. */
  remedies: Remedy[];
  leftOut: readonly LeftOut[];
  complete: boolean;
  /** Whether chance could have made the difference between the shares of two. */
  couldBeChance: (first: Relaxation, second: Relaxation) => boolean;
  level: number;
  scenario: Scenario;
}

export function answer(findings: Findings): Why {
  const { summary, remedies, leftOut, complete, level, scenario } = findings;
  const binds = binding(remedies);
  const inEngine = binding(remedies, "engine");
  const { binds: verdict, met } = summary.verdict;
  const figures: Omit<Why, "sentence"> = {
    before: outcomeOf(summary),
    remedies,
    left_out: [...leftOut],
    binds: binds?.limit ?? null,
    improves: binds === undefined ? null : improves(binds),
    binds_in_engine: inEngine?.limit ?? null,
    rivals: rivals(findings),
    verdict,
    agrees: verdict === null || binds === undefined ? null : agree(verdict, inEngine),
    level,
    advice:
      inEngine?.limit === "interconnect" || verdict === "interconnect" || verdict === "bubble"
        ? adviceOn(scenario, summary)
        : [],
    complete,
  };
  return { ...figures, sentence: whyInWords(figures, met) };
}

/** Remedies after the first whose share chance could have put behind it. */
function rivals({ remedies, couldBeChance }: Findings): Relaxation[] {
  const [first, ...others] = remedies;
  if (first === undefined || first.gains.share <= 0) return [];
  return others
    .filter(({ limit, gains }) => gains.share > 0 && couldBeChance(first.limit, limit))
    .map(({ limit }) => limit);
}

/** The limit that is eased to relieve what the verdict of a single run names; null if none does. */
const eases: { readonly [L in Limit]: Relaxation | null } = {
  compute: "compute",
  bandwidth: "bandwidth",
  launch: "launch",
  host: "host",
  kv: "kv",
  seqs: "seqs",
  batch: "seqs",
  budget: "budget",
  interconnect: "interconnect",
  bubble: null,
  arrivals: null,
};

/**
 * That the load is light is right where no relaxation brings more requests inside the SLO. Null
 * where nothing that is relaxed eases the limit.
 */
function agree(verdict: Limit, inEngine: Remedy | undefined): boolean | null {
  if (verdict === "arrivals") return inEngine === undefined || inEngine.gains.share <= 0;
  if (eases[verdict] === null) return null;
  return inEngine !== undefined && inEngine.limit === eases[verdict];
}
