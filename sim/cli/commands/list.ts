/** `rooflight list`: the GPUs, models, policies and scenarios that there are. */
import type { CommandModule } from "yargs";
import { flag } from "../ask/flags.ts";
import { oneForm } from "../ask/given.ts";

export const kinds = ["gpus", "models", "policies", "scenarios"] as const;
export type ListKind = (typeof kinds)[number];

export interface ListOptions {
  kind: string;
  json: boolean;
  csv: boolean;
}

export const list: CommandModule<object, ListOptions> = {
  command: "list <kind>",
  describe: "list the GPUs, models, policies or scenarios that there are",
  builder: (parser) =>
    parser
      .positional("kind", {
        type: "string",
        demandOption: true,
        describe: kinds.join(", "),
      })
      .options({
        json: flag("print all of it as JSON"),
        csv: flag("print all of it as CSV"),
      })
      .check(oneForm),
  async handler(options) {
    const { listKind } = await import("../list/list.ts");
    listKind(options);
  },
};
