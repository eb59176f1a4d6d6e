/** The store: who depends on what changed is told, once, with what it is now. */
import { expect, test } from "vitest";
import { createStore } from "../../viz/store.ts";

/** A store whose listeners are told when the test says so. */
function world() {
  const due: (() => void)[] = [];
  const store = createStore({ head: 0, window: "all" }, (run) => due.push(run));
  const frame = (): void => {
    for (const run of due.splice(0)) run();
  };
  return { store, frame };
}

test("many changes before a frame are told as one, and what was set is there at once", () => {
  const { store, frame } = world();
  const heads: number[] = [];
  store.on(["head"], ({ head }) => heads.push(head));
  store.set({ head: 1 });
  store.set({ head: 2 });
  expect(store.get().head).toBe(2);
  expect(heads).toEqual([]);
  frame();
  expect(heads).toEqual([2]);
});

test("who does not depend on a key is not told of it", () => {
  const { store, frame } = world();
  let told = 0;
  store.on(["window"], () => told++);
  store.set({ head: 1 });
  frame();
  expect(told).toBe(0);
});

test("nobody is told of a value that went and came back", () => {
  const { store, frame } = world();
  let told = 0;
  store.on(["head"], () => told++);
  store.set({ head: 1 });
  store.set({ head: 0 });
  frame();
  expect(told).toBe(0);
});

test("who changes something while being told is told of it in the next frame", () => {
  const { store, frame } = world();
  const heads: number[] = [];
  store.on(["head"], ({ head }) => {
    heads.push(head);
    if (head === 1) store.set({ head: 5 });
  });
  store.set({ head: 1 });
  frame();
  frame();
  expect(heads).toEqual([1, 5]);
});

test("who has left is not told", () => {
  const { store, frame } = world();
  let told = 0;
  const leave = store.on(["head"], () => told++);
  leave();
  store.set({ head: 1 });
  frame();
  expect(told).toBe(0);
});

test("where telling takes long the rest have their turn later, and hear what is so by then", () => {
  const due: (() => void)[] = [];
  const later: (() => void)[] = [];
  let clock = 0;
  const turns = { now: () => clock, next: (run: () => void) => later.push(run) };
  const store = createStore({ head: 0 }, (run) => due.push(run), turns);
  const told: string[] = [];
  for (const [name, takes] of [
    ["quick", 1],
    ["slow", 30],
    ["last", 1],
  ] as const)
    store.on(["head"], ({ head }) => {
      clock += takes;
      told.push(`${name} ${head}`);
    });
  store.set({ head: 1 });
  due.shift()!();
  expect(told).toEqual(["quick 1", "slow 1"]);
  store.set({ head: 2 });
  due.shift()!();
  for (const run of later.splice(0)) run();
  expect(told.slice(2).sort()).toEqual(["last 2", "quick 2", "slow 2"]);
});
