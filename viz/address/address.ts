/**
 * The address of what is seen: scenario, seed and view, behind the `#` of the page.
 *
 *     #scenario=chat&seed=7&window=12.5-40&head=20&engine=3&request=276
 *     #scenario=chat&room=compare&kept=120.123.<deflated>
 *
 * A scenario that comes with the page stands there by its key; one that does not, or was changed,
 * as deflated text. An address that is damaged gives what can be read of it, and says what cannot.
 */
import type { Preset } from "../presets.ts";
import type { Room, State } from "../state.ts";
import { deflated, inflated } from "./deflated.ts";
import { changesTo, textsIn, textsOf } from "./kept.ts";
import { seedOf, withSeed } from "./seed.ts";

/** What an address holds of the state. */
export const addressed = [
  "text",
  "opened",
  "window",
  "head",
  "engine",
  "request",
  "pinned",
  "room",
  "kept",
] as const satisfies readonly (keyof State)[];

export type Addressed = Pick<State, (typeof addressed)[number]>;

/** Where a page starts without an address: its own scenario, and those it knows by a key. */
export interface Start {
  text: string;
  presets: readonly Pick<Preset, "key" | "text">[];
  /** Which room is open at first, and what is compared there. */
  room?: Room;
  kept?: readonly string[];
}

const rooms: readonly Room[] = ["run", "compare", "study"];

/** What follows the `#`; empty where the page shows it without being told. */
export async function addressOf(state: Addressed, start: Start): Promise<string> {
  const { window, head, engine, request, pinned } = state;
  const written = await scenarioOf(state, start);
  if (window !== undefined) written.push(["window", window.map(short).join("-")]);
  if (head > 0) written.push(["head", short(head)]);
  if (engine !== undefined) written.push(["engine", String(engine)]);
  if (request !== undefined) written.push(["request", String(request)]);
  if (pinned !== undefined) written.push(["pinned", short(pinned)]);
  if (state.room !== (start.room ?? "run")) written.push(["room", state.room]);
  const kept = textsOf(state.kept);
  if (kept.join("\0") !== (start.kept ?? []).join("\0"))
    written.push(["kept", await changesTo(kept, state.text)]);
  return written.map((pair) => pair.join("=")).join("&");
}

type Pairs = [key: string, value: string][];

async function scenarioOf({ text, opened }: Addressed, start: Start): Promise<Pairs> {
  const from = start.presets.find((preset) => preset.text === opened);
  const before = from?.text ?? start.text;
  const written: Pairs = from === undefined ? [] : [["scenario", from.key]];
  if (text === before) return before === start.text && from === undefined ? [] : written;
  const seed = seedOf(text);
  if (seed !== undefined) written.push(["seed", String(seed)]);
  if (seed !== undefined && withSeed(before, seed) === text) return written;
  return [...written, ["text", await deflated(text)]];
}

/** To the microsecond. */
const short = (seconds: number): string => String(Number(seconds.toFixed(6)));

export interface Read {
  state: Partial<Addressed>;
  /** What could not be read, in sentences. */
  troubles: string[];
}

/** @param address with or without its `#` */
export async function readAddress(address: string, start: Start): Promise<Read> {
  const given = new Map(
    address
      .replace(/^#/, "")
      .split("&")
      .map((pair) => [pair.replace(/=.*/s, ""), pair.replace(/^[^=]*=?/, "")]),
  );
  const troubles: string[] = [];
  const read = <T>(key: string, of: (value: string) => T | undefined): T | undefined => {
    const value = given.get(key);
    if (value === undefined) return undefined;
    const found = of(value);
    if (found === undefined) troubles.push(`The address has a ${key} that cannot be read.`);
    return found;
  };
  const preset = read("scenario", (key) => start.presets.find((one) => one.key === key));
  const opened = preset?.text ?? start.text;
  const seed = read("seed", wholeIn);
  const changed = await inflatedIn(given.get("text"), troubles);
  const seeded = seed === undefined || seed === seedOf(opened) ? opened : withSeed(opened, seed);
  // An empty text is no scenario.
  const text = changed?.trim() ? changed : seeded;
  const state = {
    text,
    opened: preset === undefined && changed !== undefined ? text : opened,
    window: read("window", windowIn),
    head: read("head", secondsIn),
    engine: read("engine", wholeIn),
    request: read("request", wholeIn),
    pinned: read("pinned", secondsIn),
    room: read("room", (room) => rooms.find((known) => known === room)),
    kept: await keptIn(given.get("kept"), text, troubles),
  };
  return { state: present(state), troubles };
}

async function inflatedIn(value: string | undefined, troubles: string[]) {
  if (value === undefined) return undefined;
  try {
    return await inflated(value);
  } catch {
    troubles.push("The scenario in the address is damaged: part of the link may be missing.");
    return undefined;
  }
}

async function keptIn(value: string | undefined, text: string, troubles: string[]) {
  if (value === undefined) return undefined;
  const texts = await textsIn(value, text);
  if (texts !== undefined) return texts.map((text) => ({ text, run: undefined }));
  troubles.push("The run to compare with cannot be read: part of the link may be missing.");
  return undefined;
}

const wholeIn = (value: string): number | undefined =>
  /^\d{1,15}$/.test(value) ? Number(value) : undefined;

const secondsIn = (value: string): number | undefined =>
  /^\d{1,12}(\.\d{1,12})?$/.test(value) ? Number(value) : undefined;

function windowIn(value: string): [number, number] | undefined {
  const [from, to, ...more] = value.split("-").map(secondsIn);
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  return from < to ? [from, to] : undefined;
}

const present = (state: { [K in keyof Addressed]: Addressed[K] | undefined }) =>
  Object.fromEntries(
    Object.entries(state).filter(([, value]) => value !== undefined),
  ) as Partial<Addressed>;
