/**
 * Jobs for other machines: fed into a queue in Redis, and awaited.
 *
 * The id of a job is its key, so whoever asks for the same gets the same: what is done already is
 * not done again, and what is being done is waited for, be it for another study. What a job has
 * come to lies under its key for a day. That, and not the queue, says what is done; so jobs that a
 * Redis forgot, or another study took back, are fed again.
 */
import type { EventEmitter } from "node:events";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import pLimit from "p-limit";
import { type Attempt, decodeTree, encodeTree, type Job, jobKey, outcomeOf } from "../../index.ts";
import { buildVersion } from "../files/build-version.ts";
import { namedFiles, type RecordedFile } from "../files/recorded-files.ts";
import type { Workers } from "../jobs/threads.ts";
import { type Address, readAddress } from "./address.ts";
import { type Present, present, showPresence } from "./presence.ts";
import { openRedis } from "./redis.ts";
import { type JobText, KEPT, keys, type Over, queueOf } from "./terms.ts";

/** Jobs (a count) that are asked for at once: more than workers are likely to have threads. */
const AHEAD = 2000;
/** Times a job is tried where a worker could not do it, and when again, in milliseconds. */
const ATTEMPTS = 3;
const AGAIN_AFTER_MS = 500;

export interface FeedTerms {
  /** All files that any of the jobs may read. */
  recorded: readonly RecordedFile[];
  /** Where sentences go. */
  say(sentence: string): void;
}

/** @throws Refusal where there is no Redis at the address */
export async function openFeed(written: string, terms: FeedTerms): Promise<Workers> {
  const address = readAddress(written);
  const connection = await openRedis(address, terms.say);
  const { redis } = connection;
  const feed = new Feed(redis, terms.recorded);
  await feed.listen();
  const watch = watchWorkers({ ...terms, address, version: feed.version });
  const look = async () => {
    feed.threads = watch(await present(redis, "workers"), feed.isWaiting);
  };
  await look();
  const leave = await showPresence(redis, "studies", {
    version: feed.version,
    threads: 0,
    async onBeat() {
      await look();
      await feed.keepFed();
    },
  });
  return {
    get width() {
      return Math.max(1, feed.threads);
    },
    async execute(job) {
      const tried = await feed.attempt(job);
      return tried && outcomeOf(tried);
    },
    interrupt: () => feed.stop(),
    close: () => connection.end(() => Promise.all([feed.close(), leave()])),
  };
}

/** A job that somebody waits for. */
interface Asked {
  job: Job;
  files: readonly RecordedFile[];
  come: Promise<Attempt | undefined>;
  settle(tried: Attempt | undefined): void;
  fail(error: Error): void;
}

class Feed {
  readonly version = buildVersion();
  /** Of all workers that would do its jobs. */
  threads = 0;
  readonly #redis: Redis;
  readonly #recorded: readonly RecordedFile[];
  readonly #queue: Queue<JobText>;
  /** A connection that does nothing else, as Redis wants it. */
  readonly #ears: Redis;
  readonly #inTurn = pLimit(AHEAD);
  readonly #asked = new Map<string, Asked>();
  #takenBack: Promise<unknown> | undefined;

  constructor(redis: Redis, recorded: readonly RecordedFile[]) {
    this.#redis = redis;
    this.#recorded = recorded;
    const [name, where] = queueOf(this.version, redis);
    this.#queue = new Queue(name, {
      ...where,
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: { type: "exponential", delay: AGAIN_AFTER_MS },
        removeOnComplete: true,
        removeOnFail: true,
      },
    });
    this.#ears = redis.duplicate();
    // What is told here is a lost connection, and that is told where it is watched.
    for (const each of [this.#queue as EventEmitter, this.#ears]) each.on("error", () => {});
  }

  /** From now on no job is over unheard, as long as there is a connection. */
  async listen(): Promise<void> {
    this.#ears.on("message", (_channel, text) => {
      const { job, failed } = JSON.parse(text) as Over;
      if (failed === undefined) void this.#look(job);
      else this.#asked.get(job)?.fail(new Error(`a worker could not do a job: ${failed}`));
    });
    await this.#ears.subscribe(keys.over(this.version));
  }

  get isWaiting(): boolean {
    return this.#asked.size > 0;
  }

  attempt = (job: Job): Promise<Attempt | undefined> =>
    this.#inTurn(() => {
      if (this.#takenBack !== undefined) return undefined;
      const named = namedFiles(job.scenario);
      const files = this.#recorded.filter(({ name }) => named.includes(name));
      const key = jobKey(job, { version: this.version, files: hashesOf(files) });
      return (this.#asked.get(key) ?? this.#ask(key, job, files)).come;
    });

  /** Feeds again what is neither done nor in the queue, and keeps the files of what is. */
  async keepFed(): Promise<void> {
    for (const { sha256 } of this.#recorded) await this.#redis.expire(keys.file(sha256), KEPT);
    const left = [...this.#asked].map(async ([key, asked]) => {
      if ((await this.#redis.exists(this.#queue.toKey(key))) === 0) await this.#feed(key, asked);
    });
    await Promise.all(left);
  }

  /** Waits for nothing more. A job that a worker has begun goes on, for whoever asks next. */
  stop(): void {
    this.#takenBack ??= Promise.all([...this.#asked.keys()].map((key) => this.#queue.remove(key)));
    for (const { settle } of this.#asked.values()) settle(undefined);
  }

  async close(): Promise<void> {
    this.stop();
    this.#ears.disconnect();
    await this.#takenBack;
    await this.#queue.close();
  }

  #ask(key: string, job: Job, files: readonly RecordedFile[]): Asked {
    const asked = { job, files } as Asked;
    asked.come = new Promise<Attempt | undefined>((settle, fail) => {
      Object.assign(asked, { settle, fail });
    }).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    this.#feed(key, asked).catch(asked.fail);
    return asked;
  }

  async #feed(key: string, { job, files }: Asked): Promise<void> {
    await this.#look(key);
    for (const { sha256, text } of files) {
      const isThere = await this.#redis.expire(keys.file(sha256), KEPT);
      if (!isThere) await this.#redis.set(keys.file(sha256), text, "EX", KEPT);
    }
    // Come to its end, or taken back, meanwhile.
    if (!this.#asked.has(key)) return;
    const text = Buffer.from(encodeTree(job)).toString("base64");
    await this.#queue.add("job", { job: text, files: hashesOf(files) }, { jobId: key });
  }

  /** Takes what a job has come to, if it is there. */
  async #look(key: string): Promise<void> {
    const asked = this.#asked.get(key);
    if (asked === undefined) return;
    try {
      const bytes = await this.#redis.getBuffer(keys.outcome(this.version, key));
      if (bytes !== null) asked.settle(decodeTree(await unzipped(bytes)) as Attempt);
    } catch (error) {
      asked.fail(error as Error);
    }
  }
}

/** Says so, once, where jobs wait and nobody is there to do them. Counts the threads of who is. */
function watchWorkers({
  say,
  address,
  version,
}: FeedTerms & { address: Address; version: string }) {
  let missed = false;
  return (workers: readonly Present[], isWaiting: boolean): number => {
    const own = workers.filter((each) => each.version === version);
    if (own.length === 0 && isWaiting && !missed) {
      const others = [...new Set(workers.map((each) => each.version))].join(", ");
      say(
        `Jobs wait for a worker of version ${version}: ` +
          `${others === "" ? "none is there" : `there are only some of ${others}`}. ` +
          `Start one: rooflight worker --queue ${address.shown}`,
      );
    }
    missed = own.length === 0 && isWaiting;
    return own.reduce((sum, { threads }) => sum + threads, 0);
  };
}

const unzipped = promisify(gunzip);

const hashesOf = (files: readonly RecordedFile[]) =>
  Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256]));
