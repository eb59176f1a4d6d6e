/**
 * A saved study: what many runs came to, as its command prints it in JSON, with the scenario that
 * they vary, and the runs that are worth looking at.
 *
 *     bytes 0–7   "ROOFSTUD"
 *     8–11        version, 12–15: bytes of the head; both little-endian
 *     16–         the head: JSON in UTF-8, filled up with blanks to a multiple of 8
 *     then        each run, as `encodeSavedRun` makes it, at a multiple of 8
 */
import { packed, unpacked } from "../kernel/packed.ts";
import type { Scenario } from "../scenario/schema.ts";
import { decodeSavedRun, encodeSavedRun, type SavedRun } from "./saved-run.ts";

export const studyKinds = ["comparison", "sweep", "plan"] as const;

export interface SavedStudy {
  kind: (typeof studyKinds)[number];
  /** The study's own plain values: a `Comparison`, a `SweepResult`, a `Plan`. */
  result: unknown;
  /** What is varied, and as it was written; of a comparison of files, the first of them. */
  scenario: Scenario;
  text: string;
  /** Texts of the files that it names, by name. */
  files: Readonly<Record<string, string>>;
  /** Of a comparison the first run of each contender, in their order. */
  runs: readonly StudiedRun[];
}

export interface StudiedRun {
  name: string;
  saved: SavedRun;
}

/** It changes with whatever a study holds. */
export const STUDY_VERSION = 1;

const MAGIC = "ROOFSTUD";
const HEAD = 16;
const BLANK = 0x20;

export function encodeSavedStudy({ runs, ...told }: SavedStudy): Uint8Array<ArrayBuffer> {
  const encoded = runs.map(({ saved }) => encodeSavedRun(saved));
  const sizes = runs.map(({ name }, at) => ({ name, size: encoded[at]!.length }));
  const head = packed({ ...told, runs: sizes }).value;
  const json = new TextEncoder().encode(JSON.stringify(head));
  const from = aligned(HEAD + json.length);
  const whole = encoded.reduce((sum, { length }) => sum + aligned(length), from);
  const bytes = new Uint8Array(whole);
  bytes.fill(BLANK, HEAD, from);
  for (let i = 0; i < MAGIC.length; i++) bytes[i] = MAGIC.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, STUDY_VERSION, true);
  view.setUint32(12, from - HEAD, true);
  bytes.set(json, HEAD);
  let at = from;
  for (const run of encoded) {
    bytes.set(run, at);
    at += aligned(run.length);
  }
  return bytes;
}

/** @throws Error, in words, where the bytes are no study that this version reads. */
export function decodeSavedStudy(bytes: Uint8Array): SavedStudy {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (bytes.length < HEAD || magic !== MAGIC) throw new Error("This is not a saved study.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  if (version !== STUDY_VERSION) {
    throw new Error(
      `This study was saved by another version of Rooflight: its format is ${version}, ` +
        `and this one reads ${STUDY_VERSION}. Do it again.`,
    );
  }
  let at = HEAD + view.getUint32(12, true);
  const { runs, ...told } = readHead(bytes.subarray(HEAD, at));
  const whole = runs.reduce((sum, { size }) => sum + aligned(size), at);
  if (whole !== bytes.length) {
    throw new Error(
      `This study is damaged: it has ${bytes.length} bytes, and should have ${whole}.`,
    );
  }
  return {
    ...told,
    runs: runs.map(({ name, size }) => {
      const saved = decodeSavedRun(bytes.subarray(at, at + size));
      at += aligned(size);
      return { name, saved };
    }),
  };
}

interface Head extends Omit<SavedStudy, "runs"> {
  runs: { name: string; size: number }[];
}

function readHead(bytes: Uint8Array): Head {
  try {
    const json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return unpacked(json, new Uint8Array()) as Head;
  } catch {
    throw new Error("This study is damaged: its head cannot be read.");
  }
}

const aligned = (size: number): number => 8 * Math.ceil(size / 8);
