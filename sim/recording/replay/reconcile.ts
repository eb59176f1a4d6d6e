/**
 * Makes the rows of tokens sum, part by part, to the ledger of their request.
 *
 * The sums of both are equal, and so are all parts where outputs are taken in at once. Where they
 * are taken in late, sometimes more and sometimes less, a row gives and takes by itself, and the
 * ledger once for all tokens. So what a part has too much of, some rows give to a part that has too
 * little: each row keeps its sum.
 */
import { FIRST_TOKEN_PARTS, parts } from "../../engine/ledger.ts";

const WIDTH = parts.length;

/** @param rows one number a part, token after token; they are changed */
export function reconcile(rows: Float64Array, whole: Float64Array): void {
  const missing = whole.slice();
  for (let at = 0; at < rows.length; at++) missing[at % WIDTH]! -= rows[at]!;
  for (let taker = FIRST_TOKEN_PARTS; taker < WIDTH; taker++) {
    for (let giver = FIRST_TOKEN_PARTS; giver < WIDTH && missing[taker]! > 0; giver++) {
      if (missing[giver]! < 0) give(rows, giver, taker, missing);
    }
  }
}

function give(rows: Float64Array, giver: number, taker: number, missing: Float64Array): void {
  for (let from = 0; from < rows.length; from += WIDTH) {
    const given = Math.min(rows[from + giver]!, -missing[giver]!, missing[taker]!);
    rows[from + giver]! -= given;
    rows[from + taker]! += given;
    missing[giver]! += given;
    missing[taker]! -= given;
  }
}
