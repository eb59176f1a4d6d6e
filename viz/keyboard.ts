/**
 * Keys of the page: every part says here which it listens to and what for, so that a list of them
 * can be printed and none means two things.
 *
 * They are silent while somebody types, and where a control has use for the key itself.
 */

export interface Key {
  /** As `KeyboardEvent.key` names them; letters in lower case. */
  readonly names: readonly string[];
  /** What it does, in few words. */
  readonly help: string;
  readonly press: (event: KeyboardEvent) => void;
}

/** Where letters are typed. */
const TYPED = "input, textarea, select, [contenteditable], .cm-editor";
/** What lies over the page: as long as it does, keys are its own. */
const OVER = "dialog[open], [popover][data-open]";
/** Which controls act on a key themselves. */
const OWN: Readonly<Record<string, string>> = {
  " ": "button, a, summary, [role=button], [role=checkbox]",
  Enter: "button, a, summary, [role=button]",
  ArrowLeft: "[role=slider], [role=radiogroup], [role=listbox], [role=menu], [role=separator]",
  ArrowRight: "[role=slider], [role=radiogroup], [role=listbox], [role=menu], [role=separator]",
  ArrowUp: "[role=slider], [role=radiogroup], [role=listbox], [role=menu], [role=separator]",
  ArrowDown: "[role=slider], [role=radiogroup], [role=listbox], [role=menu], [role=separator]",
};

class Keys {
  readonly #keys: Key[] = [];

  /** Listens to keys; of two that are told of the same one, the later hears it first. */
  on(names: string | readonly string[], press: Key["press"], help: string): () => void {
    const key = { names: typeof names === "string" ? [names] : names, press, help };
    this.#keys.push(key);
    return () => {
      const at = this.#keys.indexOf(key);
      if (at >= 0) this.#keys.splice(at, 1);
    };
  }

  /** All that are listened to, in the order in which they were told. */
  get list(): readonly Key[] {
    return this.#keys;
  }

  /** From now on hears what is pressed in a document. */
  listen(document: Document): void {
    document.addEventListener("keydown", (event) => {
      if (document.querySelector(OVER) === null) this.#press(event);
    });
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (isForControl(name, event.target)) return;
    const key = this.#keys.findLast(({ names }) => names.includes(name));
    if (key === undefined) return;
    event.preventDefault();
    key.press(event);
  }
}

function isForControl(name: string, target: EventTarget | null): boolean {
  const element = target as Partial<Element> | null;
  if (element?.closest === undefined) return false;
  if (name !== "Escape" && element.closest(TYPED)) return true;
  return OWN[name] !== undefined && element.closest(OWN[name]) !== null;
}

export const keys = new Keys();
