/** Steps that are known one by one: of the shown engine, or of ranks that are shown together. */
import { bisectRight } from "d3";
import type { Seconds, StepColumns, TileColumns } from "../sim/index.ts";
import { ranksBeside } from "./data/ranks.ts";
import { engineOf } from "./engine.ts";
import { KnownWindow } from "./known-window.ts";
import type { Page } from "./state.ts";

/** More than a screen can show one by one, of one engine and of many. */
const MOST = 4000;
const MOST_OF_RANKS = 16_000;

export class KnownSteps extends KnownWindow<StepColumns> {
  constructor(page: Page) {
    super(page, {
      enginesOf(state) {
        const engine = engineOf(state);
        return engine === undefined ? [] : [engine];
      },
      async ask({ simulator, store }, { run, engines: [engine], window: [from, to] }) {
        const asked = { slot: "time", from, to, text: run.text!, files: store.get().files };
        const question = { kind: "steps", engine: engine!, most: MOST, ...asked } as const;
        return (await simulator.ask<"steps">(question)).steps;
      },
    });
  }

  /** The step at an instant, as an index into columns. */
  at(instant: Seconds): { steps: StepColumns; row: number } | undefined {
    const steps = this.within([instant, instant]);
    const row = steps === undefined ? -1 : stepAt(steps, instant);
    return row < 0 ? undefined : { steps: steps!, row };
  }
}

/** The steps of ranks, while all engines are looked at together. */
const knownTiles = (page: Page): KnownWindow<TileColumns> =>
  new KnownWindow(page, {
    enginesOf: ({ run, engine }) =>
      run === undefined || engineOf({ run, engine }) !== undefined
        ? []
        : ranksBeside(run, undefined),
    async ask({ simulator, store }, { run, engines, window: [from, to] }) {
      const asked = { slot: "time", from, to, text: run.text!, files: store.get().files };
      const question = { kind: "tiles", engines, most: MOST_OF_RANKS, ...asked } as const;
      return (await simulator.ask<"tiles">(question)).tiles;
    },
  });

/** The last step that has begun, unless it is over and the engine idles. */
export function stepAt({ count, begin, end }: StepColumns, instant: Seconds): number {
  const row = bisectRight(begin, instant, 0, count) - 1;
  return row >= 0 && instant < end[row]! ? row : -1;
}

/** The one of a page. */
const ofPage = <K>(make: (page: Page) => K): ((page: Page) => K) => {
  const all = new WeakMap<Page, K>();
  return (page) => {
    const known = all.get(page) ?? make(page);
    all.set(page, known);
    return known;
  };
};

export const knownSteps = ofPage((page) => new KnownSteps(page));
export const knownRankSteps = ofPage(knownTiles);
