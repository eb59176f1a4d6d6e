/**
 * The panel of knobs: built from the scenario's schema, rebuilt only when other knobs are to be
 * there, else told their values in place, so that nothing moves under the pointer.
 */
import "./panel.css";
import type { Page } from "../state.ts";
import { make } from "../view/make.ts";
import type { Hello } from "../worker/protocol.ts";
import { type Group, groupsOf, knobsIn } from "./groups.ts";
import type { Knob } from "./knob.ts";
import { type KnobRow, knobRow, type Turn } from "./knob-row.ts";
import { knobsOf } from "./knobs.ts";
import { turned } from "./turn.ts";
import { same } from "./values.ts";
import { readYaml } from "./yaml-text.ts";

export function knobs(host: HTMLElement, page: Page): void {
  const { document, store } = page;
  const body = make(document, "div", "knobs");
  const note = make(document, "p", "broken", BROKEN);
  const help = make(document, "p", "help");
  help.setAttribute("aria-hidden", "true");
  note.hidden = true;
  host.append(note, body, help);
  showHelp(body, help);

  let hello: Hello | undefined;
  let rows = new Map<string, KnobRow>();
  let latest = new Map<string, Knob>();
  let shape = "";
  const openGroups = new Set<string>();

  /** Turns that have not reached the scenario: the last one of each knob in a frame. */
  const turns = new Map<string, { knob: Knob; value: unknown }>();
  const turn: Turn = (knob, value) => {
    if (turns.size === 0) document.defaultView!.requestAnimationFrame(applyTurns);
    turns.set(keyOf(knob), { knob, value });
  };

  function applyTurns(): void {
    const { text, opened } = store.get();
    const schema = hello!.schema;
    let edited = text;
    for (const { knob, value } of turns.values())
      edited = turned({ text: edited, opened, schema }, knob, value);
    turns.clear();
    if (edited !== text) store.set({ text: edited });
    // What was typed and comes to the same is shown as it stands.
    else for (const [key, row] of rows) row.show(latest.get(key)!);
  }

  function draw(): void {
    if (hello === undefined) return;
    const { text, opened } = store.get();
    const values = readYaml(text)?.values;
    body.inert = values === undefined;
    note.hidden = values !== undefined;
    if (values === undefined) return;
    const { schema, gpus, models } = hello;
    const all = knobsOf(schema, { values, opened: readYaml(opened)?.values, gpus, models });
    const groups = groupsOf(all, values);
    const before = latest;
    latest = new Map(knobsIn(groups).map((knob) => [keyOf(knob), knob]));
    const nextShape = JSON.stringify(groups.map(shapeOf));
    if (nextShape !== shape) build(groups);
    shape = nextShape;
    for (const [key, row] of rows)
      if (!same(before.get(key), latest.get(key))) row.show(latest.get(key)!);
  }

  function build(groups: readonly Group[]): void {
    const focused = focusIn(body);
    rows = new Map();
    const knobAt = (key: string): Knob => latest.get(key)!;
    const maker = { document, rows, turn, openGroups, knobAt };
    body.replaceChildren(...groups.map((group) => section(group, maker)));
    focused?.();
  }

  store.on(["text", "opened"], draw);
  page.simulator.hello.then((said) => {
    hello = said;
    draw();
  }, ignored);
}

const BROKEN = "The scenario is no YAML as it stands. Mend it below, and the knobs turn again.";

/** A simulator that does not start is told of elsewhere. */
const ignored = (): void => {};

const keyOf = (knob: Knob): string =>
  [knob.path.join("."), knob.kind, "choices" in knob ? knob.choices.length : ""].join(" ");

const shapeOf = ({ id, title, knobs, more, items }: Group): unknown[] => [
  id,
  title,
  knobs.map(keyOf),
  more.map(keyOf),
  items.map(shapeOf),
];

/** Remembers which control has the focus; gives it back to the one at the same path. */
function focusIn(body: HTMLElement): (() => void) | undefined {
  const active = body.ownerDocument.activeElement;
  const row = active?.closest<HTMLElement>("[data-path]");
  if (!row || !body.contains(row)) return undefined;
  const { path } = row.dataset;
  return () => {
    const same = [...body.querySelectorAll<HTMLElement>("[data-path]")];
    const place = same.find(({ dataset }) => dataset.path === path);
    place?.querySelector<HTMLElement>("input:checked, input, select")?.focus();
  };
}

interface Maker {
  document: Document;
  rows: Map<string, KnobRow>;
  turn: Turn;
  openGroups: Set<string>;
  /** The knob as it stands: what opens is built later than the groups. */
  knobAt(key: string): Knob;
}

function section(group: Group, maker: Maker): HTMLElement {
  const element = make(maker.document, "section", "group");
  element.append(make(maker.document, "h3", "", group.title), ...contents(group, maker));
  element.setAttribute("aria-label", group.title);
  return element;
}

/** More items of lists are put away together. */
const MOST_ITEMS = 2;

/** The knobs of a group, its lists, and the rest. */
function contents({ id, title, knobs, more, items }: Group, maker: Maker): HTMLElement[] {
  const listed = (): HTMLElement[] =>
    items.map((item) =>
      disclosure({ id: item.id, title: item.title, className: "item" }, maker, () =>
        contents(item, maker),
      ),
    );
  const lists =
    items.length > MOST_ITEMS
      ? [
          disclosure(
            { id: `${id} items`, title: `${items.length} ${items[0]!.item}s` },
            maker,
            listed,
          ),
        ]
      : listed();
  const rest = disclosure({ id: `${id} more`, title: `More of ${title}` }, maker, () =>
    more.map((knob) => made(knob, maker)),
  );
  rest.firstElementChild!.textContent = "More";
  rest.firstElementChild!.setAttribute("aria-label", `More of ${title}`);
  return [...knobs.map((knob) => made(knob, maker)), ...lists, ...(more.length > 0 ? [rest] : [])];
}

function made(knob: Knob, { document, rows, turn, knobAt }: Maker): HTMLElement {
  const key = keyOf(knob);
  const row = knobRow(document, knobAt(key), turn);
  rows.set(key, row);
  return row.element;
}

/** What opens; built once it is. */
function disclosure(
  { id, title, className = "more" }: { id: string; title: string; className?: string },
  { document, openGroups }: Maker,
  inside: () => HTMLElement[],
): HTMLElement {
  const element = make(document, "details", className);
  element.append(make(document, "summary", "", title));
  let isBuilt = false;
  const open = (): void => {
    if (!isBuilt) element.append(...inside());
    isBuilt = true;
  };
  element.open = openGroups.has(id);
  if (element.open) open();
  element.addEventListener("toggle", () => {
    if (element.open) openGroups.add(id);
    else openGroups.delete(id);
    if (element.open) open();
  });
  return element;
}

/** Tells at the foot of the panel what the knob under the pointer or with the focus is for. */
function showHelp(body: HTMLElement, help: HTMLElement): void {
  const tell = ({ target }: Event): void => {
    const about = (target as Element).closest<HTMLElement>("[data-help]");
    help.textContent = about?.dataset.help ?? "";
    // Not over what it is about, which is to be pressed.
    const covers = about && help.getBoundingClientRect().top < about.getBoundingClientRect().bottom;
    if (covers) help.textContent = "";
  };
  body.addEventListener("pointerover", tell);
  body.addEventListener("focusin", tell);
  body.addEventListener("pointerleave", () => {
    help.textContent = "";
  });
}
