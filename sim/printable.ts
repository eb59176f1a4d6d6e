/**
 * Text of strangers, made safe to print: what a terminal would obey, what turns the reading
 * direction, and what nobody can see are written as escapes.
 */

/**
 * Controls, soft hyphens, marks of direction and width, tags and lone surrogates; fillers that are
 * letters by name; what picks a form of the character before it.
 */
const unseen =
  /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\u034f|\p{Variation_Selector}/gu;

/** Whether a text could be a name: no control, no line end and no half of a character. */
export const isName = (text: string): boolean => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);

/** The text with every such character as `\u202e`; line feeds stay. */
export const printable = (text: string): string =>
  text.replaceAll(unseen, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });

/** At most so many characters of a text, and that there was more. */
export const shortened = (text: string, most = 60): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** A value of a stranger in a sentence: short, in quotes, and safe to print. */
export const quoted = (text: string): string => printable(JSON.stringify(shortened(text)));
