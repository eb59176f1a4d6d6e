/** What there is to do for a question: a run, the study of why, or a replay of a part of a run. */
import {
  buffersOf,
  Recording,
  recordFromCsv,
  Simulation,
  type WhyOptions,
  WhyStudy,
} from "../../sim/index.ts";
import { createExplainer } from "./explain.ts";
import type { Answers, Asked, Kind, Of, Question } from "./protocol.ts";
import { createReplays } from "./replays.ts";
import { createScenarios, type Opened } from "./scenarios.ts";
import { expectedRequests } from "./share.ts";
import { inSlices } from "./slices.ts";
import { type Trouble, troubleIn } from "./troubles.ts";

/** Yields the share that is done after each slice. */
export type Task<Result = Answered> = Generator<number, Result, void>;

export interface Answered {
  answer: Answers[Kind];
  transfer: Transferable[];
}

type AboutScenario = Exclude<Kind, "tables">;

export type Starts = { [K in AboutScenario]: (question: Of<K>, opened: Opened) => Task };

export interface Tasks {
  begin(question: Question): Task;
  troubleIn(error: unknown, question: Question): Trouble;
}

/** @param now milliseconds */
export function createTasks(now: () => number): Tasks {
  const scenarios = createScenarios();
  const explainer = createExplainer(now);
  let last: (Asked & { baseline: NonNullable<WhyOptions["baseline"]> }) | undefined;

  const starts: Starts = {
    *run({ text, files }, opened) {
      const begun = now();
      const recording = new Recording(opened.scenario.slo);
      const simulation = new Simulation(opened.scenario, {
        probes: [recording],
        files: opened.files,
      });
      yield* inSlices(simulation, shareOf(simulation, opened), now);
      const record = recording.record(simulation, { scenario: opened.scenario, text });
      const { summary } = simulation.result();
      last = { text, files, baseline: { summary, fates: simulation.log.fate } };
      const took = (now() - begun) / 1000;
      return { answer: { record, took }, transfer: buffersOf(record) };
    },

    *why({ text, files }, opened) {
      const known = last?.text === text && last.files === files ? last : undefined;
      const study = new WhyStudy(opened.scenario, {
        files: opened.files,
        ...(known && { baseline: known.baseline }),
      });
      yield* inSlices(study, () => study.done / study.all, now);
      return { answer: { why: study.result()! }, transfer: [] };
    },

    ...createReplays(now),

    *explain(question, opened) {
      const steps = yield* explainer.explain(question, opened);
      return { answer: { steps }, transfer: [] };
    },
  };

  return {
    begin(question) {
      if (question.kind === "tables") return readTables(question);
      const start = starts[question.kind] as (question: Question, opened: Opened) => Task;
      return start(question, scenarios.open(question));
    },
    troubleIn(error, question) {
      try {
        return troubleIn(error, "text" in question ? scenarios.open(question) : undefined);
      } catch {
        return troubleIn(error, undefined);
      }
    },
  };
}

// biome-ignore lint/correctness/useYield: a task of one slice
function* readTables(tables: Of<"tables">): Task {
  const record = recordFromCsv(tables);
  return { answer: { record }, transfer: buffersOf(record) };
}

/** Of a run: by requests where their number is known, else by time. */
function shareOf(simulation: Simulation, { scenario, files }: Opened): () => number {
  const requests = expectedRequests(scenario, files);
  if (requests !== undefined) return () => Math.min(1, simulation.ended / requests);
  const duration = scenario.workload.duration ?? Number.POSITIVE_INFINITY;
  return () => Math.min(1, simulation.now / duration);
}
