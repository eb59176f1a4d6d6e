/**
 * What a page and its worker say to each other.
 *
 * A page asks with a number; everything that is said in answer bears it. What is asked later of the
 * same kind makes what was asked before superfluous: the worker drops it.
 */
import type {
  BlockMap,
  JsonSchema,
  Located,
  RunRecord,
  Seconds,
  StepColumns,
  TokenColumns,
  Why,
} from "../../sim/index.ts";

/** A scenario in YAML, with the texts of the files that it names. */
export interface Asked {
  text: string;
  files: Readonly<Record<string, string>>;
}

export type Question =
  | ({ kind: "run" } & Asked)
  | ({ kind: "why" } & Asked)
  | ({ kind: "steps"; engine: number; from: Seconds; to: Seconds } & Asked)
  | ({ kind: "tokens"; request: number } & Asked)
  | ({ kind: "blocks"; engine: number; at: Seconds; layout: BlockMap["layout"] } & Asked);

export interface Answers {
  run: { record: RunRecord; took: Seconds };
  why: { why: Why };
  steps: { steps: StepColumns };
  tokens: { tokens: TokenColumns };
  blocks: { blocks: BlockMap };
}

export type ToWorker = { id: number; question: Question } | { id: number; cancel: true };

export type FromWorker =
  /** Once, when it is ready. */
  | { hello: Hello }
  | { id: number; progress: number }
  | { id: number; answer: Answers[keyof Answers] }
  /** The scenario cannot be run; each problem has its place in the text. */
  | { id: number; problems: Located[] }
  | { id: number; failure: string };

/** What the worker's simulator accepts. */
export interface Hello {
  schema: JsonSchema;
  gpus: string[];
  models: string[];
}
