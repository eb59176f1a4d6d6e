/**
 * Scenarios that the present one is compared with, as an address holds them: each as the one change
 * that makes it out of the present text.
 *
 *     kept=120.123.<what stands there instead>~0.0.
 */
import { changeBetween } from "../panel/change.ts";
import type { Kept } from "../state.ts";
import { deflated, inflated } from "./deflated.ts";

/** Tables, which have no text, stay behind. */
export const textsOf = (kept: readonly Kept[]): string[] => kept.flatMap(({ text }) => text ?? []);

export const changesTo = async (texts: readonly string[], text: string): Promise<string> =>
  (await Promise.all(texts.map((kept) => changeTo(kept, text)))).join("~");

async function changeTo(kept: string, text: string): Promise<string> {
  const { from, to, insert } = changeBetween(text, kept) ?? { from: 0, to: 0, insert: "" };
  return `${from}.${to}.${insert === "" ? "" : await deflated(insert)}`;
}

/** Undefined where it was not written by `changesTo`, or not for this text. */
export async function textsIn(written: string, text: string): Promise<string[] | undefined> {
  if (written === "") return [];
  const all = await Promise.all(written.split("~").map((change) => textIn(change, text)));
  return all.every((one) => one !== undefined) ? (all as string[]) : undefined;
}

async function textIn(change: string, text: string): Promise<string | undefined> {
  const [, from, to, insert] = /^(\d+)\.(\d+)\.([\w-]*)$/.exec(change) ?? [];
  if (from === undefined || Number(from) > Number(to) || Number(to) > text.length) return undefined;
  try {
    const inserted = insert === "" ? "" : await inflated(insert!);
    return text.slice(0, Number(from)) + inserted + text.slice(Number(to));
  } catch {
    return undefined;
  }
}
