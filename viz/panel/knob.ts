/** A knob: one value of the scenario, with all that it takes to show and to turn it. */
import { type Path, parseQuantity } from "../../sim/index.ts";
import { type Field, isDuration, isWhole, namesOf, numberOf, wordsOf } from "./field.ts";
import { helpOf, labelOf, nameOf } from "./labels.ts";
import { type Scale, scaleOf } from "./scale.ts";
import { same } from "./values.ts";

interface Common {
  path: Path;
  label: string;
  /** The label is the key itself, as its users know it. */
  isKey: boolean;
  help: string;
  /** As it is written; undefined where it is not. */
  value: unknown;
  /** What it was when the scenario was opened, else the schema's default. */
  home: unknown;
  /** What holds where nothing is written. */
  fallback: unknown;
  /** It is in the scenario, or was when that was opened. */
  isWritten: boolean;
  /** Another value than at home. */
  changed: boolean;
  /** Its siblings have the values under which it means something. */
  applicable: boolean;
  /** A scenario without it is refused. */
  required: boolean;
}

export interface SliderKnob extends Common {
  kind: "slider";
  scale: Scale;
  unit: string;
  whole: boolean;
  isDuration: boolean;
  /** Words that stand for a number, such as `inf`. */
  words: readonly string[];
}

export interface Choice {
  value: unknown;
  label: string;
  help: string;
  /** It needs a file. */
  needsFile?: boolean;
  /** It means nothing beside its siblings as they are. */
  isBarred?: boolean;
}

export interface ChoiceKnob extends Common {
  kind: "segments" | "select";
  choices: readonly Choice[];
  /** The choice names the form of the mapping that it stands in, with keys of its own. */
  forms?: readonly Field[];
}

export interface SwitchKnob extends Common {
  kind: "switch";
}

export interface TextKnob extends Common {
  kind: "text";
  /** A list of numbers, written with commas. */
  isList: boolean;
}

export type Knob = SliderKnob | ChoiceKnob | SwitchKnob | TextKnob;

/** Where a knob is made, and what stands there. */
export interface Spot {
  path: Path;
  field: Field;
  value: unknown;
  opened: unknown;
  fallback: unknown;
  applicable: boolean;
  /** Names that mean nothing beside its siblings as they are. */
  barred?: readonly unknown[];
  required: boolean;
}

/** More choices than this are a list that opens. */
const MOST_SEGMENTS = 4;

/**
 * The knob of a field; undefined where it takes but one value, or none that a knob can hold.
 *
 * @param catalogue what a text is usually taken from
 */
export function knobOf(spot: Spot, catalogue: readonly string[] = []): Knob | undefined {
  const { field, barred = [] } = spot;
  const common = commonOf(spot);
  const number = numberOf(field);
  if (number !== undefined) return sliderOf(spot, number, common);
  const names = namesOf(field);
  if (names !== undefined) {
    const choices = names.map((value, index) => ({
      value,
      label: nameOf(value),
      help: helpOf(field.enumDescriptions?.[index]),
      ...(barred.includes(value) && { isBarred: true }),
    }));
    return names.length > 1 ? choiceOf(choices, common) : undefined;
  }
  if (field.type === "boolean") return { kind: "switch", ...common };
  const isText = field.type === "string" || field.anyOf?.some(({ type }) => type === "string");
  const isList = field.type === "array" && field.items?.properties === undefined;
  if (isText && catalogue.length > 0) return choiceOf(choicesFrom(catalogue, spot), common);
  return isText || isList ? { kind: "text", isList, ...common } : undefined;
}

/** The names of a catalogue, with those that the scenario has from elsewhere. */
function choicesFrom(catalogue: readonly string[], { value, opened }: Spot): Choice[] {
  const names = [value, opened].filter((name) => typeof name === "string");
  const unlisted = names.filter((name) => !catalogue.includes(name));
  return [...new Set([...unlisted, ...catalogue])].map((name) => ({
    value: name,
    label: name,
    help: "",
  }));
}

export const choiceOf = (choices: readonly Choice[], common: Common): ChoiceKnob => ({
  kind: choices.length <= MOST_SEGMENTS ? "segments" : "select",
  choices,
  ...common,
});

export function commonOf(spot: Spot): Common {
  const { path, field, value, opened, fallback, applicable, required } = spot;
  const home = opened ?? fallback;
  return {
    path,
    ...labelOf(path),
    help: helpOf(field.description),
    value,
    home,
    fallback,
    isWritten: value !== undefined || opened !== undefined,
    changed: !same(meaning(field, value ?? fallback), meaning(field, home)),
    applicable,
    required,
  };
}

/** Whether a choice cannot be made now. */
export const isClosed = ({ needsFile = false, isBarred = false }: Choice): boolean =>
  needsFile || isBarred;

/** `50 ms` and 0.05 are the same. */
const meaning = (field: Field, value: unknown): unknown =>
  isDuration(field) ? (numberIn(value) ?? value) : value;

function sliderOf(spot: Spot, field: Field, common: Common): SliderKnob {
  const whole = isWhole(field);
  const isTime = isDuration(spot.field);
  const home = numberIn(common.home);
  const scale = scaleOf({
    usual: field.usual!,
    log: field.log ?? false,
    whole,
    ...(field.doubles && { doubles: true }),
    held: home === undefined ? [] : [home],
  });
  return {
    kind: "slider",
    scale,
    unit: field.unit ?? "",
    whole,
    isDuration: isTime,
    words: wordsOf(spot.field),
    ...common,
  };
}

/** A number as it is written, or a time in seconds; undefined for anything else. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === "string") return parseQuantity(value, "time");
  return typeof value === "number" ? value : undefined;
}
