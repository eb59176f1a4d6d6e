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
