/** Colours of the page as they are now: a canvas knows no custom properties. */
import type { Token } from "../palette.ts";

export function coloursIn(document: Document): (token: Token) => string {
  const style = document.defaultView!.getComputedStyle(document.documentElement);
  const known = new Map<Token, string>();
  return (token) => {
    const colour = known.get(token) ?? style.getPropertyValue(`--${token}`).trim();
    known.set(token, colour);
    return colour;
  };
}
