/** `rooflight worker`: does the jobs that studies elsewhere feed into a queue. */
import type { ArgumentsCamelCase, CommandModule } from "yargs";
import { value } from "../ask/flags.ts";

/** As written on the command line. */
interface WorkerFlags {
  queue: string;
  threads: string | undefined;
}

export type WorkerOptions = ArgumentsCamelCase<WorkerFlags>;

export const worker: CommandModule<object, WorkerFlags> = {
  command: "worker",
  describe: "do the jobs of studies that run elsewhere, from a queue in Redis",
  builder: (parser) =>
    parser
      .options({
        queue: {
          ...value("address of the Redis, such as redis://host:6379"),
          demandOption: true,
        },
        threads: value("jobs at a time [as many as there are cores]"),
      })
      .epilogue("Ends with Ctrl-C or SIGTERM; what it was doing then goes back into the queue."),
  async handler(options) {
    const { serve } = await import("../queue/serve.ts");
    process.exitCode = await serve(options);
  },
};
