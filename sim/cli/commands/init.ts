/** `rooflight init`: a commented scenario to start from. */
import type { CommandModule } from "yargs";
import { flag, parts } from "../ask/flags.ts";

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
        model: { ...parts.model, demandOption: false, default: "meta-llama/Llama-3.1-8B-Instruct" },
        gpu: { ...parts.gpu, demandOption: false, default: "H100-SXM-80GB" },
        print: flag("print it, and write no file"),
        json: flag("say as JSON what was written"),
      })
      .epilogue("A file that is there already is left as it is."),
  async handler(options) {
    const { writeStarter } = await import("../init/init.ts");
    writeStarter(options);
  },
};
