/**
 * The life of a run on the page: the scenario changes, is run, is shown; and once the reader rests,
 * why it is so is found out.
 *
 * What is shown is the last run that came to its end. Window, play head and request stay where they
 * are as long as the new run has such a place, so a picture changes by what was turned alone.
 */
import type { RunRecord, Seconds } from "../sim/index.ts";
import { endOf, type Window } from "./data/window.ts";
import type { Page, State } from "./state.ts";
import { NotRunnable, Superseded } from "./worker/simulator.ts";

export interface Session {
  /**
   * Shows a run that was made elsewhere.
   *
   * @param fixed the simulator here cannot make it
   */
  show(record: RunRecord, files: State["files"], fixed?: boolean): void;
  /** Stops the run that is under way; the one before stays. */
  cancel(): void;
  /** Runs the scenario after all. */
  resume(): void;
}

/** Milliseconds. */
const DEBOUNCE = 80;
const REST = 400;

/** The slot of the run that is shown: those that it is compared with have their own. */
const PRESENT = "";

/** Calls back later, once; returns what prevents it. */
export type Later = (run: () => void, milliseconds: number) => () => void;

const later: Later = (run, milliseconds) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

export function startSession(
  { document, store, simulator }: Omit<Page, "session">,
  wait: Later = later,
): Session {
  /** Files of the run that is shown. */
  let files = store.get().files;
  /** Whether it cannot be made again here. */
  let isFixed = false;
  let forget = (): void => {};

  function changed(): void {
    forget();
    simulator.cancel("run", PRESENT);
    simulator.cancel("why");
    const shown = isShown(store.get());
    store.set({ busy: shown ? undefined : 0, cancelled: false });
    if (shown) settle();
    else forget = wait(run, DEBOUNCE);
  }

  const isShown = (state: State): boolean =>
    state.run?.text === state.text && state.files === files;

  /** What is wrong has gone with the text that it was wrong with. */
  function settle(): void {
    store.set({ problems: [], failure: undefined });
    const { run, why } = store.get();
    // Half a run compares with nothing.
    const askable = isShown(store.get()) && !isFixed && run?.summary?.status === "finished";
    if (why === undefined && askable) forget = wait(askWhy, REST);
  }

  async function run(): Promise<void> {
    const asked = { text: store.get().text, files: store.get().files };
    try {
      const { record, took } = await simulator.ask({ kind: "run", ...asked }, (busy) =>
        store.set({ busy }),
      );
      isFixed = false;
      show(record, took, asked.files);
      settle();
    } catch (error) {
      if (error instanceof Superseded) return;
      store.set({ busy: undefined, ...trouble(error) });
    }
  }

  function show(record: RunRecord, took: Seconds | undefined, its: State["files"]): void {
    files = its;
    const kept = whatFits(store.get(), record);
    store.set({ run: record, took, busy: undefined, cancelled: false, why: undefined, ...kept });
  }

  function cancel(): void {
    forget();
    simulator.cancel("run", PRESENT);
    const cancelled = !isShown(store.get());
    store.set({ busy: undefined, problems: [], failure: undefined, cancelled });
  }

  async function askWhy(): Promise<void> {
    const { text } = store.get();
    try {
      store.set(await simulator.ask({ kind: "why", text, files }));
    } catch (error) {
      if (!(error instanceof Superseded)) store.set(trouble(error));
    }
  }

  store.on(["text", "files"], changed);
  store.on(["run", "busy", "problems", "failure"], (state) => mark(document, state));
  return {
    show(record, its, fixed = false) {
      cancel();
      isFixed = fixed;
      simulator.cancel("why");
      show(record, undefined, its);
      settle();
    },
    cancel,
    resume: changed,
  };
}

/** For styles, scripts and tests: what is shown, and what goes on. */
function mark({ documentElement: { dataset } }: Document, state: State): void {
  dataset.shows = state.run === undefined ? "nothing" : "run";
  dataset.digest = state.run?.summary?.digest ?? "";
  dataset.state = stateOf(state);
}

function stateOf({ busy, problems, failure, run }: State): string {
  if (busy !== undefined) return "busy";
  if (failure !== undefined) return "failed";
  if (problems.length > 0) return "wrong";
  return run === undefined ? "empty" : "ready";
}

const trouble = (error: unknown): Pick<State, "problems" | "failure"> =>
  error instanceof NotRunnable
    ? { problems: error.problems, failure: undefined }
    : { problems: [], failure: error instanceof Error ? error.message : String(error) };

/** Of what the reader has chosen, what the new run has too. */
export function whatFits(state: Readonly<State>, run: RunRecord): Partial<State> {
  const end = endOf(run);
  const { window, head, engine, request, pinned } = state;
  return {
    window: window && fitted(window, end),
    head: Math.min(head, end),
    engine: engine !== undefined && engine < run.engines.length ? engine : undefined,
    request: request !== undefined && request < run.requests.count ? request : undefined,
    pinned: pinned !== undefined && pinned <= end ? pinned : undefined,
  };
}

function fitted(window: Window, end: Seconds): Window | undefined {
  const [from, to] = window;
  if (to <= end) return window;
  return from < end ? [from, end] : undefined;
}
