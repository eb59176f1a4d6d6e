/** Colours, on a terminal that wants them. */
import { createColors } from "picocolors";

export type Paint = ReturnType<typeof createColors>;

/** The library's own guess paints pipes too where `CI` is set, so it is not asked. */
export const paintFor = (stream: NodeJS.WriteStream): Paint =>
  createColors(stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb");
