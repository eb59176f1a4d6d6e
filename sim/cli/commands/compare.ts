/** `rooflight compare FILE…`: variants of a scenario, or several, under the same random numbers. */
import type { ArgumentsCamelCase, CommandModule } from "yargs";
import { flag, queue, value, values } from "../ask/flags.ts";

/** As written on the command line. */
interface CompareFlags {
  files: string[];
  replications: string | undefined;
  bands: string | undefined;
  set: string[];
  seed: string | undefined;
  queue: string | undefined;
  out: string | undefined;
  json: boolean;
  report: string | undefined;
  "allow-modules": boolean;
}

export type CompareOptions = ArgumentsCamelCase<CompareFlags>;

export const compare: CommandModule<object, CompareFlags> = {
  command: "compare <files..>",
  describe: "run variants of a scenario, or several scenarios, and tell how they differ",
  builder: (parser) =>
    parser
      .positional("files", {
        type: "string",
        array: true,
        demandOption: true,
        describe: "a scenario with variants; or several, of which the first is the baseline",
      })
      .options({
        replications: value(
          "runs of each, with the same seeds for all; 8; as many as it takes: 8..64",
        ),
        bands: value("longest prompts of bands of prompt length, such as 512,4096; quarters"),
        set: values("change a value in all of them, such as cluster.pools.0.engines=2"),
        seed: value("the same as --set seed=…"),
        ...queue,
        out: value("folder for comparison.json, replications.csv, differences.csv, meta.json"),
        json: flag("print the comparison as JSON, and nothing else"),
        report: value("write a page that shows this comparison to this file, for a browser"),
        "allow-modules": flag(
          "let scenarios load modules of yours, such as a router: they can do anything",
        ),
      })
      .epilogue(
        "Exit code: 0; 1 for a run that gets nowhere; 2 for bad input; 130 for Ctrl-C, after " +
          "which the replications count that all came through.",
      ),
  async handler(options) {
    const { compareScenarios } = await import("../compare/compare.ts");
    process.exitCode = await compareScenarios(options);
  },
};
