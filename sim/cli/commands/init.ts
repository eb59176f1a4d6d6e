/** `rooflight init`: a commented scenario to start from. */
import type { CommandModule } from "yargs";
import { givenOnce } from "../ask/given.ts";

export interface InitOptions {
  file: string;
  model: string;
  gpu: string;
  print: boolean;
  json: boolean;
}

export const init: CommandModule<object, InitOptions> = {
  command: "init [file]",
  describe: "write a commented scenario to start from",
  builder: (parser) =>
    parser
      .positional("file", {
        type: "string",
        default: "scenario.yaml",
        describe: "where to write it",
      })
      .options({
        model: {
          type: "string",
          requiresArg: true,
          default: "meta-llama/Llama-3.1-8B-Instruct",
          describe: "a name in the catalogue, or a path to a config.json",
        },
        gpu: {
          type: "string",
          requiresArg: true,
          default: "H100-SXM-80GB",
          describe: "a name in the catalogue",
        },
        print: { type: "boolean", default: false, describe: "print it, and write no file" },
        json: { type: "boolean", default: false, describe: "say as JSON what was written" },
      })
      .check(givenOnce)
      .epilogue("A file that is there already is left as it is."),
  async handler(options) {
    const { writeStarter } = await import("../init/init.ts");
    writeStarter(options);
  },
};
