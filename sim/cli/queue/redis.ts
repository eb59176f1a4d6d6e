/**
 * The connection to Redis: refused in words where it cannot be made, made again where it was lost.
 */
import { setTimeout } from "node:timers/promises";
import { Redis } from "ioredis";
import { Refusal } from "../exit.ts";
import type { Address } from "./address.ts";

export interface Connection {
  redis: Redis;
  /** Ends it, and all that were made from it, after a goodbye that does not take long. */
  end(goodbye?: () => Promise<unknown>): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5000;
const RETRY_MS = 200;
const MOST_RETRY_MS = 2000;
const GOODBYE_MS = 3000;

/**
 * @param say where it is told that the connection was lost, or is back
 * @throws Refusal where nobody answers, or does not let us in
 */
export async function openRedis(
  { url, shown }: Address,
  say: (sentence: string) => void,
): Promise<Connection> {
  let state: "opening" | "open" | "ended" = "opening";
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // What was asked while the connection is lost is asked again when it is back.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (state === "open" ? Math.min(times * RETRY_MS, MOST_RETRY_MS) : null),
  });
  let trouble: unknown;
  redis.on("error", (error) => {
    trouble ??= error;
  });
  const end = async (goodbye: () => Promise<unknown> = async () => {}) => {
    const isHeard = redis.status === "ready";
    state = "ended";
    const said = goodbye();
    if (isHeard) await inTime(said);
    else said.catch(() => {});
    // Where nothing is left to end, the library would wait for the end.
    if (redis.status !== "end") redis.disconnect();
  };
  // What the library throws says less than what it tells before; some trouble it only tells.
  await redis.connect().catch((error) => {
    trouble ??= error;
  });
  if (trouble === undefined) await redis.ping();
  if (trouble !== undefined) {
    await end();
    throw new Refusal(`--queue: ${shown} ${reason(trouble)}`);
  }
  state = "open";
  let lost = false;
  redis.on("close", () => {
    if (state === "open" && !lost) say(`The connection to ${shown} is lost; it is tried again.`);
    lost = true;
  });
  redis.on("ready", () => {
    if (lost) say(`The connection to ${shown} is back.`);
    lost = false;
  });
  return { redis, end };
}

/** Waits for what may never come, for a while. */
async function inTime(goodbye: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  const { signal } = patience;
  const late = setTimeout(GOODBYE_MS, undefined, { signal }).catch(() => {});
  await Promise.race([goodbye, late]).catch(() => {});
  patience.abort();
}

/** Why there is no connection, after the address. */
function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ECONNREFUSED":
      return "does not answer: no Redis listens there";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "does not answer: there is no such host";
    case "ETIMEDOUT":
      return "does not answer";
    default:
      return `refuses the connection: ${message}`;
  }
}
