/**
 * Why this step: its operators under the roof of their GPU, where its time went, and what was in
 * its batch; beside them those of a pinned step.
 */
import "./step.css";
import type { ChartContext } from "../chart/context.ts";
import { morph } from "../chart/morph.ts";
import { roofline } from "../chart/roofline.ts";
import { oneEngineOf } from "../data/busiest.ts";
import { longestInWords, pointsOf } from "../data/operators.ts";
import { duration, inOne } from "../format.ts";
import { keys } from "../keyboard.ts";
import type { Page } from "../state.ts";
import type { StepAt } from "../worker/protocol.ts";
import { figure } from "./figure.ts";
import { followHead } from "./follow-head.ts";
import { make } from "./make.ts";
import { whenNear } from "./near.ts";
import { partsBody } from "./step/parts.ts";
import { operatorTable, partsTable } from "./step/tables.ts";
import { stepInWords, stepsInWords } from "./step/words.ts";
import { onWidth } from "./width.ts";

const REST = 120;
const TITLES = { one: "One step on the roofline", two: "Two steps on the roofline" };

export function step(host: HTMLElement, page: Page): void {
  const { document, store, simulator } = page;
  const roofs = figure(page, { id: "roofline", title: TITLES.one });
  const parts = figure(page, { id: "step-parts", title: "Where each step went" });
  const heading = roofs.element.querySelector(".title")!;
  const pin = make(document, "button", "button");
  const tools = make(document, "p", "tools");
  tools.append(pin, make(document, "span", "note", "or click a point, to compare it with others"));
  roofs.element.append(tools);
  host.replaceChildren(roofs.element, parts.element);
  let shown: { chosen: StepAt; pinned: StepAt | undefined } | undefined;

  const drawRoofs = onWidth(roofs.body, page, (context) => drawRoofline(context));
  const drawParts = onWidth(parts.body, page, (context) => {
    if (shown === undefined) return;
    const { chosen, pinned } = shown;
    const took = inOne(duration(chosen.end - chosen.begin));
    parts.show(partsBody(chosen, pinned, context), `It took ${took}.`);
  });

  function drawRoofline(context: ChartContext): void {
    const { run } = store.get();
    if (shown === undefined || run === undefined) return;
    const { chosen, pinned } = shown;
    const points = pointsOf(chosen.explained.operators);
    const open = pinned && pointsOf(pinned.explained.operators);
    const chart = roofline({ roof: chosen.roof, chosen: points, pinned: open }, context);
    const before = roofs.body.querySelector("svg");
    const which = stepInWords(chosen, run);
    roofs.show(chart, `Of ${which}, ${longestInWords(points, chosen.roof)}.`);
    if (before !== null) morph(before, chart);
  }

  function show(steps: readonly (StepAt | null)[]): void {
    const { run, playing } = store.get();
    const [chosen, pinned] = steps;
    if (run === undefined) return;
    if (chosen == null) throw new Error(NOTHING);
    shown = { chosen, pinned: pinned ?? undefined };
    heading.textContent = pinned == null ? TITLES.one : TITLES.two;
    roofs.note(stepsInWords(chosen, shown.pinned, run));
    const both = [chosen, ...(pinned == null ? [] : [pinned])];
    roofs.table(() => operatorTable(both));
    parts.table(() => partsTable(both));
    pin.textContent = pinned == null ? "Pin this step" : "Unpin";
    tools.hidden = playing;
    parts.element.hidden = false;
    drawRoofs.redraw();
    drawParts.redraw();
  }

  function fail(error: Error | undefined): void {
    shown = undefined;
    roofs.note("");
    tools.hidden = true;
    parts.element.hidden = true;
    parts.body.replaceChildren();
    if (error === undefined) roofs.body.replaceChildren();
    else roofs.empty(error.message);
  }

  function togglePin(): void {
    if (store.get().pinned !== undefined) store.set({ pinned: undefined });
    else if (shown !== undefined) store.set({ pinned: shown.chosen.begin });
  }
  pin.addEventListener("click", togglePin);
  roofs.body.addEventListener("click", ({ target }) => {
    if ((target as Element).closest(".operator") && shown !== undefined)
      store.set({ pinned: shown.chosen.begin });
  });
  keys.on("p", togglePin, "pin the step, to compare it with others");

  const looked = whenNear(host, () => look());
  const look = followHead(store, () => looked.near, {
    keys: ["run", "engine", "pinned"],
    rest: REST,
    ask(state) {
      const { run, head, pinned, files } = state;
      if (run === undefined) return undefined;
      if (run.text === null) return Promise.reject(new Error(WITHOUT_SCENARIO));
      const at = [head, ...(pinned === undefined ? [] : [pinned])];
      const engine = oneEngineOf(state);
      return simulator
        .ask({ kind: "explain", engine, at, text: run.text, files })
        .then(({ steps }) => steps);
    },
    show,
    fail,
    stale: (is) => host.toggleAttribute("data-stale", is),
  });
}

const NOTHING = "Nothing is computed near this instant. Move the play head to where something is.";
const WITHOUT_SCENARIO =
  "A table of requests does not tell of steps. Open the scenario that it came from to see them.";
