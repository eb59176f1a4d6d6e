/**
 * A store: one state, patched; whoever depends on some of its keys is told once they have changed.
 *
 * Those who listen are told together, before the next frame is painted, however many patches there
 * were. Where that takes long, those who are left have their turn after the reader has had his.
 */

export type Listener<S> = (state: Readonly<S>) => void;

export interface Store<S extends object> {
  get(): Readonly<S>;
  set(patch: Partial<S>): void;
  /** Calls back whenever one of these keys has another value. Returns what ends that. */
  on(keys: readonly (keyof S)[], listener: Listener<S>): () => void;
}

/** Where listeners are told in turns: a clock in milliseconds, and what runs after other tasks. */
export interface Turns {
  now(): number;
  next(run: () => void): void;
}

export const turnsOfPage: Turns = {
  now: () => performance.now(),
  next: (run) => setTimeout(run),
};

/** All in one turn. */
const oneTurn: Turns = { now: () => 0, next: (run) => run() };

/** How long a turn takes, in milliseconds, unless one listener alone takes longer. */
const TURN = 8;

/** @param soon runs a function before the next frame is painted */
export function createStore<S extends object>(
  initial: S,
  soon: (run: () => void) => void = (run) => requestAnimationFrame(run),
  turns: Turns = oneTurn,
): Store<S> {
  let state = initial;
  let told = initial;
  let due = false;
  type Entry = { keys: readonly (keyof S)[]; listener: Listener<S> };
  const listeners = new Set<Entry>();
  const waiting = new Set<Entry>();

  function tell(): void {
    due = false;
    const before = told;
    told = state;
    for (const entry of listeners)
      if (entry.keys.some((key) => !Object.is(before[key], told[key]))) waiting.add(entry);
    turn();
  }

  function turn(): void {
    const end = turns.now() + TURN;
    for (const entry of waiting) {
      waiting.delete(entry);
      entry.listener(told);
      if (waiting.size === 0 || turns.now() < end) continue;
      turns.next(turn);
      return;
    }
  }

  return {
    get: () => state,
    set(patch) {
      state = { ...state, ...patch };
      if (due) return;
      due = true;
      soon(tell);
    },
    on(keys, listener) {
      const entry = { keys, listener };
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
        waiting.delete(entry);
      };
    },
  };
}
