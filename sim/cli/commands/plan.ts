/** `rooflight plan FILE`: finds the fleet, or the rate, that holds a scenario's objectives. */
import type { ArgumentsCamelCase, CommandModule } from "yargs";
import { flag, queue, value, values } from "../ask/flags.ts";

/** As written on the command line. */
interface PlanFlags {
  file: string;
  for: string | undefined;
  queue: string | undefined;
  out: string | undefined;
  set: string[];
  seed: string | undefined;
  json: boolean;
  report: string | undefined;
  "allow-modules": boolean;
}

export type PlanOptions = ArgumentsCamelCase<PlanFlags>;

export const plan: CommandModule<object, PlanFlags> = {
  command: "plan <file>",
  describe: "find the cheapest fleet that holds, or the highest rate that one does",
  builder: (parser) =>
    parser
      .positional("file", {
        type: "string",
        demandOption: true,
        describe: "the scenario, in YAML or JSON; its block plan says what to choose from",
      })
      .options({
        for: value("what is looked for: min-cost, min-gpus or max-rate [plan.objective]"),
        ...queue,
        out: value("folder for plan.json, candidates.csv, trail.csv, pareto.csv, meta.json"),
        set: values("change a value, such as plan.request_rate=80; may be repeated"),
        seed: value("the same as --set seed=…"),
        json: flag("print the plan as JSON, and nothing else"),
        report: value("write a page that shows this plan to this file, for a browser"),
        "allow-modules": flag(
          "let the scenario load modules of yours, such as a router: they can do anything",
        ),
      })
      .epilogue(
        "Exit code: 0; 1 where nothing holds; 2 for bad input; 130 for Ctrl-C, which still " +
          "prints and writes the best so far.",
      ),
  async handler(options) {
    const { planFleet } = await import("../plan/plan.ts");
    process.exitCode = await planFleet(options);
  },
};
