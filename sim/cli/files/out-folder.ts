/**
 * The folder of `--out`: its files appear together, when a run is done, or not at all.
 *
 * They are written into a sibling that is renamed at the end. An earlier run of ours is replaced;
 * whatever else is in the folder is somebody's, and refused before anything is simulated.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../exit.ts";
import { draftOf, placeOf } from "./place.ts";
import { reason } from "./reason.ts";

export const outFiles = ["summary.json", "requests.csv", "timeline.csv", "meta.json"] as const;
/** Files of ours that are there where they were asked for. */
const more = ["replications.csv"] as const;
export type OutFile = (typeof outFiles)[number] | (typeof more)[number];

/** What a folder holds: the result of which command, and its files, `meta.json` among them. */
export interface Contents<F extends string = string> {
  of: string;
  files: readonly F[];
}

const ofRun: Contents<OutFile> = { of: "run", files: [...outFiles, ...more] };

export interface OutFolder<F extends string = OutFile> {
  /** Where to write a file for now. */
  path(file: F): string;
  /** Everything is written: puts it where it was asked for. */
  publish(): void;
  /** Takes away what was not published. */
  discard(): void;
}

/** Refuses a folder that cannot be used or that holds what is not ours. */
export const openOutFolder = (asked: string): OutFolder => openFolderFor(asked, ofRun);

/** The same for the result of another command. */
export function openFolderFor<F extends string>(
  asked: string,
  contents: Contents<F>,
): OutFolder<F> {
  const target = placeOf(asked);
  const draft = draftOf(target);
  const earlier = `${draft}.earlier`;
  const refuse = (why: string): never => {
    throw new Refusal(`--out ${asked}: ${why}`);
  };
  try {
    refuseStrangers(target, contents, refuse);
    mkdirSync(draft, { recursive: true });
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(`--out ${asked}: ${reason(error)}`);
  }
  return {
    path: (file) => join(draft, file),
    publish() {
      refuseStrangers(target, contents, refuse);
      if (existsSync(target)) renameSync(target, earlier);
      renameSync(draft, target);
      rmSync(earlier, { recursive: true, force: true });
    },
    discard: () => rmSync(draft, { recursive: true, force: true }),
  };
}

/** Refuses a folder that holds anything but these files of ours. */
export function refuseStrangers(
  target: string,
  { of, files }: Contents,
  refuse: (why: string) => never,
): void {
  if (!existsSync(target)) return;
  const entries = readdirSync(target);
  const stranger = entries.find((entry) => !files.includes(entry));
  if (stranger !== undefined)
    refuse(`the folder holds ${stranger}, which is no file of a ${of}: name a new folder`);
  if (entries.length > 0 && !isOurs(join(target, "meta.json")))
    refuse(`the folder holds files that are not of a ${of} of Rooflight: name a new folder`);
}

/** Whether this is a `meta.json` of ours. */
function isOurs(path: string): boolean {
  try {
    return "rooflight" in JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return false;
  }
}
