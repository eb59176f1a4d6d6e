/**
 * The Gantt of requests, on the time axis of the rows above it.
 *
 * A click or a key selects a request, and its ledger is told below; a request that was selected
 * elsewhere comes into sight here.
 */
import "./gantt.css";
import { GOOD, type RunRecord } from "../../sim/index.ts";
import type { ChartContext } from "../chart/context.ts";
import { ROW } from "../chart/gantt-marks.ts";
import { ticksThatFit, timeScale, timeTicks } from "../chart/time/axis.ts";
import { type Choice, type GanttRows as Chosen, ganttRows, slowestIn } from "../data/gantt.ts";
import { requestTable } from "../data/request-table.ts";
import { windowOf } from "../data/window.ts";
import { count } from "../format.ts";
import { keys } from "../keyboard.ts";
import type { Page } from "../state.ts";
import { figure } from "./figure.ts";
import { choiceOf } from "./gantt/choice.ts";
import { ganttKey } from "./gantt/key.ts";
import { GanttRows, IN_SIGHT } from "./gantt/rows.ts";
import { onColours } from "./repaint.ts";
import { onWidth } from "./width.ts";

export function gantt(host: HTMLElement, page: Page): void {
  const { document, store } = page;
  const shown = figure(page, { id: "requests", title: "Requests, one line each", level: 3 });
  const rows = new GanttRows(page);
  const key = ganttKey(document);
  let choice: Choice = "all";
  let chosen: Chosen = { requests: new Int32Array(), inWindow: 0 };
  let slowest: number | undefined;

  const choose = (): void => {
    const { run, engine } = store.get();
    if (run === undefined) return;
    const window = windowOf(store.get());
    chosen = ganttRows(run, { window, choice, engine });
    slowest = slowestIn(run, { window, engine });
    shown.note(noteOf(chosen, choice));
    shown.table(() => requestTable(run, chosen.requests));
    redraw();
  };
  const draw = (context: ChartContext): void => {
    const { run, request } = store.get();
    if (run === undefined) return;
    const { requests } = chosen;
    if (requests.length === 0) {
      shown.empty(choice === "missed" ? noneMissed(run) : emptySentences[choice]);
      return;
    }
    if (!rows.element.isConnected) shown.body.replaceChildren(rows.element);
    const window = windowOf(store.get());
    const x = timeScale(window, context);
    rows.show(
      {
        record: run,
        requests,
        inOrder: choice !== "slowest",
        window,
        ticks: timeTicks(window, ticksThatFit(context, x)).map(({ at }) => at),
        selected: request,
        slowest,
        // As high as for the whole run, so that nothing below it moves while a window does.
        height: ROW * Math.min(IN_SIGHT, run.requests.count),
      },
      context,
    );
  };

  const choices = choiceOf(document, (value) => {
    choice = value;
    choose();
  });
  shown.element.querySelector(".note")!.after(choices);
  rows.element.setAttribute("aria-label", "Requests");
  shown.element.append(key);
  host.append(shown.element);

  const { redraw } = onWidth(host, page, draw);
  store.on(["run", "window", "engine"], choose);
  store.on(["request"], redraw);
  store.on(["head"], () => rows.follow());
  onColours(page, () => rows.draw());
  keys.on("ArrowUp", () => rows.step(-1), "the request before");
  keys.on("ArrowDown", () => rows.step(1), "the next request");
  choose();
}

function noteOf({ requests, inWindow }: Chosen, choice: Choice): string {
  const [rows, all] = [requests.length, count(inWindow)];
  const seen = count(Math.min(rows, IN_SIGHT));
  if (choice === "slowest") return `the slowest first, ${seen} of ${count(rows)} shown`;
  if (choice === "all") return `in arrival order, ${seen} of ${all} shown`;
  return `in arrival order, ${seen} of ${count(rows)} shown, out of ${all}`;
}

const noneMissed = ({ requests }: RunRecord): string =>
  requests.good.every((good) => good === GOOD.unasked)
    ? "No objective is stated, so none was missed. State one under slo."
    : "No request in this window missed the SLO.";

const emptySentences: Record<Exclude<Choice, "missed">, string> = {
  all: "No request was there in this window. Widen it.",
  slowest: "No request was there in this window. Widen it.",
  preempted: "No request in this window was preempted: the KV blocks sufficed.",
};
