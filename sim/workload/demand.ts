/**
 * Demand: what requests ask for, in sums over their prompts P and outputs O.
 *
 * All that an engine must do for a request is a polynomial of its lengths (its prompt's pairs of
 * query and key go by P², what its decodes read by P·O and O²), so a few sums tell it of any number
 * of requests, and adding a request costs as many additions.
 */
import { type Reach, unseen, unseenInAll } from "../kernel/reach.ts";
import type { Tokens } from "../units.ts";

export class Demand {
  /** Requests (a count). */
  requests = 0;
  /** ΣP and ΣO. */
  prompt: Tokens = 0;
  output: Tokens = 0;
  /** ΣP², ΣPO, ΣO². */
  promptSquares = 0;
  products = 0;
  outputSquares = 0;

  /** Requests (a count) with a second token. */
  paced = 0;
  /**
   * Their gaps between tokens by weight, which is 1 ÷ (O − 1) each, and the contexts that these
   * read, by weight. The first gap of each is left out: see `engine/engine-bounds.ts`.
   */
  gaps = 0;
  gapContext: Tokens = 0;

  /**
   * What layers of short reach do not see of it: pairs of prompts, keys that decodes read, keys of
   * `gapContext`, and keys at the end of each prompt.
   */
  pairsUnseen = 0;
  decodeUnseen: Tokens = 0;
  gapUnseen: Tokens = 0;
  promptUnseen: Tokens = 0;
  readonly #reach: Reach | undefined;

  /** @param reach of layers that do not see all of a request; all do unless given. */
  constructor(reach?: Reach) {
    this.#reach = reach;
  }

  /** A request more. Returns itself. */
  add(prompt: Tokens, output: Tokens): this {
    this.requests += 1;
    this.prompt += prompt;
    this.output += output;
    this.promptSquares += prompt * prompt;
    this.products += prompt * output;
    this.outputSquares += output * output;
    if (this.#reach !== undefined) this.#hide(this.#reach, prompt, output);
    if (output < 2) return this;
    // The k-th token is drawn after P + k − 1 others were read: on average over 3 … O.
    const weight = 1 - 1 / (output - 1);
    this.paced += 1;
    this.gaps += weight;
    this.gapContext += weight * (prompt + (output + 1) / 2);
    return this;
  }

  /** All requests of another. Returns itself. */
  addAll(other: Demand): this {
    this.requests += other.requests;
    this.prompt += other.prompt;
    this.output += other.output;
    this.promptSquares += other.promptSquares;
    this.products += other.products;
    this.outputSquares += other.outputSquares;
    this.paced += other.paced;
    this.gaps += other.gaps;
    this.gapContext += other.gapContext;
    this.pairsUnseen += other.pairsUnseen;
    this.decodeUnseen += other.decodeUnseen;
    this.gapUnseen += other.gapUnseen;
    this.promptUnseen += other.promptUnseen;
    return this;
  }

  /** The decode at P + k reads as many keys as a query there sees, so sums of both are one. */
  #hide(reach: Reach, prompt: Tokens, output: Tokens): void {
    const [first, last] = [unseenInAll(reach, prompt), unseenInAll(reach, prompt + output - 1)];
    this.pairsUnseen += first;
    this.decodeUnseen += last - first;
    this.promptUnseen += unseen(reach, prompt);
    if (output > 2) this.gapUnseen += (last - unseenInAll(reach, prompt + 1)) / (output - 1);
  }
}
