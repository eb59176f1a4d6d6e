/** Keeps the address at what is seen, so that it can be copied, and the page loaded anew. */
import type { Page, State } from "../state.ts";
import { addressed, addressOf, type Start } from "./address.ts";

/** Milliseconds; browsers refuse a page that writes its address all the time. */
const PAUSE = 300;

export function keepAddress({ document, store }: Page, start: Start): void {
  const { history } = document.defaultView!;
  let due = false;

  async function write(): Promise<void> {
    due = false;
    // A head that moves is nowhere in particular.
    if (store.get().playing) return;
    const address = await addressOf(store.get(), start);
    if (`#${address}` !== document.location.hash) history.replaceState(null, "", `#${address}`);
  }

  store.on([...addressed, "playing"], () => {
    if (due) return;
    due = true;
    setTimeout(write, PAUSE);
  });
}

export interface Link {
  address: string;
  /** What whoever follows it will not see, in a sentence. */
  without?: string;
}

export async function shareLink({ document, store }: Page, start: Start): Promise<Link> {
  const address = await addressOf(store.get(), start);
  const { href } = document.location;
  const without = notInAddress(store.get());
  return {
    address: `${href.replace(/#.*$/s, "")}#${address}`,
    ...(without !== undefined && { without }),
  };
}

function notInAddress({ run, files, kept }: State): string | undefined {
  if (run?.text === null || kept.some(({ text }) => text === null))
    return "The tables that are shown are not in the link: send them along.";
  const names = Object.keys(files);
  if (names.length === 0) return undefined;
  return `The link holds no files: whoever opens it is asked to drop ${names.join(" and ")}.`;
}
