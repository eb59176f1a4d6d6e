/**
 * The recordings that a workload names: read, with what is odd about them kept for the user.
 */
import { printable } from "../printable.ts";
import { excerpt } from "./replay.ts";
import type { SizesSpec } from "./sizes.ts";
import type { EmpiricalSpec, TraceFormat, TraceSpec } from "./spec.ts";
import { type RecordedLengths, readLengths, readTrace, type Trace } from "./trace.ts";

/** The text of a file that a scenario names. */
export type Files = (name: string) => string;

/** Where no file is to be had. */
export const noFiles: Files = (name) => {
  throw new Error(`the scenario reads ${name}, and no files were handed in`);
};

type Reader<T> = (text: string, file: string, format?: TraceFormat) => T;

export class Recordings {
  readonly #files: Files;
  readonly #remarks = new Set<string>();
  /** What was read: classes may play or draw from one file. */
  readonly #traces = new Map<string, Trace>();
  readonly #lengths = new Map<string, RecordedLengths>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** `chat.csv has CRLF line ends, …`, once each. */
  get remarks(): readonly string[] {
    return [...this.#remarks];
  }

  /** Notes what is odd about how a file is used, whatever names it holds. */
  remark(file: string, remark: string): void {
    this.#remarks.add(printable(`${file} ${remark}.`));
  }

  /** The rows that are played, for a workload that may have lengths of its own. */
  trace(spec: TraceSpec, own: SizesSpec = {}): Trace {
    const trace = excerpt(this.#read(readTrace, spec, this.#traces), spec);
    for (const key of ["prompt_tokens", "output_tokens", "lengths"] as const) {
      if (own[key] === undefined) continue;
      const which = { prompt_tokens: "prompts", output_tokens: "outputs", lengths: "lengths" }[key];
      this.remark(spec.file, `gives no ${which}: the workload has its own ${key}`);
    }
    return trace;
  }

  /** The rows that are drawn from. */
  lengths(spec: EmpiricalSpec): RecordedLengths {
    return this.#read(readLengths, spec, this.#lengths);
  }

  #read<T extends { remarks: readonly string[] }>(
    read: Reader<T>,
    { file, format }: { file: string; format?: TraceFormat | undefined },
    known: Map<string, T>,
  ): T {
    const key = `${format} ${file}`;
    const recorded = known.get(key) ?? read(this.#files(file), file, format);
    known.set(key, recorded);
    for (const remark of recorded.remarks) this.remark(file, remark);
    return recorded;
  }
}
