import { expect, test } from "vitest";
import { type Addressed, addressOf, readAddress } from "../../viz/address/address.ts";

const chat = "name: chat\nseed: 1\nworkload: {}\n";
const burst = "name: burst\nworkload: {}\n";
const start = {
  text: chat,
  presets: [
    { key: "chat", text: chat },
    { key: "burst", text: burst },
  ],
};
const plain: Addressed = {
  text: chat,
  opened: chat,
  window: undefined,
  head: 0,
  engine: undefined,
  request: undefined,
  pinned: undefined,
  room: "run",
  kept: [],
};

/** Writes an address, reads it, and fills in what it leaves out. */
const thereAndBack = async (state: Addressed, from = start) => {
  const { state: read, troubles } = await readAddress(await addressOf(state, from), from);
  expect(troubles).toEqual([]);
  return { ...plain, ...read };
};

test("the address names scenario and view", async () => {
  const seen = { ...plain, window: [12.5, 40] as const, head: 20, engine: 3, request: 276 };
  expect(await addressOf(seen, start)).toBe(
    "scenario=chat&window=12.5-40&head=20&engine=3&request=276",
  );
});

test("an address restores what was seen", async () => {
  const view = { window: [0.000001, 40.25] as const, head: 20.125, engine: 0, request: 0 };
  const states: Addressed[] = [
    plain,
    { ...plain, ...view, pinned: 3 },
    { ...plain, text: burst, opened: burst },
    { ...plain, text: `${chat}# ünïcode, & = # and %\n` },
    { ...plain, text: chat.replace("1", "7") },
    { ...plain, text: `${burst}seed: 5\n`, opened: burst },
    { ...plain, text: "name: own\n", opened: "name: own\n" },
    { ...plain, room: "compare", kept: [{ text: `${chat}# as it was\n`, run: undefined }] },
  ];
  for (const state of states) expect(await thereAndBack(state)).toEqual(state);
});

test("of a scenario whose seed alone was changed, the address has the seed alone", async () => {
  const text = chat.replace("seed: 1", "seed: 7");
  expect(await addressOf({ ...plain, text }, start)).toBe("scenario=chat&seed=7");
  const read = await readAddress("#scenario=burst&seed=7", start);
  expect(read.state.text).toBe("name: burst\nworkload: {}\nseed: 7\n");
});

test("an empty scenario is none to come back to", async () => {
  const address = await addressOf({ ...plain, text: "" }, start);
  expect((await readAddress(address, start)).state.text).toBe(chat);
});

test("a page with a run in it leaves out the scenario that it came with", async () => {
  const report = { ...start, text: "name: mine\n" };
  const state = { ...plain, text: report.text, opened: report.text, head: 2 };
  expect(await addressOf(state, report)).toBe("head=2");
  expect(await thereAndBack(state, report)).toEqual(state);
});

test.each([
  ["scenario=chta", ["The address has a scenario that cannot be read."]],
  ["window=5-2", ["The address has a window that cannot be read."]],
  ["window=1-2-3&head=-1&request=1e5", 3],
  ["head=NaN&engine=&pinned=Infinity", 3],
  ["text=AAAA", ["The scenario in the address is damaged: part of the link may be missing."]],
  ["text=%%%", 1],
  ["seed=9999999999999999999", 1],
  ["=&&=&nothing=here", 0],
  ["__proto__=1&constructor=2", 0],
])("an address that is broken (%s) says so, and the page starts as always", async (hash, told) => {
  const { state, troubles } = await readAddress(`#${hash}`, start);
  expect(typeof told === "number" ? troubles.length : troubles).toEqual(told);
  expect(state).toEqual({ text: chat, opened: chat });
});
