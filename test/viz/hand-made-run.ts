/** Runs made by hand: a few requests, with what tests say of them and zeros for the rest. */
import { finishReasons, type Part, parts, type RunRecord } from "../../sim/index.ts";

export interface HandMade {
  arrival: number;
  ttft?: number;
  e2el?: number;
  reason?: (typeof finishReasons)[number];
  good?: 0 | 1 | 2;
  engine?: number;
  /** `[begin, end]`, seconds of the run; of prompts, and again after a preemption. */
  pieces?: readonly (readonly [number, number])[];
  again?: readonly (readonly [number, number])[];
  /** When it lost its cache. */
  lost?: readonly number[];
  ledger?: Partial<Record<Part, number>>;
}

export function handMadeRun(made: readonly HandMade[], end = 10): RunRecord {
  const column = (of: (one: HandMade) => number) => Float64Array.from(made, of);
  const whole = (of: (one: HandMade) => number) => Int32Array.from(made, of);
  const pieces = made
    .flatMap(({ pieces = [], again = [], engine = 0 }, request) => [
      ...pieces.map(([begin, end]) => ({ request, engine, begin, end, again: 0 })),
      ...again.map(([begin, end]) => ({ request, engine, begin, end, again: 1 })),
    ])
    .sort((one, other) => one.begin - other.begin);
  const pauses = made
    .flatMap(({ lost = [] }, request) => lost.map((from) => ({ request, from })))
    .sort((one, other) => one.from - other.from);
  return {
    name: "made by hand",
    text: null,
    scenario: null,
    summary: null,
    engines: [],
    classes: ["default"],
    gaps: null,
    timeline: {
      intervals: 1,
      engines: 1,
      edges: Float64Array.of(0, end),
      figures: new Float64Array(),
      columns: [],
    },
    requests: {
      count: made.length,
      arrival: column(({ arrival }) => arrival),
      admitted: column(({ pieces }) => pieces?.[0]?.[0] ?? Number.NaN),
      ttft: column(({ ttft }) => ttft ?? Number.NaN),
      tpot: column(() => Number.NaN),
      maxItl: column(() => Number.NaN),
      e2el: column(({ e2el }) => e2el ?? Number.NaN),
      prompt: whole(() => 100),
      output: whole(() => 10),
      preemptions: whole(({ lost }) => lost?.length ?? 0),
      engine: whole(({ engine }) => engine ?? 0),
      class: whole(() => 0),
      reason: Uint8Array.from(made, ({ reason, e2el }) =>
        finishReasons.indexOf(reason ?? (e2el === undefined ? "unfinished" : "length")),
      ),
      good: Uint8Array.from(made, ({ good }) => good ?? 2),
      ledger: Float64Array.from(
        made.flatMap(({ ledger }) => parts.map((part) => ledger?.[part] ?? 0)),
      ),
    },
    pieces: {
      count: pieces.length,
      request: Int32Array.from(pieces, ({ request }) => request),
      engine: Int32Array.from(pieces, ({ engine }) => engine),
      begin: Float64Array.from(pieces, ({ begin }) => begin),
      end: Float64Array.from(pieces, ({ end }) => end),
      tokens: Int32Array.from(pieces, () => 100),
      again: Uint8Array.from(pieces, ({ again }) => again),
    },
    pauses: {
      count: pauses.length,
      request: Int32Array.from(pauses, ({ request }) => request),
      engine: Int32Array.from(pauses, () => 0),
      from: Float64Array.from(pauses, ({ from }) => from),
      until: Float64Array.from(pauses, () => Number.NaN),
    },
  };
}
