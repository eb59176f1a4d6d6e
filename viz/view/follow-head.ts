/**
 * Follows the play head with answers of the simulator: asks once it rests, a few times a second
 * while it plays, and not at all while nobody looks.
 *
 * An answer to what was asked before is dropped; while the head plays, a question waits for the
 * answer to the one before, else none would ever come.
 */
import type { State } from "../state.ts";
import type { Store } from "../store.ts";
import { Superseded } from "../worker/simulator.ts";

export interface Follower<A> {
  /** What the answer depends on, beside the play head. */
  keys: readonly (keyof State)[];
  /** The head must have stood still for so long, in milliseconds. */
  rest: number;
  /** Undefined where there is nothing to ask. */
  ask(state: Readonly<State>): Promise<A> | undefined;
  show(answer: A): void;
  /** There is nothing to show: why, in words, or undefined where nothing was asked. */
  fail(error: Error | undefined): void;
  /** What is shown is no longer, or again, what the head is at. */
  stale(is: boolean): void;
}

/** Milliseconds from one answer to the next while the head plays. */
const PLAYING = 125;

/** Returns what is to be called when somebody begins to look. */
export function followHead<A>(
  store: Store<State>,
  looked: () => boolean,
  follower: Follower<A>,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ticket = 0;
  let waiting = false;
  /** Something changed that was not asked about yet. */
  let due = true;

  function changed(): void {
    due = true;
    if (!looked()) return;
    follower.stale(true);
    if (!store.get().playing) later(follower.rest);
    else if (timer === undefined && !waiting) later(PLAYING);
  }

  function later(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(ask, milliseconds);
  }

  async function ask(): Promise<void> {
    timer = undefined;
    due = false;
    const mine = ++ticket;
    waiting = true;
    const error = await answered(mine);
    if (mine !== ticket || error instanceof Superseded) return;
    waiting = false;
    if (error !== undefined) follower.fail(error);
    if (due && looked()) changed();
    else follower.stale(false);
  }

  /** What went wrong, if anything did. */
  async function answered(mine: number): Promise<Error | undefined> {
    try {
      const question = follower.ask(store.get());
      if (question === undefined) {
        follower.fail(undefined);
        return undefined;
      }
      const answer = await question;
      if (mine === ticket) follower.show(answer);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  store.on(["head", "playing", ...follower.keys], changed);
  return () => {
    if (due) changed();
  };
}
