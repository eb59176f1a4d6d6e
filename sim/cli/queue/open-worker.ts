/**
 * The worker at a queue: takes a job, has it done in a thread, and writes what it has come to.
 *
 * The main thread stays free to tell Redis that jobs are being done; of a worker that tells no
 * more, they go to another one.
 */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type Job as Queued, WaitingError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { decodeTree, encodeTree, type Job } from "../../index.ts";
import type { Threads } from "../jobs/threads.ts";
import { keptTexts } from "./kept-texts.ts";
import { BEAT_MS, type JobText, KEPT, keys, type Over, queueOf } from "./terms.ts";

/** Workers (a count) that may die with a job before it is held to be what kills them. */
const MOST_DEATHS = 3;

export interface WorkerTerms {
  threads: Threads;
  version: string;
  /** Where it tells what goes wrong. */
  say(sentence: string): void;
  /** A job was done, here. */
  onDone(): void;
}

export function openWorker(redis: Redis, { threads, version, say, onDone }: WorkerTerms): Worker {
  const texts = keptTexts(redis);
  const callOut = (over: Over) => redis.publish(keys.over(version), JSON.stringify(over));
  const perform = async (queued: Queued<JobText>, token?: string): Promise<void> => {
    const outcome = keys.outcome(version, queued.id!);
    if ((await redis.exists(outcome)) > 0) return;
    const { job, files } = queued.data;
    const tried = await threads.attempt({
      job: decodeTree(Buffer.from(job, "base64")) as Job,
      files: await texts(files),
    });
    if (tried === undefined) {
      await queued.moveToWait(token);
      throw new WaitingError();
    }
    await redis.set(outcome, await zipped(encodeTree(tried)), "EX", KEPT);
    await callOut({ job: queued.id! });
    onDone();
  };
  const [name, where] = queueOf(version, redis);
  const worker = new Worker<JobText>(name, perform, {
    ...where,
    concurrency: threads.width,
    lockDuration: 2 * BEAT_MS,
    stalledInterval: BEAT_MS,
    maxStalledCount: MOST_DEATHS,
    runRetryDelay: BEAT_MS,
  });
  const told = new Set<string>();
  const sayOnce = (sentence: string) => {
    // A lost connection is told where it is watched.
    if (!told.has(sentence) && redis.status === "ready") say(sentence);
    told.add(sentence);
  };
  worker.on("error", ({ message }) => sayOnce(`The queue: ${message}`));
  worker.on("failed", (queued, { message }) => {
    sayOnce(`A job could not be done: ${message}`);
    // Others have been put back, to be tried again.
    if (queued?.finishedOn !== undefined)
      callOut({ job: queued.id!, failed: message }).catch(() => {});
  });
  return worker;
}

const zipped = promisify(gzip);
