/**
 * Engine settings as options of a command: under vLLM's names with dashes, checked by the schema.
 */
import { checkEngine, type EngineSettings } from "../../index.ts";
import { refusal } from "./parts.ts";

/** What was written for some options, by their names with dashes; undefined where it was not. */
export type Written = Readonly<Record<string, string | boolean | undefined>>;

/** The engine's settings, defaults filled in. */
export function askedSettings(written: Written): EngineSettings {
  const given = Object.entries(written)
    .filter(([, value]) => value !== undefined)
    .map(([option, value]) => [option.replaceAll("-", "_"), plain(value!)]);
  const { engine, problems } = checkEngine(Object.fromEntries(given));
  if (engine !== undefined) return engine;
  throw refusal(...problems.map((problem) => ({ ...problem, path: [optionOf(problem.path)] })));
}

const optionOf = (path: readonly (string | number)[]): string =>
  `--${path.join(".").replaceAll("_", "-")}`;

/** A number where it reads as one. */
const plain = (value: string | boolean): unknown =>
  typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
    ? Number(value)
    : value;

/** A whole number of at least `least`; undefined where the option was not given. */
export function askedCount(option: string, written: string | undefined, least = 1) {
  if (written === undefined) return undefined;
  const value = Number(written.trim() === "" ? Number.NaN : written);
  if (Number.isSafeInteger(value) && value >= least && value <= MOST) return value;
  const range = `a whole number from ${least} to ${MOST}`;
  throw refusal({ path: [`--${option}`], value: written, message: `is not ${range}` });
}

/** A number from 0 to `most`; undefined where the option was not given. */
export function askedNumber(option: string, written: string | undefined, most: number) {
  if (written === undefined) return undefined;
  const value = Number(written.trim() === "" ? Number.NaN : written);
  if (value >= 0 && value <= most) return value;
  const message = `is not a number from 0 to ${most}`;
  throw refusal({ path: [`--${option}`], value: written, message });
}

/** More tokens or requests than any engine takes in one step. */
const MOST = 1_000_000_000;
