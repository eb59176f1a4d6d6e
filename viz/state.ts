/** The state of the page: what is shown, of which run, and what the reader has chosen in it. */
import type { Cause, Located, RunRecord, SavedStudy, Seconds, Why } from "../sim/index.ts";
import type { Hue } from "./hues.ts";
import type { Session } from "./session.ts";
import type { Store } from "./store.ts";
import type { Simulator } from "./worker/simulator.ts";

export interface State {
  /** The scenario in the editor, in YAML. The charts show the last valid run. */
  text: string;
  /** The scenario as it was opened: changes are counted from it, and a reset goes back to it. */
  opened: string;
  /** Texts of the files that it names, by name. */
  files: Readonly<Record<string, string>>;
  /** What is wrong with it, each with line and column. */
  problems: readonly Located[];
  /** The run that is shown. */
  run: RunRecord | undefined;
  /** How long it took to simulate, in seconds; undefined for a run that came with the page. */
  took: Seconds | undefined;
  /** A run is under way: the share of it that is done. */
  busy: number | undefined;
  /** The run of the scenario was cancelled: the one that is shown is of another. */
  cancelled: boolean;
  /** What came in the way of a run, other than its scenario: a worker that died, say. */
  failure: string | undefined;
  /** What the page says about something that it was given: a file, an address. */
  notice: Notice | undefined;
  /** Which limit binds, proved by further runs; undefined while it is not known. */
  why: Why | undefined;

  /** The part of the run that every view is about; undefined is all of it. */
  window: readonly [from: Seconds, to: Seconds] | undefined;
  /** The play head, and whether it moves. */
  head: Seconds;
  playing: boolean;
  /** The engine that views are about, by index; undefined is all engines together. */
  engine: number | undefined;
  /** The chosen request, by index. */
  request: number | undefined;
  /** Instant of the step that the one at the play head is compared with. */
  pinned: Seconds | undefined;
  /** The hue under the pointer: the others are dimmed in all views. */
  hovered: Hue["key"] | undefined;
  theme: "light" | "dark" | undefined;

  /** Which room of the page is open. */
  room: Room;
  /** Runs that the present one, which is B, is held against: A, and further ones. */
  kept: readonly Kept[];
  /** What scenarios are called beside their own name, by their text: variants are. */
  names: Readonly<Record<string, string>>;
  /** The study that came with the page. */
  study: SavedStudy | undefined;
}

export type Room = "run" | "compare" | "study";

/** A run that stays while the present one changes. */
export interface Kept {
  /** Its scenario; null for tables read back. */
  text: string | null;
  /** Undefined until it has been run here. */
  run: RunRecord | undefined;
  /** Texts of the files that it names; undefined where they are those of the page. */
  files?: State["files"];
}

export interface Notice {
  words: string;
  /** What can be done about it, as a button says it. */
  action?: { name: string; act(): void };
}

export const initial: State = {
  text: "",
  opened: "",
  files: {},
  problems: [],
  run: undefined,
  took: undefined,
  busy: undefined,
  cancelled: false,
  failure: undefined,
  notice: undefined,
  why: undefined,
  window: undefined,
  head: 0,
  playing: false,
  engine: undefined,
  request: undefined,
  pinned: undefined,
  hovered: undefined,
  theme: undefined,
  room: "run",
  kept: [],
  names: {},
  study: undefined,
};

/** What every view and panel is given. */
export interface Page {
  document: Document;
  store: Store<State>;
  simulator: Simulator;
  session: Session;
}

/** A part of the page: builds itself into `host`, and from then on listens to the store. */
export type Part = (host: HTMLElement, page: Page) => void;

export type { Cause };
