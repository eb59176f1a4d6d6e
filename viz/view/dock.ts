/** The dock of narrow pages: play, where in time we are, and the way to the knobs. */
import "./dock.css";
import { endOf } from "../data/window.ts";
import { clock, count } from "../format.ts";
import { changesIn } from "../panel/changes.ts";
import type { Part } from "../state.ts";
import { icon } from "./icon.ts";
import { make } from "./make.ts";
import type { Rail } from "./rail.ts";

/** @param rail what the knobs are in */
export const dock =
  (rail: Rail): Part =>
  (host, page) => {
    const { document, store } = page;
    const play = make(document, "button", "button play");
    play.addEventListener("click", () => store.set({ playing: !store.get().playing }));
    const time = make(document, "output", "time");
    const scrubber = make(document, "input");
    Object.assign(scrubber, { type: "range", min: "0", step: "any" });
    scrubber.setAttribute("aria-label", "Play head");
    scrubber.addEventListener("input", () =>
      store.set({ head: scrubber.valueAsNumber, playing: false }),
    );
    const knobs = make(document, "button", "button", "Knobs");
    host.replaceChildren(play, time, scrubber, knobs);
    rail.opensBy(knobs);

    const show = (): void => {
      const { head, playing, run } = store.get();
      play.replaceChildren(icon(document, playing ? "pause" : "play"));
      play.setAttribute("aria-label", playing ? "Pause" : "Play");
      time.textContent = clock(head);
      scrubber.max = String(run === undefined ? 0 : endOf(run));
      scrubber.disabled = run === undefined;
      scrubber.value = String(head);
      scrubber.setAttribute("aria-valuetext", clock(head));
    };
    store.on(["head", "playing", "run"], show);
    show();

    const tell = (): void => {
      const changed = changesIn(store.get());
      knobs.textContent = changed ? `Knobs, ${count(changed)} changed` : "Knobs";
    };
    store.on(["text", "opened"], tell);
    tell();
  };
