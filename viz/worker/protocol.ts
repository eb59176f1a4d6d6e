/**
 * What a page and its worker say to each other.
 *
 * A page asks with a number; everything that is said in answer bears it. A later question of the
 * same kind and `slot` makes the earlier one superfluous: the page takes it back.
 */
import type {
  BlockMap,
  ExplainedStep,
  JsonSchema,
  Located,
  MemoryRoof,
  RunRecord,
  Seconds,
  StepColumns,
  TileColumns,
  TokenColumns,
  Tokens,
  Why,
} from "../../sim/index.ts";

/** A scenario in YAML, with the texts of the files that it names. */
export interface Asked {
  text: string;
  files: Readonly<Record<string, string>>;
}

/** Tables that a run was exported to, each by its text. */
interface Tables {
  name: string;
  requests?: string;
  timeline?: string;
}

/** Who asks: questions of one kind from different slots do not supersede one another. */
interface Slotted {
  slot?: string;
}

export type Question =
  | ({ kind: "run" } & Asked & Slotted)
  | ({ kind: "why" } & Asked)
  | ({ kind: "steps"; engine: number; from: Seconds; to: Seconds; most?: number } & Asked & Slotted)
  | ({
      kind: "tiles";
      engines: readonly number[];
      from: Seconds;
      to: Seconds;
      most?: number;
    } & Asked &
      Slotted)
  | ({ kind: "explain"; engine: number; at: readonly Seconds[] } & Asked & Slotted)
  | ({ kind: "tokens"; request: number } & Asked & Slotted)
  | ({ kind: "blocks"; engine: number; at: Seconds; layout: BlockMap["layout"] } & Asked & Slotted)
  | ({ kind: "tables" } & Tables);

export type Kind = Question["kind"];
export type Of<K extends Kind> = Extract<Question, { kind: K }>;

export interface Answers {
  run: { record: RunRecord; took: Seconds };
  why: { why: Why };
  steps: { steps: StepColumns };
  tiles: { tiles: TileColumns };
  /** By instant; null where nothing is computed near it. */
  explain: { steps: (StepAt | null)[] };
  tokens: { tokens: TokenColumns };
  blocks: { blocks: BlockMap };
  tables: { record: RunRecord };
}

/** The step of an engine at an instant, as the run charged it and as its price list explains it. */
export interface StepAt {
  engine: number;
  /** Steps of this engine before it. */
  index: number;
  begin: Seconds;
  end: Seconds;
  running: number;
  waiting: number;
  /** Seconds by cause, the host's among them; they sum to `end − begin`. */
  byCause: Float64Array;
  explained: ExplainedStep;
  roof: MemoryRoof;
  /** Tokens that a step may have at most; null where there is no such limit. */
  most: Tokens | null;
}

/** Files may be large: they are sent when they have changed, not with each question. */
type WithoutFiles<Q> = Q extends Question ? Omit<Q, "files"> : never;

export type ToWorker =
  | { files: Asked["files"] }
  | { id: number; question: WithoutFiles<Question> }
  | { id: number; cancel: true };

export type FromWorker =
  /** Once, when it is ready. */
  | { hello: Hello }
  | { id: number; progress: number }
  | { id: number; answer: Answers[Kind] }
  /** The scenario cannot be run; each problem has its place in the text. */
  | { id: number; problems: readonly Located[] }
  | { id: number; failure: string };

/** What the worker's simulator accepts. */
export interface Hello {
  schema: JsonSchema;
  gpus: readonly string[];
  models: readonly string[];
}
