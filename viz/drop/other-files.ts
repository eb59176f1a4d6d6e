/** Whether files are those that a scenario was written for, by the SHA-256 that it states. */
import type { State } from "../state.ts";
import { nameIn } from "./kind.ts";
import { namedIn } from "./scenario-files.ts";

/** A sentence for each that is not. */
export async function otherFiles({ text, files }: Pick<State, "text" | "files">) {
  // A page from a server without TLS cannot tell.
  if (globalThis.isSecureContext === false) return [];
  const told = namedIn(text).map(async ({ file, sha256 }) => {
    const held = files[file];
    if (held === undefined || typeof sha256 !== "string" || (await sha256Of(held)) === sha256)
      return [];
    return [`${nameIn(file)} is not the file that the scenario states: its SHA-256 is another.`];
  });
  return (await Promise.all(told)).flat();
}

async function sha256Of(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
