/** `rooflight sweep FILE`: simulates a scenario at many points and tells them side by side. */
import type { ArgumentsCamelCase, CommandModule } from "yargs";
import { flag, queue, value, values } from "../ask/flags.ts";

/** As written on the command line. */
interface SweepFlags {
  file: string;
  vary: string[];
  set: string[];
  seed: string | undefined;
  replications: string | undefined;
  queue: string | undefined;
  out: string | undefined;
  json: boolean;
  report: string | undefined;
  "allow-modules": boolean;
}

export type SweepOptions = ArgumentsCamelCase<SweepFlags>;

export const sweep: CommandModule<object, SweepFlags> = {
  command: "sweep <file>",
  describe: "simulate a scenario at many points, on all cores",
  builder: (parser) =>
    parser
      .positional("file", {
        type: "string",
        demandOption: true,
        describe: "the scenario, in YAML or JSON; its sweep section says what varies",
      })
      .options({
        vary: values(
          "vary a value too: path=1,2,4 or path=10..80, eight of them: path=10..80/8; " +
            "may be repeated",
        ),
        set: values("change a value, such as cluster.pools.0.engines=2; may be repeated"),
        seed: value("the same as --set seed=…"),
        replications: value("runs of each point, each with a seed of its own"),
        ...queue,
        out: value("folder for runs.csv, points.csv, meta.json; one of a sweep is gone on with"),
        json: flag("print all points as JSON, and nothing else"),
        report: value("write a page that shows this sweep to this file, for a browser"),
        "allow-modules": flag(
          "let the scenario load modules of yours, such as a router: they can do anything",
        ),
      })
      .epilogue(
        "Exit code: 0; 2 for bad input; 130 for Ctrl-C, after which the same command with --out " +
          "goes on where it was.",
      ),
  async handler(options) {
    const { sweepScenario } = await import("../sweep/sweep.ts");
    process.exitCode = await sweepScenario(options);
  },
};
