/**
 * The sources as the architecture tests see them: text, code without comments, and imports.
 */
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

export interface Import {
  /** A path from the root of the project, or the name of a package. */
  from: string;
  /** Nothing of it is left when types are taken away. */
  typeOnly: boolean;
}

export interface Source {
  /** From the root of the project, such as `sim/units.ts`. */
  path: string;
  text: string;
  /** The text without comments. */
  code: string;
  imports: Import[];
}

/** All TypeScript below a folder. */
export const sourcesIn = (folder: string): Source[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => readSource(posix.join(folder, name)));

/** The room of a source: the folder, or the file itself, right below `sim/`. */
export const roomOf = (path: string): string =>
  path.startsWith("sim/") ? path.split("/")[1]!.replace(/\.ts$/, "") : path.split("/")[0]!;

function readSource(path: string): Source {
  const text = readFileSync(path, "utf8");
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*$/gm, "");
  return { path, text, code, imports: importsOf(path, code) };
}

const STATIC = /^(?:import|export)\s+(?:(type)\s)?([^;"]*?)\s*from\s+"([^"]+)"/gm;
const DYNAMIC = /\bimport\("([^"]+)"\)/g;
const BARE = /^import\s+"([^"]+)"/gm;

function importsOf(path: string, code: string): Import[] {
  const named = [...code.matchAll(STATIC)].map(([, type, names, from]) => ({
    from: resolved(path, from!),
    typeOnly: type !== undefined || onlyTypes(names!),
  }));
  const whole = [...code.matchAll(DYNAMIC), ...code.matchAll(BARE)].map(([, from]) => ({
    from: resolved(path, from!),
    typeOnly: false,
  }));
  return [...named, ...whole];
}

/** `{ type A, type B }`. */
const onlyTypes = (names: string): boolean =>
  /^\{[^}]*\}$/.test(names) &&
  names
    .slice(1, -1)
    .split(",")
    .map((name) => name.trim())
    .every((name) => name === "" || name.startsWith("type "));

const resolved = (path: string, from: string): string =>
  from.startsWith(".") ? posix.join(posix.dirname(path), from) : from;
