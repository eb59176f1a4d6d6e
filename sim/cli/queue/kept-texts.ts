/** Texts of the files that jobs need, fetched from Redis; the last few are kept. */
import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { keys } from "./terms.ts";

/** Files (a count) that are kept: of most studies, all. */
const FEW = 8;

/** @returns what fetches texts by name, given the SHA-256 of each */
export function keptTexts(redis: Redis) {
  const kept = new Map<string, Promise<string>>();
  const text = (sha256: string): Promise<string> => {
    const found = kept.get(sha256) ?? fetched(redis, sha256);
    // Those asked for last stand last.
    kept.delete(sha256);
    kept.set(sha256, found);
    found.catch(() => kept.delete(sha256));
    for (const oldest of kept.keys()) {
      if (kept.size <= FEW) break;
      kept.delete(oldest);
    }
    return found;
  };
  return async (files: Readonly<Record<string, string>>): Promise<Record<string, string>> =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(files).map(async ([name, sha256]) => [name, await text(sha256)]),
      ),
    );
}

async function fetched(redis: Redis, sha256: string): Promise<string> {
  const bytes = await redis.getBuffer(keys.file(sha256));
  if (bytes === null) throw new Error(`the file with SHA-256 ${sha256} is in Redis no longer`);
  if (createHash("sha256").update(bytes).digest("hex") !== sha256)
    throw new Error(`the file with SHA-256 ${sha256} is another one in Redis`);
  return bytes.toString("utf8");
}
