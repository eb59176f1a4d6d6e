/**
 * A text of the user's, in whatever language: where each of its characters stands, and what is
 * wrong with the text itself.
 */
import { LineCounter } from "yaml";
import { type Place, ScenarioError } from "./problem.ts";

/** Something wrong, and where in the text. */
export type Fault = [offset: number, message: string];

export class SourceText {
  /** Without a byte-order mark. */
  readonly text: string;
  readonly #file: string;
  readonly #lines = new LineCounter();

  /** @param file the name by which places speak of it */
  constructor(source: string, file: string) {
    const text = source.replace(/^\uFEFF/, "");
    this.text = text;
    this.#file = file;
    this.#lines.addNewLine(0);
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1))
      this.#lines.addNewLine(at + 1);
  }

  /** Where an offset lies. */
  placeOf(offset: number): Place {
    const { line, col: column } = this.#lines.linePos(offset);
    return { label: `${this.#file}:${line}:${column}`, line, column };
  }

  /** What to throw for faults: each at its place. */
  error(faults: readonly Fault[]): ScenarioError {
    return new ScenarioError(
      faults.map(([offset, message]) => ({ path: [], message, place: this.placeOf(offset) })),
    );
  }
}
