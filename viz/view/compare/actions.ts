/** What can be done with the runs that are compared: keep, swap, add, take a variant, leave. */
import { contestantsOf, letterOfKept, MOST } from "../../data/compare/contestants.ts";
import { exchange, forgotten, keptAsA, keptToo } from "../../kept-runs.ts";
import { variantsIn } from "../../panel/variants.ts";
import type { Page, State } from "../../state.ts";
import { make } from "../make.ts";

export function actionsView(page: Page): HTMLElement {
  const { document, store } = page;
  const host = make(document, "div", "actions");
  const button = (name: string, title: string, act: () => void): HTMLButtonElement => {
    const made = make(document, "button", "button", name);
    made.type = "button";
    made.title = title;
    made.addEventListener("click", act);
    return made;
  };
  const turn = (change: (state: Readonly<State>) => Partial<State>) => () =>
    store.set(change(store.get()));
  const keep = button("Keep this run as A", "The next run is held against it", turn(keptAsA));
  const swapped = button("Swap A and B", "Show A and turn it, and keep B", () => exchange(page, 0));
  const too = button(
    "Keep B beside",
    "B stays as a dashed line while the knobs go on",
    turn(keptToo),
  );
  const forget = button("Forget A", "Back to the run alone", turn(forgotten));
  const variants = make(document, "select", "button variants");
  variants.setAttribute("aria-label", "Compare with a variant of the scenario");
  const others = make(document, "span", "others");
  host.append(variants, keep, swapped, others, too, forget);

  /** Those of A, or of the scenario that is about to be A; one of them may name it. */
  const variantsOf = ({ kept, text }: Readonly<State>) => variantsIn(kept[0]?.text ?? text);

  variants.addEventListener("change", () => {
    const state = store.get();
    const chosen = variantsOf(state)[Number(variants.value)];
    if (chosen === undefined) return;
    if (state.kept.length === 0) store.set(keptAsA(state));
    const named = variantsOf(state).map(({ text, name }) => [text, name]);
    store.set({ text: chosen.text, names: { ...state.names, ...Object.fromEntries(named) } });
  });

  const show = (state: Readonly<State>): void => {
    if (state.room !== "compare") return;
    const { kept, run, text } = state;
    const isBoth = contestantsOf(state) !== undefined && kept[0]!.run !== run;
    keep.hidden = run === undefined || kept[0]?.run === run;
    swapped.hidden = too.hidden = !isBoth;
    too.disabled = kept.length + 1 >= MOST || kept.some((one) => one.run === run);
    forget.hidden = kept.length === 0;
    others.replaceChildren(
      ...kept.slice(1).map((_, at) => {
        const letter = letterOfKept(at + 1);
        const title = `${letter} is shown and turned, and B stays beside`;
        return button(`${letter} as B`, title, () => exchange(page, at + 1));
      }),
    );
    const all = variantsOf(state);
    variants.hidden = all.length === 0;
    const options = all.map(({ name, description }, at) => {
      const option = make(document, "option", "", name);
      option.value = String(at);
      option.title = description;
      return option;
    });
    const none = make(document, "option", "", "Take a variant as B…");
    none.value = "";
    variants.replaceChildren(none, ...options);
    variants.value = String(all.findIndex((variant) => variant.text === text)).replace("-1", "");
  };
  store.on(["room", "kept", "run", "text"], show);
  show(store.get());
  return host;
}
