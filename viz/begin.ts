/**
 * How the page begins: with the run that came inside it, and the scenario and the view that its
 * address says; where both are silent, with the first of the scenarios that it knows.
 */
import type { SavedRun } from "../sim/index.ts";
import { readAddress, type Start } from "./address/address.ts";
import { keepAddress, type Link, shareLink } from "./address/keep.ts";
import { firstPreset, presets } from "./presets.ts";
import { embeddedRun } from "./run/embedded.ts";
import type { Page } from "./state.ts";

export interface Beginning {
  /** The address that brings somebody else to what is seen here. */
  link(): Promise<Link>;
}

const nothingChosen = {
  window: undefined,
  head: 0,
  engine: undefined,
  request: undefined,
  pinned: undefined,
  room: "run",
  kept: [],
} as const;

export async function begin(page: Page): Promise<Beginning> {
  const { document, store } = page;
  const saved = await savedRun(page);
  const start: Start = { text: saved?.record.text ?? firstPreset.text, presets };

  async function restore(hash: string): Promise<void> {
    const { state, troubles } = await readAddress(hash, start);
    if (troubles.length > 0) store.set({ notice: { words: troubles.join(" ") } });
    const known = store.get().kept;
    const kept = state.kept?.map((kept) => known.find(({ text }) => text === kept.text) ?? kept);
    store.set({ ...nothingChosen, ...state, ...(kept && { kept }) });
  }

  await restore(document.location.hash);
  if (saved !== undefined) page.session.show(saved.record, saved.files, saved.fixed !== null);
  keepAddress(page, start);
  // Meanwhile the page may have written an address of its own over the one that came.
  document.defaultView!.addEventListener("hashchange", ({ newURL }) =>
    restore(new URL(newURL).hash),
  );
  return { link: () => shareLink(page, start) };
}

async function savedRun({ document, store }: Page): Promise<SavedRun | undefined> {
  try {
    const saved = await embeddedRun(document);
    if (saved !== undefined) store.set({ files: saved.files });
    if (saved?.fixed) store.set({ notice: { words: saved.fixed } });
    return saved;
  } catch (error) {
    store.set({ notice: { words: error instanceof Error ? error.message : String(error) } });
    return undefined;
  }
}
