/**
 * A slider with its value beside it, which can be typed: a tick where the value was when the
 * scenario was opened, and arrow keys that go to the next round value.
 */
import { make } from "../view/make.ts";
import type { Bench, Control } from "./controls.ts";
import { numberIn, type SliderKnob } from "./knob.ts";
import { inWords, shown, typed, written } from "./quantity.ts";
import { positionOf, stopAfter, valueNear } from "./scale.ts";

/** Round values that a key goes over. */
const leaps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};

export function sliderControl({ document, id, turn }: Bench): Control<SliderKnob> {
  let knob: SliderKnob;
  const range = make(document, "input", "range");
  Object.assign(range, { type: "range", id, min: "0", max: "1", step: "any" });
  const field = make(document, "input", "number");
  Object.assign(field, { type: "text", autocomplete: "off", placeholder: "not set" });
  field.spellcheck = false;
  const unit = make(document, "span", "unit");
  const readout = make(document, "span", "readout");
  readout.append(field, unit);

  const turnTo = (value: number): void => turn(written(knob, value));
  range.addEventListener("input", () => turnTo(valueNear(knob.scale, range.valueAsNumber)));
  range.addEventListener("keydown", (event) => {
    const leap = leaps[event.key];
    if (leap === undefined) return;
    event.preventDefault();
    turnTo(stopAfter(knob.scale, at(knob) ?? knob.scale.low, leap));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") fill();
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    turnTo(stopAfter(knob.scale, at(knob) ?? knob.scale.low, leaps[event.key]!));
  });
  field.addEventListener("focus", () => field.select());
  field.addEventListener("input", () => field.removeAttribute("aria-invalid"));
  field.addEventListener("change", () => {
    const value = typed(knob, field.value);
    const isCleared = field.value.trim() === "";
    if (value === undefined && !isCleared) field.setAttribute("aria-invalid", "true");
    else turn(value);
  });
  field.addEventListener("blur", () => fill());

  function fill(): void {
    const { text, unit: name } = shown(knob);
    field.removeAttribute("aria-invalid");
    field.value = text;
    const figures = Math.max(text.length, text === "" ? 6 : 2);
    field.style.width = `calc(${figures}ch + 5px)`;
    // "Engines 8" says what there are eight of; and nothing has no unit.
    unit.textContent = text === "" || name === knob.label.toLowerCase() ? "" : name;
  }

  return {
    readout,
    body: range,
    labelled: range,
    show(next) {
      knob = next;
      const { scale, label, home } = knob;
      const value = at(knob);
      const position = value === undefined ? 0 : positionOf(scale, value);
      range.value = String(position);
      range.style.setProperty("--at", String(position));
      range.classList.toggle("unset", value === undefined);
      range.setAttribute("aria-valuetext", inWords(knob, knob.value ?? knob.fallback));
      const homeNumber = numberIn(home);
      range.classList.toggle("homeless", homeNumber === undefined);
      range.style.setProperty("--home", String(positionOf(scale, homeNumber ?? scale.low)));
      field.setAttribute("aria-label", `${label}, value`);
      if (!isTypedIn(field)) fill();
    },
  };
}

/** What has been typed and not yet taken is the reader's. */
const isTypedIn = (field: HTMLInputElement): boolean =>
  field.ownerDocument.activeElement === field && field.hasAttribute("aria-invalid");

/** Where the slider is; undefined where the value is none, or a word. */
function at({ value, fallback, words, scale }: SliderKnob): number | undefined {
  const held = value ?? fallback;
  if (typeof held === "string" && words.includes(held)) return scale.high;
  return numberIn(held);
}
