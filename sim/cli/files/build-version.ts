/**
 * Which build this is: what one build has computed is not mixed with what another one computes.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { packageFolder } from "./package-folder.ts";

/**
 * The version of the package and, since code changes between two versions, a hash over what was
 * built of it: `0.1.0+9f86d081884c7d65`.
 */
export function buildVersion(): string {
  const dist = join(packageFolder() ?? "", "dist");
  const hash = createHash("sha256");
  for (const file of builtFiles(dist)) hash.update(file).update(readFileSync(join(dist, file)));
  return `${packageJson.version}+${hash.digest("hex").slice(0, 16)}`;
}

/** Whatever runs when a command does; the page and the types do not. */
const builtFiles = (dist: string): string[] =>
  readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".js"))
    .sort();
