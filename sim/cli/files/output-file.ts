/**
 * A file that appears whole or not at all: it is written beside its place and renamed at the end.
 */
import {
  closeSync,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { Refusal } from "../exit.ts";
import { draftOf, placeOf } from "./place.ts";
import { reason } from "./reason.ts";

export interface OutputFile {
  /** Where it will be. */
  readonly target: string;
  write(chunks: Iterable<string>): void;
  /** It is written: puts it in its place. */
  publish(): void;
  /** Takes away what was not published. */
  discard(): void;
}

/** Refuses, before anything is simulated, a place where no file can be put. */
export function openOutputFile(option: string, asked: string): OutputFile {
  const refuse = (why: string): never => {
    throw new Refusal(`${option} ${asked}: ${why}`);
  };
  if (asked === "-") refuse("what a run prints goes there: name a file");
  const target = placeOf(asked);
  if (existsSync(target) && statSync(target).isDirectory()) refuse("this is a folder: name a file");
  if (existsSync(target) && !statSync(target).isFile())
    refuse("this is no plain file, and would be replaced by one");
  const draft = draftOf(target);
  try {
    closeSync(openSync(draft, "w"));
  } catch (error) {
    refuse(existsSync(dirname(target)) ? reason(error) : "there is no such folder");
  }
  return {
    target,
    write: (chunks) => writeChunks(draft, chunks),
    publish: () => renameSync(draft, target),
    discard: () => rmSync(draft, { force: true }),
  };
}

export function writeChunks(path: string, chunks: Iterable<string>): void {
  const file = openSync(path, "w");
  try {
    for (const chunk of chunks) writeFileSync(file, chunk);
  } finally {
    closeSync(file);
  }
}
