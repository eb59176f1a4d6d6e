/** A step of a run as it is drawn: where its time went, what was in its batch, and in words. */
import { causes, type Seconds, type StepShape, type Tokens } from "../../sim/index.ts";
import { count } from "../format.ts";
import { type Hue, hues } from "../hues.ts";
import { apportion } from "./apportion.ts";

/** Time of a step that went one way. */
export interface StepPart {
  hue: Hue;
  seconds: Seconds;
  /** As it is written: parts written so sum to the whole written so. */
  ms: number;
}

export interface StepParts {
  /** In the order of the stack; hues that took no time are left out. */
  parts: StepPart[];
  seconds: Seconds;
  ms: number;
  /** Digits after the point of all of them. */
  decimals: number;
}

/** Digits after the point with which milliseconds of steps of this length are told apart. */
export const decimalsFor = (longest: Seconds): number => (longest < 0.01 ? 2 : 1);

/** Where the time of a step went, by hue. */
export function partsOf(byCause: ArrayLike<number>, decimals: number): StepParts {
  const amounts = hues
    .map((hue) => ({ hue, seconds: secondsOf(hue, byCause) }))
    .filter(({ seconds }) => seconds > 0);
  const seconds = amounts.reduce((sum, part) => sum + part.seconds, 0);
  const scale = 10 ** decimals;
  const whole = Math.round(1000 * seconds * scale);
  const rounded = apportion(
    amounts.map((part) => part.seconds),
    whole,
  );
  const parts = amounts.map((part, at) => ({ ...part, ms: rounded[at]! / scale }));
  return { parts, seconds, ms: whole / scale, decimals };
}

const secondsOf = (hue: Hue, byCause: ArrayLike<number>): Seconds =>
  hue.causes.reduce((sum, cause) => sum + byCause[causes.indexOf(cause)]!, 0);

/** What kinds of work a step does. */
export function kindOf({ decodes, prefillTokens }: StepShape): string {
  if (prefillTokens === 0) return "decode only";
  return decodes === 0 ? "prefill only" : "prefill and decode";
}

/** What is in a batch, and what that means for the weights that it reads. */
export function batchInWords(
  { decodes, prefillTokens }: StepShape,
  weightsLeaveAt: Tokens | undefined,
): string {
  if (prefillTokens > 0 && decodes > 0)
    return `${count(decodes)} decode, ${count(prefillTokens)} prefill`;
  const tokens = prefillTokens + decodes;
  const few = weightsLeaveAt === undefined || tokens < weightsLeaveAt;
  const served = `every weight byte serves ${few ? "few" : "many"} tokens`;
  return prefillTokens === 0
    ? `${count(decodes)} decode, no prefill: ${served}`
    : `${count(prefillTokens)} prefill, no decode: ${served}`;
}
