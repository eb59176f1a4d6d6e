#!/usr/bin/env node
/**
 * The command line: which command was meant, and how whatever goes wrong is told.
 *
 * Only options and descriptions are loaded here; a command brings the simulator along when it runs,
 * so that `--help` is instant.
 */
import yargs, { type CommandModule } from "yargs";
import { hideBin } from "yargs/helpers";
import packageJson from "../../package.json" with { type: "json" };
import { givenOnce } from "./ask/given.ts";
import { calibrate } from "./commands/calibrate.ts";
import { compare } from "./commands/compare.ts";
import { explain } from "./commands/explain.ts";
import { init } from "./commands/init.ts";
import { list } from "./commands/list.ts";
import { memory } from "./commands/memory.ts";
import { plan } from "./commands/plan.ts";
import { run } from "./commands/run.ts";
import { schema } from "./commands/schema.ts";
import { sweep } from "./commands/sweep.ts";
import { worker } from "./commands/worker.ts";
import { EXIT, type ExitCode, Refusal } from "./exit.ts";

const written = hideBin(process.argv);

// biome-ignore lint/suspicious/noExplicitAny: each command knows the types of its own options.
const commands: Record<string, CommandModule<object, any>> = {
  run,
  compare,
  sweep,
  plan,
  memory,
  explain,
  list,
  init,
  schema,
  worker,
  calibrate,
};

/** The process that reads our output may stop reading (`| head`): that is no error of anybody's. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await commandLine().parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

/**
 * The parser of the command that was named, or of all where none was. A command is handed to the
 * library as the only one, since of several it would lay out the help whenever it runs one.
 */
function commandLine() {
  const [name = "", ...rest] = written;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const parser =
    command === undefined
      ? yargs(written)
          .scriptName("rooflight")
          .usage("$0 <command>\n\nSimulates LLM serving clusters, request by request.")
          .command(Object.values(commands))
          .demandCommand(1, "No command was given")
      : yargs(rest)
          .scriptName(`rooflight ${name}`)
          .command({ ...command, command: `${command.command}`.replace(name, "$0") });
  return parser
    .option("debug", { type: "boolean", describe: "show where an error came from" })
    .strict()
    .check(givenOnce)
    .help("help", "show this")
    .version("version", "show the version", packageJson.version)
    .alias({ h: "help", v: "version" })
    .wrap(Math.min(100, process.stdout.columns || 100))
    .exitProcess(false)
    .fail((message, error) => {
      // The library's own errors are about what was written; all others are ours.
      const isOurs = error !== undefined && error?.name !== "YError";
      throw isOurs ? error : new Refusal(`${message ?? error?.message}. See rooflight --help`);
    });
}

/** Says on stderr what went wrong: bad input in its own words, a bug of ours in one line. */
function tell(error: unknown): ExitCode {
  const debug = written.includes("--debug") || Boolean(process.env.ROOFLIGHT_DEBUG);
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (debug && stack) process.stderr.write(`${stack}\n`);
  if (name === "Refusal") {
    process.stderr.write(`${message}\n`);
    return EXIT.badInput;
  }
  const [firstLine] = message.split("\n");
  const hint = debug ? "" : " (--debug shows where)";
  process.stderr.write(`rooflight: ${name}: ${firstLine}${hint}\n`);
  return EXIT.brokenPromise;
}
