/** `rooflight run FILE`: simulates a scenario and prints its figures. */
import type { ArgumentsCamelCase, CommandModule } from "yargs";
import { flag, queue, value, values } from "../ask/flags.ts";
import { Refusal } from "../exit.ts";

/** As written on the command line. */
interface RunFlags {
  file: string;
  out: string | undefined;
  set: string[];
  seed: string | undefined;
  json: boolean;
  why: boolean;
  replications: string | undefined;
  queue: string | undefined;
  "fail-on-slo": boolean;
  "allow-modules": boolean;
  trace: string | undefined;
  "trace-window": string | undefined;
  metrics: string | undefined;
  "metrics-interval": string | undefined;
  "metrics-start": string | undefined;
  report: string | undefined;
}

export type RunOptions = ArgumentsCamelCase<RunFlags>;

export const run: CommandModule<object, RunFlags> = {
  command: "run <file>",
  describe: "simulate a scenario and print its figures",
  builder: (parser) =>
    parser
      .positional("file", {
        type: "string",
        demandOption: true,
        describe: "the scenario, in YAML or JSON",
      })
      .options({
        out: value("folder for summary.json, requests.csv, timeline.csv, meta.json"),
        set: values("change a value, such as cluster.pools.0.engines=2; may be repeated"),
        seed: value("the same as --set seed=…"),
        json: flag("print the summary as JSON, and nothing else"),
        why: flag("prove which limit binds: run again with each limit eased by 10 %"),
        replications: value("run with so many seeds, and tell figures with their 95 % intervals"),
        ...queue,
        "fail-on-slo": flag("exit with 1 where the objectives are not met"),
        trace: value("write every step and request to this file, for ui.perfetto.dev"),
        "trace-window": value("the part of the run that --trace tells, such as 10s..30s"),
        metrics: value("write vLLM's metrics to this file in OpenMetrics, for Prometheus"),
        "metrics-interval": value(
          "time between scrapes of --metrics, such as 5s; from 1s on as the run grows",
        ),
        "metrics-start": value("when the run begins in --metrics; 2026-01-01T00:00:00Z"),
        report: value("write a page that shows this run to this file, for a browser"),
        "allow-modules": flag(
          "let the scenario load modules of yours, such as a router: they can do anything",
        ),
      })
      .check(severalRuns)
      .epilogue(
        "Exit code: 0; 1 for missed objectives under --fail-on-slo or a run that gets nowhere; " +
          "2 for bad input; 130 for Ctrl-C, which still prints and writes what there is.",
      ),
  async handler(options) {
    const { runScenario } = await import("../run/run.ts");
    process.exitCode = await runScenario(options);
  },
};

/**
 * Refuses fewer replications than two: one run tells nothing of how runs differ. Refuses a queue
 * for one run, which is always made here.
 */
function severalRuns({ replications, queue }: Pick<RunFlags, "replications" | "queue">): true {
  if (replications !== undefined && (!/^\d+$/.test(replications) || Number(replications) < 2))
    throw new Refusal(`--replications ${replications}: give a whole number, 2 or more`);
  if (queue !== undefined && replications === undefined)
    throw new Refusal("--queue: a single run is made here; give --replications, too");
  return true;
}
