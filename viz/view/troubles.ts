/** Troubles: why the run that is shown is not the one of the scenario, and the way out. */
import { describe } from "../../sim/index.ts";
import { seedOf } from "../address/seed.ts";
import type { Page, State } from "../state.ts";
import { copied } from "./clipboard.ts";
import { button, make } from "./make.ts";

/** More than these are for the editor to show. */
const MOST = 3;

export function troubles({ document, store, session }: Page): HTMLElement {
  const host = make(document, "div", "troubles");
  host.setAttribute("role", "status");

  const show = ({ problems, failure, cancelled, run, text }: Readonly<State>): void => {
    host.replaceChildren();
    const isWrong = problems.length > 0 || failure !== undefined;
    host.className = isWrong ? "troubles" : "notice";
    host.hidden = !isWrong && !cancelled;
    const stays = run === undefined ? "" : " What you see is the last one that did.";
    if (failure !== undefined) {
      const seed = seedOf(text);
      const which = seed === undefined ? "" : ` It ran with seed ${seed}.`;
      const told = `The simulation stopped: ${failure.replace(/\.$/, "")}.${which}`;
      host.append(make(document, "p", "", told));
      host.append(copyButton());
    } else if (problems.length > 0) {
      host.append(make(document, "p", "", `This scenario does not run.${stays}`));
      const list = make(document, "ul");
      for (const problem of problems.slice(0, MOST)) {
        const item = make(document, "li");
        const { line } = problem.place;
        if (line > 0) item.append(make(document, "b", "", `Line ${line}: `));
        item.append(describe(problem));
        list.append(item);
      }
      host.append(list);
    } else if (cancelled) {
      const shown = run === undefined ? "" : " What you see is the run before it.";
      host.append(make(document, "p", "", `This scenario was not run to its end.${shown}`));
      host.append(button(document, "Run it", () => session.resume()));
    }
  };

  function copyButton(): HTMLElement {
    const copy = button(document, "Copy scenario", async () => {
      const isCopied = await copied(document, store.get().text);
      copy.textContent = isCopied ? "Copied" : "Copy it from the editor";
    });
    return copy;
  }

  store.on(["problems", "failure", "cancelled", "run"], show);
  show(store.get());
  return host;
}
