/** Runs a candidate or a point of a study here: its settings are written into the scenario. */
import type { SavedStudy } from "../../../sim/index.ts";
import type { Setting } from "../../data/study/settings.ts";
import { withValue } from "../../panel/patch.ts";
import type { Page } from "../../state.ts";

export function runHere(
  { store }: Page,
  { text: opened, files }: SavedStudy,
  settings: readonly Setting[],
  name: string,
): void {
  const text = settings.reduce((edited, { path, value }) => withValue(edited, path, value), opened);
  const { names } = store.get();
  store.set({ text, opened, files, room: "run", names: { ...names, [text]: name } });
}
