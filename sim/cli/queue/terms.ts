/**
 * What those who feed a queue and those who serve it agree on: how everything is called in Redis,
 * and how long it lasts.
 *
 * A queue is named after the build that feeds it, so that jobs meet workers of their own build and
 * no others.
 */
import type { Redis } from "ioredis";

const PREFIX = "rooflight";

/** What the library needs to know of the queue of a version. */
export const queueOf = (version: string, redis: Redis) =>
  [version, { connection: redis, prefix: PREFIX }] as const;

export const keys = {
  /** What a job has come to. */
  outcome: (version: string, job: string) => `${PREFIX}:${version}:outcome:${job}`,
  /** The text of a file that scenarios name. */
  file: (sha256: string) => `${PREFIX}:file:${sha256}`,
  /** Where it is called out that a job is over. */
  over: (version: string) => `${PREFIX}:${version}:over`,
  /** What the library keeps of a queue in which nothing is. */
  emptyQueue: (version: string) =>
    ["meta", "id", "events"].map((name) => `${PREFIX}:${version}:${name}`),
  /** Who is there, by when each was seen last. */
  present: (role: "studies" | "workers") => `${PREFIX}:${role}`,
} as const;

/** Seconds for which things are kept in Redis after they were last written or asked for. */
export const KEPT = 24 * 60 * 60;

/** What the library keeps beside the job. */
export interface JobText {
  /** A `Job` as bytes, in Base64. */
  job: string;
  /** SHA-256 of each file that its scenario names, by its name there. */
  files: Readonly<Record<string, string>>;
}

/** What is called out when a job is over. */
export interface Over {
  job: string;
  /** Why no worker could do it; otherwise it lies under its key. */
  failed?: string;
}

/**
 * How often, in milliseconds, whoever is there shows it and looks for what was lost. A killed
 * worker's jobs are done by another one after two to four of these. The tests are in a hurry.
 */
export const BEAT_MS = Number(process.env.ROOFLIGHT_QUEUE_BEAT_MS) || 5000;
