/**
 * Paragraphs: text in lines, broken between words.
 */

/** Columns of whatever is printed, where it can be broken. */
export const WIDTH = 80;

/** What must not be broken, a number and its unit, is tied by these. */
export const tied = (text: string): string => text.replaceAll(" ", TIE);
const TIE = "\u00a0";

/** A text in lines of at most 80 columns, broken between words. */
export const paragraph = (text: string): string[] => broken(text, WIDTH);

/** A text in lines of at most so many columns. */
export function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/[ \n]+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return (line === "" ? lines : [...lines, line]).map((each) => each.replaceAll(TIE, " "));
}
