/** How the value of a slider is shown, typed and written: with the unit that the scenario uses. */
import { parseQuantity } from "../../sim/index.ts";
import { THIN } from "../format.ts";
import { numberIn, type SliderKnob } from "./knob.ts";

/** What is shown of a value, its unit apart. */
export interface Shown {
  text: string;
  unit: string;
}

const UNIT = /^([\d.,_eE+-]+)\s*([a-zµ]+)$/;

export function shown(knob: SliderKnob): Shown {
  const value = knob.value ?? knob.fallback;
  if (value === undefined) return { text: "", unit: unitFor(knob, undefined) };
  if (typeof value === "number")
    return { text: grouped(value), unit: ofOne(value, unitFor(knob, value)) };
  const [, number, unit] = UNIT.exec(String(value)) ?? [];
  if (knob.isDuration && number !== undefined) return { text: number, unit: unit! };
  return { text: String(value), unit: "" };
}

/** What is counted has a singular: 1 request; but 1 times. */
const ofOne = (value: number, unit: string): string =>
  value === 1 && unit !== "times" ? unit.replace(/^([A-Za-z]{3,})s$/, "$1") : unit;

const unitFor = ({ isDuration, scale, unit }: SliderKnob, value: number | undefined): string =>
  isDuration && value === undefined && scale.high <= 1 ? "ms" : unit;

/** What stands in the scenario for a number that the slider is at. */
export function written(knob: SliderKnob, value: number): unknown {
  const number = Number(value.toPrecision(6));
  // Seconds without a unit stay so.
  if (!knob.isDuration || typeof knob.value === "number") return number;
  const unit = typeof knob.value === "string" ? shown(knob).unit : value < 1 ? "ms" : "s";
  const scale = parseQuantity(`1 ${unit}`, "time") ?? 1;
  return `${Number((value / scale).toPrecision(6))} ${unit}`;
}

/** What a reader has typed, as it stands in the scenario; undefined where it says nothing. */
export function typed(knob: SliderKnob, text: string): unknown {
  const trimmed = text.trim();
  if (knob.words.includes(trimmed)) return trimmed;
  const number = Number(trimmed.replaceAll(/[\s,_]/g, ""));
  if (trimmed !== "" && Number.isFinite(number)) {
    const isBare = !knob.isDuration || typeof (knob.value ?? knob.fallback) === "number";
    return isBare ? number : `${number} ${shown(knob).unit}`;
  }
  return knob.isDuration && numberIn(trimmed) !== undefined ? trimmed : undefined;
}

/** A value with its unit, in words. */
export function inWords(knob: SliderKnob, value: unknown): string {
  if (value === undefined) return "not set";
  const { text, unit } = shown({ ...knob, value });
  return unit === "" ? text : `${text}${THIN}${unit}`;
}

/** 12800 → "12,800", 0.0125 → "0.0125": every figure, since it is there to be changed. */
function grouped(value: number): string {
  const [whole, fraction] = String(value).split(".");
  if (!/^-?\d+$/.test(whole!)) return String(value);
  const thousands = whole!.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}
