/**
 * The scenarios that come with the package, by file, with what each shows.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Listing, loadScenario } from "../../index.ts";
import { Refusal } from "../exit.ts";
import { packageFolder } from "../files/package-folder.ts";

export interface ListedScenario {
  /** From the current folder, to be handed to `rooflight run`. */
  file: string;
  name: string;
  description: string;
}

/** Throws a `Refusal` where the package was taken apart. */
export function listScenarios(): Listing<ListedScenario> {
  const home = packageFolder();
  if (home === undefined) throw new Refusal("The package's folder of scenarios was not found");
  const folder = join(home, "scenarios");
  const rows = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => listed(join(folder, name)));
  return {
    rows,
    columns: [
      { key: "file", title: "scenario", of: ({ file }) => file },
      { key: "name", of: ({ name }) => name },
      { key: "description", title: "", of: ({ description }) => description },
    ],
  };
}

function listed(path: string): ListedScenario {
  const file = relative(process.cwd(), path);
  const { name, description = "" } = loadScenario(readFileSync(path, "utf8"), { file }).scenario;
  return { file, name, description };
}
