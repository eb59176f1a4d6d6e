/** The scenarios that come with the simulator and need no file: name and text. */
import { readdirSync, readFileSync } from "node:fs";

export const presetTexts: [name: string, text: string][] = readdirSync("scenarios")
  .filter((name) => name.endsWith(".yaml") && name !== "azure.yaml")
  .map((name) => [name, readFileSync(`scenarios/${name}`, "utf8")]);
