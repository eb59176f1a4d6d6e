/** Controls of knobs: each builds its elements once, and from then on shows what it is told. */
import { make } from "../view/make.ts";
import { type ChoiceKnob, isClosed, type Knob, type SwitchKnob, type TextKnob } from "./knob.ts";
import { sliderControl } from "./slider.ts";
import { same } from "./values.ts";

/** What a control is built in. */
export interface Bench {
  document: Document;
  /** Names the control for its label and its description. */
  id: string;
  /** A value to put in the scenario; undefined takes the key out. */
  turn(value: unknown): void;
}

export interface Control<K extends Knob = Knob> {
  /** What stands to the right of the label. */
  readout?: Element;
  /** What stands below it. */
  body?: Element;
  /** What the label is for. */
  labelled: HTMLElement;
  show(knob: K): void;
}

export function controlOf(knob: Knob, bench: Bench): Control {
  switch (knob.kind) {
    case "slider":
      return sliderControl(bench) as Control;
    case "segments":
      return segments(knob, bench) as Control;
    case "select":
      return select(knob, bench) as Control;
    case "switch":
      return toggle(bench) as Control;
    case "text":
      return text(bench) as Control;
  }
}

function segments({ choices }: ChoiceKnob, bench: Bench): Control<ChoiceKnob> {
  const { document, id, turn } = bench;
  const body = make(document, "div", "segments");
  body.setAttribute("role", "radiogroup");
  const inputs = choices.map(({ value, label, help, needsFile = false }, index) => {
    const input = make(document, "input", "visually-hidden");
    Object.assign(input, { type: "radio", name: id, id: `${id}-${index}` });
    input.addEventListener("change", () => turn(value));
    const name = make(document, "label", "", label);
    name.htmlFor = input.id;
    name.dataset.help = needsFile ? FILE_FIRST : help;
    body.append(input, name);
    return input;
  });
  return {
    body,
    labelled: body,
    show({ value, fallback, choices: shown }) {
      for (const [index, input] of inputs.entries()) {
        const choice = shown[index]!;
        input.checked = same(choice.value, value ?? fallback);
        input.disabled = isClosed(choice) && !input.checked;
      }
    },
  };
}

const FILE_FIRST = "Needs a file: drop a trace on the page.";

function select({ choices }: ChoiceKnob, { document, id, turn }: Bench): Control<ChoiceKnob> {
  const body = make(document, "select");
  body.id = id;
  const unset = make(document, "option", "", "not set");
  unset.disabled = true;
  body.append(unset);
  for (const { label } of choices) body.append(make(document, "option", "", label));
  body.addEventListener("change", () => turn(choices[body.selectedIndex - 1]?.value));
  return {
    body,
    labelled: body,
    show({ value, fallback, choices: shown }) {
      const index = shown.findIndex((choice) => same(choice.value, value ?? fallback));
      body.selectedIndex = index + 1;
      unset.hidden = index >= 0;
      for (const [at, choice] of shown.entries())
        body.options[at + 1]!.disabled = isClosed(choice) && at !== index;
    },
  };
}

function toggle({ document, id, turn }: Bench): Control<SwitchKnob> {
  const input = make(document, "input", "switch");
  Object.assign(input, { type: "checkbox", id });
  input.setAttribute("role", "switch");
  input.addEventListener("change", () => turn(input.checked));
  return {
    readout: input,
    labelled: input,
    show({ value, fallback }) {
      input.checked = (value ?? fallback) === true;
    },
  };
}

function text({ document, id, turn }: Bench): Control<TextKnob> {
  const body = make(document, "input", "text");
  Object.assign(body, { type: "text", id, placeholder: "not set" });
  body.spellcheck = false;
  let isList = false;
  body.addEventListener("change", () => turn(isList ? numbersIn(body.value) : nothing(body.value)));
  return {
    body,
    labelled: body,
    show(knob) {
      isList = knob.isList;
      const value = knob.value ?? knob.fallback ?? "";
      const isWords = typeof value !== "object" || Array.isArray(value);
      body.placeholder = isWords ? "not set" : "its keys stand in the YAML";
      if (body.ownerDocument.activeElement !== body)
        body.value = isWords ? [value].flat().join(", ") : "";
    },
  };
}

const nothing = (written: string): string | undefined => written.trim() || undefined;

/** `16, 32` is two numbers; none are no list. */
function numbersIn(written: string): number[] | undefined {
  const numbers = written.split(/[\s,]+/).filter((part) => part !== "");
  return numbers.length > 0 ? numbers.map(Number).filter(Number.isFinite) : undefined;
}
