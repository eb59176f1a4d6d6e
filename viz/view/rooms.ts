/** Rooms of the page: the run, what is compared with it, and the study that came with the page. */
import "./rooms.css";
import { compared } from "../kept-runs.ts";
import { keys } from "../keyboard.ts";
import type { Page, Room, State } from "../state.ts";
import { make } from "./make.ts";

interface Door {
  room: Room;
  name: string;
  title: string;
  enter(state: Readonly<State>): Partial<State>;
}

const doors: readonly Door[] = [
  { room: "run", name: "Run", title: "The run as it is", enter: () => ({ room: "run" }) },
  {
    room: "compare",
    name: "Compare",
    title: "Keep this run as A, turn a knob, and see what it changes (c)",
    enter: compared,
  },
  {
    room: "study",
    name: "Study",
    title: "What the study in this page found",
    enter: () => ({ room: "study" }),
  },
];

/** What the room of a study is called. */
const studyNames = { comparison: "Compare", sweep: "Sweep", plan: "Plan" } as const;

export function roomsView({ document, store }: Page): HTMLElement {
  const nav = make(document, "nav", "rooms");
  nav.setAttribute("aria-label", "Rooflight");
  const buttons = doors.map(({ name, title, enter }) => {
    const button = make(document, "button", "room", name);
    button.type = "button";
    button.title = title;
    button.addEventListener("click", () => store.set(enter(store.get())));
    return button;
  });
  nav.append(...buttons);

  keys.on(
    "c",
    () => store.set(store.get().room === "compare" ? { room: "run" } : compared(store.get())),
    "compare, and back",
  );
  let stay = (): void => {};
  const show = ({ room, run, study }: Readonly<State>): void => {
    for (const [at, door] of doors.entries()) {
      const button = buttons[at]!;
      if (door.room === "study") {
        button.hidden = study === undefined || study.kind === "comparison";
        if (study !== undefined) button.textContent = studyNames[study.kind];
      }
      if (door.room === room) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
      button.disabled = door.room === "compare" && run === undefined;
    }
    document.documentElement.dataset.room = room;
    stay();
    stay =
      room === "run"
        ? () => {}
        : keys.on("Escape", () => store.set({ room: "run" }), "back to the run");
  };
  // What is turned is to be seen, and a study does not change.
  store.on(["text"], ({ room, text, study }) => {
    if (room === "study" && text !== study?.text) store.set({ room: "run" });
  });
  store.on(["room", "run", "study"], show);
  show(store.get());
  return nav;
}
