/** Runs that are kept: by hand, out of an address, and by a variant of the scenario. */
import { expect, test } from "vitest";
import { changesTo, textsIn } from "../../viz/address/kept.ts";
import { contestantsOf, MOST } from "../../viz/data/compare/contestants.ts";
import { compared, exchange, forgotten, keptAsA, keptToo, runKept } from "../../viz/kept-runs.ts";
import { variantsIn } from "../../viz/panel/variants.ts";
import { initial, type Page, type State } from "../../viz/state.ts";
import { createStore } from "../../viz/store.ts";
import { NotRunnable } from "../../viz/worker/simulator.ts";

const aRun = (text: string) => ({ text, name: text, engines: [] }) as never;
const shown = (text: string, more: Partial<State> = {}): State => ({
  ...initial,
  text,
  run: aRun(text),
  ...more,
});

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function world(state: State) {
  const store = createStore<State>(state, (tell) => tell());
  const asked: { text: string; slot: string; answer(of: unknown): void; refuse(e: Error): void }[] =
    [];
  const shownBySession: unknown[] = [];
  const document = { documentElement: { dataset: {} as Record<string, string> } };
  const page = {
    document,
    store,
    simulator: {
      ask: ({ text, slot }: { text: string; slot: string }) =>
        new Promise((answer, refuse) => asked.push({ text, slot, answer, refuse })),
    },
    session: { show: (...given: unknown[]) => shownBySession.push(given) },
  } as unknown as Page;
  return { store, page, asked, shownBySession, dataset: document.documentElement.dataset };
}

test("the run that is shown is kept as A, and the next one is B", () => {
  const first = shown("one");
  const kept = { ...first, ...compared(first) };
  expect(kept.room).toBe("compare");
  expect(contestantsOf(kept)!.map(({ letter, run }) => `${letter} ${run.text}`)).toEqual([
    "A one",
    "B one",
  ]);
  const turned = { ...kept, run: aRun("two"), names: { two: "doubled" } };
  expect(contestantsOf(turned)!.map(({ name }) => name)).toEqual([undefined, "doubled"]);
  expect({ ...turned, ...compared(turned) }.kept).toBe(turned.kept);
  expect({ ...turned, ...keptAsA(turned) }.kept.map(({ text }) => text)).toEqual(["two"]);
  expect({ ...turned, ...forgotten() }).toMatchObject({ room: "run", kept: [] });
});

test("further runs stay beside, up to five in all", () => {
  let state = shown("one");
  state = { ...state, ...keptAsA(state) };
  for (let at = 0; at < 9; at++) state = { ...state, ...keptToo({ ...state, run: aRun(`${at}`) }) };
  expect(
    contestantsOf(state)!
      .map(({ letter }) => letter)
      .join(""),
  ).toBe("ABCDE");
  expect(state.kept).toHaveLength(MOST - 1);
});

test("A is shown, and what was shown is kept, when they are swapped", () => {
  const { page, store, shownBySession } = world(
    shown("two", { kept: [{ text: "one", run: aRun("one"), files: {} }] }),
  );
  exchange(page, 0);
  expect(store.get().kept.map(({ text }) => text)).toEqual(["two"]);
  expect(store.get().text).toBe("one");
  expect(shownBySession).toEqual([[aRun("one"), {}, false]]);
});

test("what is known by its text alone is run, once the present run is there", async () => {
  const { page, store, asked, dataset } = world({
    ...initial,
    text: "two",
    kept: [
      { text: "one", run: undefined },
      { text: "three", run: undefined },
    ],
  });
  runKept(page);
  store.set({ busy: 0 });
  expect(asked).toEqual([]);
  store.set({ busy: undefined, run: aRun("two") });
  expect(asked.map(({ text }) => text)).toEqual(["one", "three"]);
  expect(asked[0]!.slot).not.toBe(asked[1]!.slot);
  asked[0]!.answer({ record: aRun("one") });
  await settled();
  expect(dataset.compares).toBe("0");
  asked[1]!.refuse(new NotRunnable([{ message: "is wrong", path: [] } as never]));
  await settled();
  expect(store.get().kept.map(({ text }) => text)).toEqual(["one"]);
  expect(store.get().notice!.words).toBe("C does not run: is wrong.");
  expect(dataset.compares).toBe("2");
});

test("an address holds each kept scenario as a change to the present one", async () => {
  const text = "seed: 1\nname: two\n";
  const texts = ["seed: 1\nname: one\n", text, "else, ünd ~ more\n", "seed: 1\n"];
  const written = await changesTo(texts, text);
  expect(written).not.toMatch(/[^\w.~-]/);
  expect(await textsIn(written, text)).toEqual(texts);
  expect(await textsIn("", text)).toEqual([]);
  for (const broken of ["1.2", "5.2.", "0.99.", "0.1.AAAA", "x"])
    expect(await textsIn(broken, text), broken).toBeUndefined();
});

test("a variant is the scenario with its values", () => {
  const text = `name: two
cluster: { pools: [{ engines: 1 }] }
variants:
  - { name: twice, description: More of them, set: { cluster.pools.0.engines: 2 } }
  - { name: other, set: { seed: 5 } }
`;
  const [twice, other, ...more] = variantsIn(text);
  expect(twice).toMatchObject({ name: "twice", description: "More of them" });
  expect(twice!.text).toContain("pools: [{ engines: 2 }]");
  expect(other!.text).toContain("seed: 5");
  expect(more).toEqual([]);
  expect(variantsIn("name: none\n")).toEqual([]);
  expect(variantsIn("a: [")).toEqual([]);
});
