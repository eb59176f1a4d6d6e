/**
 * Builds once before the tests, if a source is newer than the build: what the tests start as a user
 * would is then what the sources say.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const BUILT = [
  "dist/cli.js",
  "dist/index.js",
  "dist/worker.js",
  "dist/types/index.d.ts",
  "dist/rooflight.html",
];
const SOURCES = [
  "sim",
  "viz",
  "scenarios",
  "package.json",
  "vite.config.ts",
  "tsconfig.json",
  "tsconfig.build.json",
];

export default function freshBuild(): void {
  const oldest = Math.min(...BUILT.map((path) => (existsSync(path) ? newestIn(path) : 0)));
  if (Math.max(...SOURCES.map(newestIn)) < oldest) return;
  execFileSync("npm", ["run", "build", "--silent"], { stdio: "inherit" });
}

/** When the file, or the newest file below the folder, was last written. */
function newestIn(path: string): number {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}
