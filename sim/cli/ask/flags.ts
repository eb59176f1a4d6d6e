/** Options that several commands have. */

/** One that takes a value, read by the command itself, so that it can say what is wrong with it. */
export const value = (describe: string) =>
  ({ type: "string", requiresArg: true, describe }) as const;

/** One that is there or not. */
export const flag = (describe: string) => ({ type: "boolean", default: false, describe }) as const;

/** The parts that a command is about. */
export const parts = {
  model: {
    ...value("a name in the catalogue, or a path to a config.json"),
    demandOption: true,
  },
  gpu: { ...value("a name in the catalogue"), demandOption: true },
} as const;

/** Where the jobs of a study are done: of those that have several runs. */
export const queue = {
  queue: value("do the runs on workers at this Redis, such as redis://host:6379, and not here"),
} as const;
