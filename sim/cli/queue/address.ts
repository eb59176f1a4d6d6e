/**
 * `redis://…` on the command line: what the library takes, and what may be printed of it. A
 * password never is.
 */
import { Refusal } from "../exit.ts";

export interface Address {
  /** With the password, if there is one. */
  url: string;
  /** Without it. */
  shown: string;
}

const FORM =
  "give redis://host, or in full redis://user:password@host:port/database; rediss:// over TLS";

/** @throws Refusal */
export function readAddress(written: string): Address {
  // What cannot be read may hold a password anywhere, so it is not repeated.
  if (!URL.canParse(written)) throw new Refusal(`--queue is no address of a Redis: ${FORM}`);
  const { protocol, host, pathname, search, hash } = new URL(written);
  const shown = `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
  const isRedis = protocol === "redis:" || protocol === "rediss:";
  if (!isRedis || host === "" || search !== "" || hash !== "" || !/^\/?\d*$/.test(pathname))
    throw new Refusal(`--queue: ${shown} is no address of a Redis: ${FORM}`);
  return { url: written, shown };
}
