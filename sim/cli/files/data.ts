/**
 * Finds recorded data: measurements and traces that are too large, or not ours, to commit.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** Where data may lie: `$ROOFLIGHT_DATA`, the folder beside the project, the cache. */
export const dataFolders = (): string[] =>
  [process.env.ROOFLIGHT_DATA, "../shared/data", ".cache"].filter(
    (folder) => folder !== undefined && folder !== "",
  ) as string[];

/** Absolute path of `relative` in the first of these folders that has it; undefined if none. */
export const findData = (
  relative: string,
  folders: readonly string[] = dataFolders(),
): string | undefined =>
  folders.map((folder) => resolve(folder, relative)).find((path) => existsSync(path));
