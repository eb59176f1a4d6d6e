/** Files from the reader: dropped anywhere on the page, or chosen by a dialog. */
import "./drop.css";
import type { Page } from "../state.ts";
import { make } from "../view/make.ts";
import { Superseded } from "../worker/simulator.ts";
import type { Given } from "./kind.ts";
import { otherFiles } from "./other-files.ts";
import { type Plan, planFor } from "./plan.ts";
import { readFiles } from "./read-files.ts";
import { playing } from "./scenario-files.ts";

/** Lets the reader choose files. */
export type PickFiles = () => void;

export function takeFiles(page: Page): PickFiles {
  const { document, store } = page;
  const window = document.defaultView!;
  const words = "Drop a scenario, a trace, or exported tables";
  const here = make(document, "div", "drop-here", words);
  here.hidden = true;
  const input = make(document, "input");
  input.type = "file";
  input.multiple = true;
  input.hidden = true;
  document.body.append(here, input);

  async function take(list: Iterable<File>): Promise<void> {
    const read = await readFiles([...list]);
    const given = read.flatMap((file) => ("trouble" in file ? [] : [file]));
    const plan = planFor(given, store.get());
    const troubles = read.flatMap((file) => ("trouble" in file ? [file.trouble] : []));
    store.set(plan.state);
    const others = plan.state.files === undefined ? [] : await otherFiles(store.get());
    store.set({ notice: noticeOf([...troubles, ...plan.troubles, ...others]) });
    await showTables(plan, page);
  }

  const hasFiles = (event: DragEvent): boolean =>
    event.dataTransfer?.types.includes("Files") ?? false;
  window.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    // Else the browser leaves the page for the file.
    event.preventDefault();
    here.hidden = false;
  });
  window.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) here.hidden = true;
  });
  window.addEventListener("drop", (event) => {
    here.hidden = true;
    if (!hasFiles(event)) return;
    event.preventDefault();
    take(event.dataTransfer!.files);
  });
  input.addEventListener("change", () => {
    take(input.files!);
    input.value = "";
  });
  return () => input.click();
}

const noticeOf = (troubles: readonly string[]) =>
  troubles.length === 0 ? undefined : { words: troubles.join(" ") };

async function showTables({ tables }: Plan, { simulator, session, store }: Page): Promise<void> {
  const { requests, timeline } = tables;
  const name = (requests ?? timeline)?.name;
  if (name === undefined) return;
  try {
    const { record } = await simulator.ask({
      kind: "tables",
      name,
      ...(requests && { requests: requests.text }),
      ...(timeline && { timeline: timeline.text }),
    });
    session.show(record, store.get().files);
    if (requests !== undefined) store.set({ notice: offer(requests) });
  } catch (error) {
    if (error instanceof Superseded) return;
    store.set({ notice: { words: `${name}: ${error instanceof Error ? error.message : error}` } });
  }

  function offer({ name, text }: Given) {
    const act = (): void => {
      const played = playing(store.get().text, name);
      if (played !== undefined) store.set({ text: played, files: { [name]: text } });
    };
    const words = `${name} is shown as it was exported. The scenario can play its requests again.`;
    return { words, action: { name: "Simulate these requests", act } };
  }
}
