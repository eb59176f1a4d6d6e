/**
 * One request: where its time went, and below that each of its tokens.
 *
 * Until the reader selects one it is the slowest in the window, since that is the one to ask about.
 */
import "./request.css";
import type { ChartContext } from "../chart/context.ts";
import { ledger } from "../chart/ledger.ts";
import { slowestIn } from "../data/gantt.ts";
import { type LedgerPicture, ledgerPicture } from "../data/ledger-picture.ts";
import { ledgerTable } from "../data/ledger-table.ts";
import { fateOf, nameOf } from "../data/request-words.ts";
import { windowOf } from "../data/window.ts";
import { clock, count, counted } from "../format.ts";
import { hues } from "../hues.ts";
import type { Page, State } from "../state.ts";
import { figure } from "./figure.ts";
import { folds } from "./request/folds.ts";
import { tokens } from "./request/tokens.ts";
import { onWidth } from "./width.ts";

export function request(host: HTMLElement, page: Page): void {
  const { store } = page;
  const shown = figure(page, { id: "ledger", title: "Where the time of one request went" });
  const title = shown.element.querySelector(".title")!;
  const strip = tokens(page);
  host.append(shown.element, strip.element);
  const open = [false, false];
  let about: number | undefined;

  const draw = (context: ChartContext): void => {
    const { run } = store.get();
    if (run === undefined || about === undefined) return;
    const picture = ledgerPicture(run, about, open);
    if (picture === undefined) {
      shown.empty(
        fateOf(run, about) ?? "This table does not say where the time of a request went.",
      );
      return;
    }
    const { activeElement } = page.document;
    const held = shown.body.contains(activeElement) ? activeElement : null;
    shown.show(ledger(picture, context), findingOf(about, picture));
    shown.body.append(
      folds(picture.rows, context, (group) => {
        open[group] = !open[group];
        width.redraw();
      }),
    );
    // A button that had the focus is replaced by its like.
    const group = (held as HTMLElement | null)?.dataset.group;
    if (group !== undefined)
      shown.body.querySelector<HTMLElement>(`[data-group="${group}"]`)?.focus();
  };
  const choose = (state: Readonly<State>): void => {
    const { run, request, engine } = state;
    if (run === undefined) return;
    const chosen = request !== undefined && request < run.requests.count;
    about = chosen ? request : slowestIn(run, { window: windowOf(state), engine });
    if (about === undefined) {
      title.textContent = "Where the time of one request went";
      shown.note("");
      shown.empty("No request was there in this window. Widen it, or select one by its row.");
    } else {
      title.textContent = `Where the time of request ${nameOf(about)} went`;
      shown.note(noteOf(state, about));
      const row = about;
      shown.table(() => ledgerTable(run, row));
    }
    strip.about(about, chosen);
    width.redraw();
  };
  const width = onWidth(shown.body, page, draw);
  host.addEventListener("pointerover", ({ target }) => {
    const key = (target as Element).closest<SVGElement>("[data-hue]")?.dataset.hue;
    store.set({ hovered: hues.find((hue) => hue.key === key)?.key });
  });
  host.addEventListener("pointerleave", () => store.set({ hovered: undefined }));
  store.on(["run", "request", "window", "engine"], choose);
  choose(store.get());
}

/** "502 tokens in, 194 out, arrived 00:55.0. The parts add up to the totals exactly." */
function noteOf({ run, request }: Readonly<State>, about: number): string {
  const { prompt, output, arrival } = run!.requests;
  const counts = `${counted(prompt[about]!, "token")} in, ${count(output[about]!)} out`;
  const chosen = request === undefined ? "The slowest in this window: " : "";
  return (
    `${chosen}${counts}, arrived ${clock(arrival[about]!)}. ` +
    "The parts add up to the totals exactly."
  );
}

/** What the waterfall says, for those who hear it. */
function findingOf(request: number, { rows, verdicts }: LedgerPicture): string {
  const parts = rows.filter((row) => row.kind === "part");
  const largest = parts.reduce((most, row) => (row.ms > most.ms ? row : most));
  const totals = rows
    .filter((row) => row.kind === "total")
    .map(({ label, ms, group }) =>
      `${label} ${count(ms)} ms ${verdicts[group]?.text ?? ""}`.trim(),
    );
  return (
    `Request ${nameOf(request)}. ${totals.join("; ")}. Most of it: ` +
    `${largest.entry.part.label}, ${count(largest.ms)} ms.`
  );
}
