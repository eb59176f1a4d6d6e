/**
 * Runs that are kept to be compared: the present one is kept as A, the knobs make B of it, and what
 * is known by its scenario alone, out of an address, is run beside it.
 */
import { contestantsOf, letterOfKept, MOST } from "./data/compare/contestants.ts";
import type { Kept, Page, State } from "./state.ts";
import { NotRunnable, Superseded } from "./worker/simulator.ts";

type Change = Partial<State>;

const present = ({ run, files }: Readonly<State>): Kept[] =>
  run === undefined ? [] : [{ text: run.text, run, files }];

/** The run that is shown becomes A, and stays while the knobs are turned. */
export const keptAsA = (state: Readonly<State>): Change => ({
  kept: [...present(state), ...state.kept.slice(1)],
  room: "compare",
});

/** It stays beside A and B too. */
export const keptToo = (state: Readonly<State>): Change =>
  state.kept.length + 1 < MOST ? { kept: [...state.kept, ...present(state)] } : {};

/** Opens the room, with the present run as A where nothing is kept. */
export const compared = (state: Readonly<State>): Change =>
  state.kept.length > 0 ? { room: "compare" } : keptAsA(state);

/** What is kept is forgotten. */
export const forgotten = (): Change => ({ kept: [], room: "run" });

/** One that was kept is shown and turned, and what was shown is kept in its place. */
export function exchange({ store, session }: Page, at: number): void {
  const state = store.get();
  const one = state.kept[at];
  if (one?.run === undefined || state.run === undefined) return;
  const kept = state.kept.toSpliced(at, 1, ...present(state));
  store.set({ kept, ...(one.text !== null && { text: one.text }) });
  if (one.files !== undefined) store.set({ files: one.files });
  session.show(one.run, one.files ?? state.files, isFixed(one, state));
}

/** Whether it cannot be run again here: a table, or what the page that brought it says so of. */
const isFixed = ({ text }: Kept, { study }: Readonly<State>): boolean =>
  text === null ||
  (study?.runs.some(({ saved }) => saved.record.text === text && saved.fixed !== null) ?? false);

/** Runs what is kept without a record, once the present run is there. */
export function runKept({ document, store, simulator }: Page): void {
  const asked = new WeakSet<Kept>();
  let slots = 0;

  function askAll({ kept, run, busy, files }: Readonly<State>): void {
    if (run === undefined || busy !== undefined) return;
    for (const one of kept) {
      if (one.run !== undefined || one.text === null || asked.has(one)) continue;
      asked.add(one);
      ask(one, one.text, one.files ?? files);
    }
  }

  async function ask(one: Kept, text: string, files: State["files"]): Promise<void> {
    slots += 1;
    const question = { kind: "run", text, files, slot: `kept ${slots}` } as const;
    try {
      const { record } = await simulator.ask(question);
      put(one, { ...one, run: record, files });
    } catch (error) {
      if (error instanceof Superseded) return;
      const at = store.get().kept.indexOf(one);
      if (at < 0) return;
      put(one, undefined);
      store.set({ notice: { words: `${letterOfKept(at)} does not run: ${wordsOf(error)}.` } });
    }
  }

  function put(one: Kept, other: Kept | undefined): void {
    const { kept } = store.get();
    store.set({ kept: kept.flatMap((each) => (each === one ? (other ?? []) : each)) });
  }

  store.on(["kept", "run", "busy"], askAll);
  store.on(["kept", "run", "room"], (state) => {
    const { dataset } = document.documentElement;
    dataset.room = state.room;
    dataset.compares = String(contestantsOf(state)?.length ?? 0);
  });
}

const wordsOf = (error: unknown): string => {
  if (error instanceof NotRunnable) return error.problems.map(({ message }) => message).join("; ");
  return error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
};
