/**
 * The folder of a sweep's `--out`: every run as soon as it is done, and the tables when all are.
 *
 * A folder of a sweep is gone on with, whatever became of the process that wrote it: a line of
 * `outcomes.jsonl` is one run, and a last line that was torn is a run that was not done. Tables
 * appear whole and belong to `meta.json`, or are not there.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RunStore, SweepRun } from "../../index.ts";
import { Refusal } from "../exit.ts";
import { type Contents, refuseStrangers } from "../files/out-folder.ts";
import { writeChunks } from "../files/output-file.ts";
import { draftOf, placeOf } from "../files/place.ts";
import { reason } from "../files/reason.ts";

const OUTCOMES = "outcomes.jsonl";
const META = "meta.json";
const tables = ["runs.csv", "points.csv"] as const;
export type SweepTable = (typeof tables)[number];
export const sweepFiles: readonly string[] = [...tables, META, OUTCOMES];
const ofSweep: Contents = { of: "sweep", files: sweepFiles };

export interface SweepFolder extends RunStore {
  /** Says what the folder is of from now on, and takes away the tables of what it was of. */
  begin(meta: string): void;
  write(table: SweepTable, chunks: Iterable<string>): void;
}

/** Refuses a folder that cannot be used or that holds what is not of a sweep. */
export function openSweepFolder(asked: string): SweepFolder {
  const folder = placeOf(asked);
  const refuse = (why: string): never => {
    throw new Refusal(`--out ${asked}: ${why}`);
  };
  try {
    refuseStrangers(folder, ofSweep, refuse);
    mkdirSync(folder, { recursive: true });
    return folderAt(folder);
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(`--out ${asked}: ${reason(error)}`);
  }
}

function folderAt(folder: string): SweepFolder {
  const outcomes = join(folder, OUTCOMES);
  const { runs, torn } = readOutcomes(outcomes);
  // What follows a torn line begins on one of its own.
  if (torn) appendFileSync(outcomes, "\n");
  const write = (file: string, chunks: Iterable<string>): void => {
    // Beside the folder: one that is left behind by a process that was killed is no stranger in it.
    const draft = `${draftOf(folder)}.${file}`;
    writeChunks(draft, chunks);
    renameSync(draft, join(folder, file));
  };
  return {
    get: (key) => runs.get(key),
    put(key, run) {
      runs.set(key, run);
      appendFileSync(outcomes, `${JSON.stringify({ key, run })}\n`);
    },
    begin(meta) {
      for (const table of tables) rmSync(join(folder, table), { force: true });
      write(META, [meta]);
    },
    write,
  };
}

function readOutcomes(path: string) {
  const runs = new Map<string, SweepRun>();
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  for (const line of text.split("\n")) {
    const read = readOutcome(line);
    if (read) runs.set(read.key, read.run);
  }
  return { runs, torn: text !== "" && !text.endsWith("\n") };
}

/** Undefined where the process ended in the middle of the line. */
function readOutcome(line: string): { key: string; run: SweepRun } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
