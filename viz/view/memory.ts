/**
 * Where the memory is: the KV blocks of one engine at the play head, in pages and, with the same
 * requests and the same random numbers, reserved whole.
 */
import "./memory.css";
import { oneEngineOf } from "../data/busiest.ts";
import { clock } from "../format.ts";
import type { Page, State } from "../state.ts";
import { Superseded } from "../worker/simulator.ts";
import { figure } from "./figure.ts";
import { followHead } from "./follow-head.ts";
import { make } from "./make.ts";
import { bothLayouts, type Layout, type Layouts, mapsOf } from "./memory/layouts.ts";
import type { MapView } from "./memory/map.ts";
import { blocksTable } from "./memory/table.ts";
import { findingOf, noteOf } from "./memory/words.ts";
import { whenNear } from "./near.ts";
import { onColours } from "./repaint.ts";
import { onWidth } from "./width.ts";

const REST = 250;
const TITLE = "KV memory";
const HINT = "Point at a square, or go there with the arrow keys: whose block it is stands here.";
const WITHOUT_SCENARIO =
  "A table of requests does not tell of blocks. Open the scenario that it came from to see them.";

export function memory(host: HTMLElement, page: Page): void {
  const { document, store, simulator } = page;
  const view = figure(page, { id: "kv", title: TITLE });
  const heading = view.element.querySelector(".title")!;
  const told = make(document, "p", "told");
  told.setAttribute("aria-live", "polite");
  view.element.append(told);
  host.replaceChildren(view.element);
  let shown: Layouts | undefined;
  let maps: MapView | undefined;

  const drawing = onWidth(view.body, page, (context) => {
    if (shown === undefined) return;
    const choices = {
      selected: store.get().request,
      tell: (sentence: string) => {
        told.textContent = sentence;
      },
      choose: (request: number) => store.set({ request }),
    };
    maps = bothLayouts(shown, choices, context);
    view.show(maps.element, findingOf(mapsOf(shown)));
  });

  function show(layouts: Layouts): void {
    const { run, head } = store.get();
    const known = mapsOf(layouts);
    const [first] = known;
    if (run === undefined) return;
    if (first === undefined) throw layouts.paged;
    shown = layouts;
    heading.textContent = `${TITLE} at ${clock(head)}`;
    view.note(noteOf(first, run.engines[first.engine]?.name));
    view.table(() => blocksTable(known));
    told.textContent = HINT;
    drawing.redraw();
  }

  function fail(error: Error | undefined): void {
    shown = maps = undefined;
    heading.textContent = TITLE;
    view.note("");
    told.textContent = "";
    if (error === undefined) view.body.replaceChildren();
    else view.empty(error.message);
  }

  /** What keeps an engine from one layout is shown in its place. */
  async function mapOf(layout: Layout, state: Readonly<State>, text: string) {
    const { head: at, files } = state;
    const engine = oneEngineOf(state);
    const question = { kind: "blocks", slot: layout, engine, at, layout, text, files } as const;
    try {
      return (await simulator.ask(question)).blocks;
    } catch (error) {
      if (error instanceof Superseded || !(error instanceof Error)) throw error;
      return error;
    }
  }

  async function both(state: Readonly<State>, text: string): Promise<Layouts> {
    const [paged, contiguous] = await Promise.all([
      mapOf("paged", state, text),
      mapOf("contiguous", state, text),
    ]);
    return { paged, contiguous };
  }

  const looked = whenNear(host, () => look());
  const look = followHead(store, () => looked.near, {
    keys: ["run", "engine"],
    rest: REST,
    ask(state) {
      const { run } = state;
      if (run === undefined) return undefined;
      return run.text === null
        ? Promise.reject(new Error(WITHOUT_SCENARIO))
        : both(state, run.text);
    },
    show,
    fail,
    stale: (is) => host.toggleAttribute("data-stale", is),
  });
  store.on(["request"], ({ request }) => maps?.select(request));
  onColours(page, () => maps?.select(store.get().request));
}
