/**
 * Where a file or folder of ours goes, and where it is written until it is whole.
 */
import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** What a path leads to. A link stays: what it leads to is replaced. */
export function placeOf(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const whole = resolve(path);
  const folder = dirname(whole);
  return existsSync(folder) ? join(realpathSync(folder), basename(whole)) : whole;
}

/** Beside its place, so that it can be renamed, and no other process's. */
export const draftOf = (place: string): string =>
  join(dirname(place), `.${basename(place)}.${process.pid}`);
