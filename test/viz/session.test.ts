import { expect, test } from "vitest";
import { startSession } from "../../viz/session.ts";
import { initial, type State } from "../../viz/state.ts";
import { createStore } from "../../viz/store.ts";
import type { Answers, Kind, Question } from "../../viz/worker/protocol.ts";
import { NotRunnable, type Simulator, Superseded } from "../../viz/worker/simulator.ts";

interface Asked {
  question: Question;
  progress: ((share: number) => void) | undefined;
  answer(answer: unknown): Promise<void>;
  refuse(error: Error): Promise<void>;
}

/** A session whose simulator answers when a test says so, and whose clock a test moves. */
function world(state: Partial<State> = {}) {
  const store = createStore<State>({ ...initial, ...state }, (tell) => tell());
  const asked: Asked[] = [];
  const cancelled: Kind[] = [];
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  const simulator = {
    hello: new Promise(() => {}),
    ask: (question: Question, progress?: (share: number) => void) =>
      new Promise<Answers[Kind]>((resolve, reject) => {
        const answer = (given: unknown) => {
          resolve(given as Answers[Kind]);
          return settled();
        };
        const refuse = (error: Error) => {
          reject(error);
          return settled();
        };
        asked.push({ question, progress, answer, refuse });
      }),
    cancel: (kind: Kind) => cancelled.push(kind),
  } as unknown as Simulator;
  let due: { run(): void; milliseconds: number } | undefined;
  const document = { documentElement: { dataset: {} } } as unknown as Document;
  const session = startSession({ document, store, simulator }, (run, milliseconds) => {
    const mine = { run, milliseconds };
    due = mine;
    return () => {
      if (due === mine) due = undefined;
    };
  });
  return {
    store,
    asked,
    cancelled,
    session,
    /** Lets the time pass until what is due; returns how long that was. */
    pass(): number | undefined {
      const now = due;
      due = undefined;
      now?.run();
      return now?.milliseconds;
    },
  };
}

const aRun = (text: string, end = 100, more: object = {}) =>
  ({
    text,
    summary: { status: "finished" },
    engines: [{}, {}],
    requests: { count: 10 },
    timeline: { edges: [0, end], intervals: 1 },
    ...more,
  }) as never;

test("a changed text is run after a moment, and shown with how long it took", async () => {
  const { store, asked, pass } = world();
  store.set({ text: "a" });
  expect(pass()).toBe(80);
  expect(asked[0]!.question).toEqual({ kind: "run", text: "a", files: {} });
  expect(store.get().busy).toBe(0);
  asked[0]!.progress!(0.4);
  expect(store.get().busy).toBe(0.4);
  const record = aRun("a");
  await asked[0]!.answer({ record, took: 0.3 });
  expect(store.get()).toMatchObject({ run: record, took: 0.3, problems: [] });
  expect(store.get().busy).toBeUndefined();
});

test("once the reader has rested, the limit that binds is proved", async () => {
  const { store, asked, pass } = world();
  store.set({ text: "a" });
  pass();
  await asked[0]!.answer({ record: aRun("a"), took: 0.3 });
  expect(pass()).toBe(400);
  expect(asked[1]!.question).toEqual({ kind: "why", text: "a", files: {} });
  await asked[1]!.answer({ why: { sentence: "KV" } });
  expect(store.get().why).toEqual({ sentence: "KV" });
});

test("the next change takes back what was asked about the text before", async () => {
  const { store, asked, cancelled, pass } = world();
  store.set({ text: "a" });
  pass();
  store.set({ text: "b" });
  expect(cancelled.slice(-2)).toEqual(["run", "why"]);
  await asked[0]!.refuse(new Superseded("b"));
  expect(store.get()).toMatchObject({ run: undefined, busy: 0, failure: undefined });
  expect(pass()).toBe(80);
  expect(asked[1]!.question).toMatchObject({ text: "b" });
});

test("a text that cannot run keeps the last run, and says where it is wrong", async () => {
  const run = aRun("a");
  const { store, asked, pass } = world({ run, text: "a" });
  store.set({ text: "b" });
  pass();
  const problem = { path: [], message: "no", place: { label: "", line: 1, column: 1 } };
  await asked[0]!.refuse(new NotRunnable([problem]));
  expect(store.get()).toMatchObject({ run, problems: [problem], busy: undefined });
});

test("back at the text of the run that is shown, nothing is run and nothing is wrong", () => {
  const problem = { path: [], message: "no", place: { label: "", line: 1, column: 1 } };
  const { store, asked, pass } = world({ run: aRun("a"), text: "b", problems: [problem] });
  store.set({ text: "a" });
  expect(store.get().problems).toEqual([]);
  expect(pass()).toBe(400);
  expect(asked.map(({ question }) => question.kind)).toEqual(["why"]);
});

test("what went wrong otherwise is said in words", async () => {
  const { store, asked, pass } = world();
  store.set({ text: "a" });
  pass();
  await asked[0]!.refuse(new Error("The simulator stopped: out of memory"));
  expect(store.get().failure).toBe("The simulator stopped: out of memory");
  expect(store.get().busy).toBeUndefined();
});

test("a run can be cancelled, before it has begun and while it goes on", async () => {
  const { store, asked, session, cancelled, pass } = world();
  store.set({ text: "a" });
  session.cancel();
  expect(pass()).toBeUndefined();
  store.set({ text: "b" });
  pass();
  expect(store.get().busy).toBe(0);
  session.cancel();
  expect(cancelled.at(-1)).toBe("run");
  expect(store.get().busy).toBeUndefined();
  expect(asked.length).toBe(1);
});

test("a run that was cancelled is told of, until it is run after all or the text is back", () => {
  const { store, asked, session, pass } = world({ run: aRun("a"), text: "a" });
  store.set({ text: "b" });
  session.cancel();
  expect(store.get().cancelled).toBe(true);
  session.resume();
  expect(store.get()).toMatchObject({ cancelled: false, busy: 0 });
  pass();
  expect(asked.at(-1)!.question).toMatchObject({ kind: "run", text: "b" });
  session.cancel();
  expect(store.get().cancelled).toBe(true);
  store.set({ text: "a" });
  expect(store.get().cancelled).toBe(false);
});

test("what the reader chose stays or goes, as the new run has it or not", async () => {
  const chosen = { window: [20, 60], head: 30, engine: 1, request: 9, pinned: 40 } as const;
  const { store, asked, pass } = world(chosen);
  store.set({ text: "a" });
  pass();
  await asked[0]!.answer({ record: aRun("a", 100), took: 0 });
  expect(store.get()).toMatchObject(chosen);
  store.set({ text: "b" });
  pass();
  const smaller = aRun("b", 50, { engines: [{}], requests: { count: 9 } });
  await asked.at(-1)!.answer({ record: smaller, took: 0 });
  expect(store.get()).toMatchObject({ window: [20, 50], head: 30, pinned: 40 });
  expect(store.get().engine).toBeUndefined();
  expect(store.get().request).toBeUndefined();
  store.set({ text: "c" });
  pass();
  await asked.at(-1)!.answer({ record: aRun("c", 10), took: 0 });
  expect(store.get()).toMatchObject({ window: undefined, head: 10, pinned: undefined });
});

test("an unfinished run is not asked why", async () => {
  const { store, asked, pass } = world();
  store.set({ text: "a" });
  pass();
  await asked[0]!.answer({ record: aRun("a", 9, { summary: { status: "livelock" } }), took: 0 });
  expect(pass()).toBeUndefined();
});
