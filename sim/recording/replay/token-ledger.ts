/**
 * The ledger of one request, token by token: each row sums to the gap before its token, and all
 * rows, part by part, to the request's own ledger.
 *
 * A gap is the tiles of the steps since the token before, and the difference by which its step's
 * output was taken in later after its end than the other's. A later taking in is the host's; where
 * it is sooner, the tiles give that time back as the ledger has them do. In a pipeline those steps
 * are the ones of its group, and what is between them is a bubble.
 */
import { causes } from "../../cost/cost.ts";
import { Ledger, PART, parts } from "../../engine/ledger.ts";
import type { Step } from "../../engine/step.ts";
import type { Seconds } from "../../units.ts";
import { Table } from "../table.ts";
import type { TokenColumns } from "./details.ts";
import { reconcile } from "./reconcile.ts";

const WIDTH = parts.length;

const tokenColumns = (rows: number) => ({
  at: new Float64Array(rows),
  step: new Int32Array(rows),
  parts: new Float64Array(WIDTH * rows),
  batch: new Int32Array(rows),
});

export class TokenLedger {
  readonly #tokens = new Table(tokenColumns);
  readonly #ledger = new Ledger();
  /** The row of what was charged since the last token. */
  #row = this.#ledger.open();
  /** The end of the last step that was charged. */
  #lastEnd: Seconds = 0;
  /** How long after its end the step of the last token was taken in. */
  #late: Seconds = 0;
  /** From a step's return to the client. */
  #wayOut: Seconds = 0;
  /** The request's own ledger, once it is done. */
  #whole: Float64Array | undefined;

  /** Tokens so far. */
  get count(): number {
    return this.#tokens.count;
  }

  /** A step has returned in which the request decoded, whether or not it had a token of it. */
  live(step: Step): void {
    const unscheduled = Math.max(0, step.scheduled - this.#lastEnd);
    this.#charge(PART.decode_host, unscheduled);
    this.#charge(PART.decode_bubble, step.begin - this.#lastEnd - unscheduled);
    this.#decode(step);
    this.#lastEnd = step.end;
  }

  /** A step has returned in which it came back: the time since it was away goes to `part`. */
  comeBack(step: Step, part: number): void {
    this.#charge(part, step.end - this.#lastEnd);
    this.#lastEnd = step.end;
  }

  /** `step` drew its first token, which was paid for by `charged`. */
  drawFirst(step: Step, delivered: Seconds, charged: Float64Array): void {
    this.#lastEnd = step.end;
    this.#late = step.returned - step.end;
    this.#wayOut = delivered - step.returned;
    this.#add(step, charged);
  }

  /** `step` drew its next token. */
  draw(step: Step): void {
    const late = step.returned - step.end;
    if (late >= this.#late) this.#charge(PART.decode_host, late - this.#late);
    else this.#ledger.takeFromDecode(this.#row, this.#late - late);
    this.#late = late;
    this.#add(step, this.#ledger.read(this.#row));
    this.#ledger.close(this.#row);
    this.#row = this.#ledger.open();
  }

  /** The request is done, and was charged this in all. */
  close(whole: Float64Array): void {
    this.#whole = whole.slice();
  }

  columns(): Omit<TokenColumns, "request"> {
    const columns = this.#tokens.copy();
    if (this.#whole !== undefined) reconcile(columns.parts, this.#whole);
    return columns;
  }

  #decode({ shape, byCause, decodesByCause, othersPrefill }: Step): void {
    const mixed = shape.prefills > 0;
    const lived = mixed ? decodesByCause : byCause;
    for (let cause = 0; cause < causes.length; cause++) {
      this.#charge(PART.decode_weights + cause, lived[cause]!);
    }
    if (mixed) this.#charge(PART.others_prefill, othersPrefill);
  }

  #charge(part: number, seconds: Seconds): void {
    this.#ledger.charge(this.#row, part, seconds);
  }

  #add(step: Step, charged: Float64Array): void {
    const row = this.#tokens.add();
    const { columns } = this.#tokens;
    columns.at[row] = step.returned + this.#wayOut;
    columns.step[row] = step.index;
    columns.batch[row] = step.shape.decodes + step.shape.prefills;
    columns.parts.set(charged, WIDTH * row);
  }
}
