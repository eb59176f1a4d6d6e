/**
 * How the page begins: with the run or the study that came inside it, and the scenario and the view
 * that its address says; where both are silent, with the first of the scenarios that it knows.
 */
import type { SavedStudy } from "../sim/index.ts";
import { readAddress, type Start } from "./address/address.ts";
import { keepAddress, type Link, shareLink } from "./address/keep.ts";
import { textsOf } from "./address/kept.ts";
import { firstPreset, presets } from "./presets.ts";
import { embeddedRun, embeddedStudy } from "./run/embedded.ts";
import type { Kept, Page, Room } from "./state.ts";

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
} as const;

export async function begin(page: Page): Promise<Beginning> {
  const { document, store } = page;
  const study = await fromPage(page, embeddedStudy);
  const compared = study?.kind === "comparison" ? runsOf(study) : undefined;
  const saved = compared?.present ?? (await fromPage(page, embeddedRun));
  const start: Start = {
    text: saved?.record.text ?? study?.text ?? firstPreset.text,
    presets,
    room: roomOf(study?.kind),
    kept: textsOf(compared?.kept ?? []),
  };
  store.set({ study, files: saved?.files ?? study?.files ?? {}, names: compared?.names ?? {} });

  async function restore(hash: string): Promise<void> {
    const { state, troubles } = await readAddress(hash, start);
    if (troubles.length > 0) store.set({ notice: { words: troubles.join(" ") } });
    const known = [...store.get().kept, ...(compared?.kept ?? [])];
    const kept = state.kept ?? compared?.kept ?? [];
    store.set({
      ...nothingChosen,
      room: start.room!,
      ...state,
      kept: kept.map((one) => known.find(({ text }) => text === one.text) ?? one),
    });
  }

  await restore(document.location.hash);
  if (saved !== undefined) {
    if (saved.fixed) store.set({ notice: { words: saved.fixed } });
    page.session.show(saved.record, saved.files, saved.fixed !== null);
  }
  keepAddress(page, start);
  // Meanwhile the page may have written an address of its own over the one that came.
  document.defaultView!.addEventListener("hashchange", ({ newURL }) =>
    restore(new URL(newURL).hash),
  );
  return { link: () => shareLink(page, start) };
}

const roomOf = (kind: SavedStudy["kind"] | undefined): Room =>
  kind === undefined ? "run" : kind === "comparison" ? "compare" : "study";

/** What came inside the page, or a word about why it cannot be read. */
async function fromPage<T>(
  { document, store }: Page,
  read: (document: Document) => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await read(document);
  } catch (error) {
    store.set({ notice: { words: error instanceof Error ? error.message : String(error) } });
    return undefined;
  }
}

/** Of a comparison: the first run is A, the second one B, and the others stay beside. */
function runsOf({ runs }: SavedStudy) {
  const [first, second, ...others] = runs;
  if (first === undefined || second === undefined) return undefined;
  return {
    present: second.saved,
    kept: [first, ...others].map(
      ({ saved: { record, files } }): Kept => ({ text: record.text, run: record, files }),
    ),
    names: Object.fromEntries(
      runs.flatMap(({ name, saved }) => {
        const { text } = saved.record;
        return text === null ? [] : [[text, name] as const];
      }),
    ),
  };
}
