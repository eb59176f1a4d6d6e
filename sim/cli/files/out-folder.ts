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

export interface OutFolder {
  /** Where to write a file for now. */
  path(file: OutFile): string;
  /** Everything is written: puts it where it was asked for. */
  publish(): void;
  /** Takes away what was not published. */
  discard(): void;
}

/** Refuses a folder that cannot be used or that holds what is not ours. */
export function openOutFolder(asked: string): OutFolder {
  const target = placeOf(asked);
  const draft = draftOf(target);
  const earlier = `${draft}.earlier`;
  const refuse = (why: string): never => {
    throw new Refusal(`--out ${asked}: ${why}`);
  };
  try {
    refuseStrangers(target, refuse);
    mkdirSync(draft, { recursive: true });
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(`--out ${asked}: ${reason(error)}`);
  }
  return {
    path: (file) => join(draft, file),
    publish() {
      refuseStrangers(target, refuse);
      if (existsSync(target)) renameSync(target, earlier);
      renameSync(draft, target);
      rmSync(earlier, { recursive: true, force: true });
    },
    discard: () => rmSync(draft, { recursive: true, force: true }),
  };
}

function refuseStrangers(target: string, refuse: (why: string) => never): void {
  if (!existsSync(target)) return;
  const ours = new Set<string>([...outFiles, ...more]);
  const entries = readdirSync(target);
  const stranger = entries.find((entry) => !ours.has(entry));
  if (stranger !== undefined)
    refuse(`the folder holds ${stranger}, which is no file of a run: name a new folder`);
  if (entries.length > 0 && !isOurs(join(target, "meta.json")))
    refuse("the folder holds files that are not of a run of Rooflight: name a new folder");
}

/** Whether this is the `meta.json` of a run. */
function isOurs(path: string): boolean {
  try {
    return "rooflight" in JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return false;
  }
}
