/**
 * A store: one state, patched; whoever depends on some of its keys is told once they have changed.
 *
 * Those who listen are told together, before the next frame is painted, however many patches there
 * were.
 */

export type Listener<S> = (state: Readonly<S>) => void;

export interface Store<S extends object> {
  get(): Readonly<S>;
  set(patch: Partial<S>): void;
  /** Calls back whenever one of these keys has another value. Returns what ends that. */
  on(keys: readonly (keyof S)[], listener: Listener<S>): () => void;
}

/** @param soon runs a function before the next frame is painted */
export function createStore<S extends object>(
  initial: S,
  soon: (run: () => void) => void = (run) => requestAnimationFrame(run),
): Store<S> {
  let state = initial;
  let told = initial;
  let due = false;
  const listeners = new Set<{ keys: readonly (keyof S)[]; listener: Listener<S> }>();

  function tell(): void {
    due = false;
    const before = told;
    told = state;
    for (const { keys, listener } of [...listeners])
      if (keys.some((key) => !Object.is(before[key], told[key]))) listener(told);
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
      return () => listeners.delete(entry);
    },
  };
}
