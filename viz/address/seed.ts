/** The seed of a scenario as an address shows it: a line of its own in the text. */

const LINE = /^seed:[ \t]*(\d+)/m;

export const seedOf = (text: string): number | undefined => {
  const [, digits] = LINE.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
};

/** The text with another seed; what has no line for it gets one at its end. */
export function withSeed(text: string, seed: number): string {
  if (LINE.test(text)) return text.replace(LINE, `seed: ${seed}`);
  return `${text.replace(/\n?$/, "\n")}seed: ${seed}\n`;
}
