/**
 * Steps explained: the step of an engine at an instant of the run, found by a replay, and its
 * operators as the price list of that run prices them.
 *
 * A replay takes as long as the run up to there; the steps around it are kept, so that a play head
 * that moves on is answered at once.
 */
import {
  explainStep,
  machineOf,
  memoryRoof,
  type Scenario,
  type Seconds,
  type StepColumns,
  StepReplay,
  type StepShape,
} from "../../sim/index.ts";
import type { Of, StepAt } from "./protocol.ts";
import type { Opened } from "./scenarios.ts";
import { inSlices } from "./slices.ts";

/** Steps are looked for this far before and after an instant. */
const AROUND: Seconds = 30;
const MOST = 60_000;
/** Spans that are kept of a scenario: one around the play head, one around a pinned step. */
const KEPT = 2;

/** Steps of one engine from an instant to another. */
interface Span {
  from: Seconds;
  to: Seconds;
  steps: StepColumns;
}

export interface Explainer {
  /** Yields the share that is done; returns the steps at the instants asked for. */
  explain(question: Of<"explain">, opened: Opened): Generator<number, (StepAt | null)[], void>;
}

export function createExplainer(now: () => number): Explainer {
  const spans = new WeakMap<Scenario, Span[]>();

  function* spanAround(at: Seconds, engine: number, opened: Opened): Generator<number, Span, void> {
    const { scenario, files } = opened;
    const kept = spans.get(scenario) ?? [];
    const isMeant = (span: Span): boolean =>
      span.steps.engine === engine && span.from <= at && at <= span.to;
    const span = kept.find(isMeant) ?? (yield* replay(at, engine, { scenario, files }));
    spans.set(scenario, [span, ...kept.filter((other) => other !== span)].slice(0, KEPT));
    return span;
  }

  function* replay(
    at: Seconds,
    engine: number,
    { scenario, files }: Pick<Opened, "scenario" | "files">,
  ): Generator<number, Span, void> {
    const [from, to] = [Math.max(0, at - AROUND), at + AROUND];
    const replay = new StepReplay(scenario, { engine, from, to, most: MOST }, { files });
    yield* inSlices(replay, () => Math.min(1, replay.now / to), now);
    const steps = replay.result();
    const last = steps.cut ? steps.end[steps.count - 1]! : to;
    return { from, to: Math.max(at, last), steps };
  }

  return {
    *explain({ engine, at }, opened) {
      const found: (StepAt | null)[] = [];
      for (const instant of at) {
        const { steps } = yield* spanAround(instant, engine, opened);
        const row = nearestStep(steps, instant);
        found.push(row === undefined ? null : explained(steps, row, opened.scenario));
      }
      return found;
    },
  };
}

/** The step that runs at an instant, or the last one before it, or else the first one after. */
export function nearestStep({ begin, count }: StepColumns, at: Seconds): number | undefined {
  if (count === 0) return undefined;
  let [low, high] = [0, count];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (begin[middle]! <= at) low = middle;
    else high = middle;
  }
  return low;
}

/** A row of steps with its operators, which sum to what the run charged its GPU. */
function explained(steps: StepColumns, row: number, { cluster }: Scenario): StepAt {
  const machine = machineOf(cluster, steps.engine);
  const shape = Object.fromEntries(
    Object.entries(steps.shape).map(([field, column]) => [field, column[row]!]),
  ) as unknown as StepShape;
  const width = steps.byCause.length / steps.count;
  const { decodes, decodeContext } = shape;
  const { settings } = machine;
  return {
    engine: steps.engine,
    index: steps.index[row]!,
    begin: steps.begin[row]!,
    end: steps.end[row]!,
    running: steps.running[row]!,
    waiting: steps.waiting[row]!,
    byCause: steps.byCause.slice(row * width, (row + 1) * width),
    explained: explainStep({ ...machine, shape }),
    roof: memoryRoof(machine, Math.round(decodeContext / Math.max(1, decodes))),
    most: settings.batching === "static" ? null : settings.max_num_batched_tokens,
  };
}
