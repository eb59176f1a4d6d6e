/**
 * Who is there: studies that feed jobs and workers that do them, each with its version, as they
 * show themselves in Redis at every beat.
 *
 * The clock is that of Redis, the only one that all share.
 */
import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { BEAT_MS, KEPT, keys } from "./terms.ts";

type Role = "studies" | "workers";

export interface Present {
  version: string;
  /** That it has; 0 of a study. */
  threads: number;
}

/** Beats without a sign after which somebody is gone. */
const MISSED = 3;

/**
 * Shows at every beat that one is there, until the function that it gives says goodbye.
 *
 * @param onBeat what else is looked after as often
 */
export async function showPresence(
  redis: Redis,
  role: Role,
  { version, threads, onBeat }: Present & { onBeat(): Promise<unknown> },
): Promise<() => Promise<unknown>> {
  const member = `${version} ${threads} ${randomUUID()}`;
  const sign = async () => {
    const now = await redisTime(redis);
    await redis.zadd(keys.present(role), now, member);
    await redis.zremrangebyscore(keys.present(role), "-inf", now - MISSED * BEAT_MS);
    // The queues of builds long gone go, too.
    for (const key of keys.emptyQueue(version)) await redis.expire(key, KEPT);
  };
  let beating = false;
  const beat = async () => {
    // What is asked without a connection would pile up.
    if (beating || redis.status !== "ready") return;
    beating = true;
    await sign()
      .then(onBeat)
      .catch(() => {});
    beating = false;
  };
  await sign();
  const timer = setInterval(beat, BEAT_MS);
  return () => {
    clearInterval(timer);
    return redis.zrem(keys.present(role), member);
  };
}

/** All of a role who have shown themselves lately. */
export async function present(redis: Redis, role: Role): Promise<Present[]> {
  const since = (await redisTime(redis)) - MISSED * BEAT_MS;
  return (await redis.zrangebyscore(keys.present(role), since, "+inf")).map(presentIn);
}

/** Milliseconds. */
async function redisTime(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return 1000 * Number(seconds) + Math.floor(Number(microseconds) / 1000);
}

function presentIn(member: string): Present {
  const [version = "", threads] = member.split(" ");
  return { version, threads: Number(threads) };
}
