/** Pages: blocks of lines, a blank line between two of them. */

/** Blocks without lines are left out. */
export const page = (blocks: readonly (readonly string[])[]): string =>
  blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
