/**
 * Writes a file that is not there yet: whole, or not at all, and never over another.
 */
import { linkSync, rmSync, writeFileSync } from "node:fs";
import { Refusal } from "../exit.ts";
import { draftOf } from "./place.ts";
import { reason } from "./reason.ts";

/** Throws a `Refusal` where there is a file already, or none may be written. */
export function writeNewFile(path: string, text: string): void {
  const draft = draftOf(path);
  try {
    writeFileSync(draft, text, { flag: "wx" });
    publish(draft, path, text);
  } catch (error) {
    throw new Refusal(`${path}: ${why(error)}`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function why(error: unknown): string {
  if (isThere(error)) return "there is one already; name another file, or --print it";
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" ? "its folder is not there" : reason(error);
}

/** Linking fails where there is a file; renaming would replace it. */
function publish(draft: string, path: string, text: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (isThere(error)) throw error;
    // Some file systems know no links.
    writeFileSync(path, text, { flag: "wx" });
  }
}

const isThere = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "EEXIST";
