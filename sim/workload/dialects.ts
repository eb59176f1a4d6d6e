/**
 * The dialects of traces: where each keeps the instant and the two lengths of a request, what else
 * it holds that a run cannot use, beside the columns that we let any of them have.
 *
 * A dialect says which cells to take and how it writes an instant; what makes a cell good or bad
 * is the same for all and stands in `trace.ts`.
 */
import type { Seconds } from "../units.ts";
import { utcIn } from "./calendar.ts";
import type { TraceFormat } from "./spec.ts";

/** The name of a cell: a header's, or a JSON key. */
export interface Columns {
  arrival: string;
  prompt: string;
  output: string;
  /** These may be absent. */
  priority: string;
  class: string;
  tenant: string;
}

/** Columns of our own, which nobody records but anybody may add. */
const added = { priority: "priority", class: "class", tenant: "tenant" };

export interface Dialect {
  columns: Columns;
  /** Reads an instant; NaN where it is none. */
  instant(cell: unknown): Seconds;
  /** Instants are of a calendar: the first row becomes 0. */
  calendar: boolean;
  /** A length of 0 is how it records a request that failed. */
  failures: boolean;
  /** Its other columns, and why a run does without them; empty where nothing is lost with them. */
  others: Readonly<Record<string, string>>;
}

export type CsvFormat = Exclude<TraceFormat, "mooncake">;

const ONE_MODEL = "every request goes to the scenario's own model";

export const csvDialects: { [F in CsvFormat]: Dialect } = {
  plain: {
    columns: { arrival: "arrival_s", prompt: "prompt_tokens", output: "output_tokens", ...added },
    instant: numberIn,
    calendar: false,
    failures: false,
    others: {},
  },
  /** AzurePublicDataset: LLM 2023 and 2024, and the multimodal trace of 2025. */
  azure: {
    columns: { arrival: "TIMESTAMP", prompt: "ContextTokens", output: "GeneratedTokens", ...added },
    instant: utcIn,
    calendar: true,
    failures: true,
    others: { NumImages: "images are not modelled" },
  },
  /** microsoft/vidur, data/processed_traces. */
  vidur: {
    columns: {
      arrival: "arrived_at",
      prompt: "num_prefill_tokens",
      output: "num_decode_tokens",
      ...added,
    },
    instant: numberIn,
    calendar: false,
    failures: true,
    others: { num_total_tokens: "", pd_ratio: "" },
  },
  /** Mutinifni/splitwise-sim, generate_trace.py. */
  splitwise: {
    columns: {
      arrival: "arrival_timestamp",
      prompt: "prompt_size",
      output: "token_size",
      ...added,
    },
    instant: numberIn,
    calendar: false,
    failures: true,
    others: {
      request_id: "",
      request_type: "every request is of a language model",
      application_id: ONE_MODEL,
      batch_size: "a row is one request",
    },
  },
  /** HPMLL/BurstGPT, releases 1 (six columns) and 2 (with the session and its duration). */
  burstgpt: {
    columns: {
      arrival: "Timestamp",
      prompt: "Request tokens",
      output: "Response tokens",
      ...added,
    },
    instant: numberIn,
    calendar: false,
    failures: true,
    others: {
      Model: ONE_MODEL,
      "Total tokens": "",
      "Log Type": "conversations and API calls are served alike",
      "Session ID": "turns of a conversation are not tied to one another",
      "Elapsed time": "how long a request takes is what a run finds out",
    },
  },
};

/** kvcache-ai/Mooncake: a line is an object with these keys, or an array with the same in front. */
export const mooncake: Dialect = {
  columns: { arrival: "timestamp", prompt: "input_length", output: "output_length", ...added },
  instant: (cell) => numberIn(cell) / 1000,
  calendar: false,
  failures: true,
  others: {},
};

const decimal = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** A number, or text that is one; else NaN. `Number` alone takes "" for 0 and "0x10" for 16. */
export function numberIn(cell: unknown): number {
  if (typeof cell === "number") return cell;
  return typeof cell === "string" && decimal.test(cell) ? Number(cell) : Number.NaN;
}
