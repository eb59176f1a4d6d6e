/** A real Redis of a test's own on loopback, and workers at it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Redis } from "ioredis";
import { onTestFinished } from "vitest";
import { type Ended, folderWith, start } from "./rooflight.ts";

export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

export interface OwnRedis {
  url: string;
  /** To look inside. */
  client: Redis;
  process: ChildProcess;
}

/** Starts one that keeps nothing on disk, and ends it with the test. */
export async function startRedis(port?: number): Promise<OwnRedis> {
  const at = port ?? (await freePort());
  const options = ["--port", `${at}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const process = spawn("redis-server", options, { stdio: "ignore" });
  const client = new Redis(at, { maxRetriesPerRequest: null });
  client.on("error", () => {});
  onTestFinished(() => {
    client.disconnect();
    process.kill("SIGKILL");
  });
  await client.ping();
  return { url: `redis://127.0.0.1:${at}`, client, process };
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

/** Beats that make a test short: who is killed is missed after two seconds. */
export const hurried = { ROOFLIGHT_QUEUE_BEAT_MS: "500" };

export interface Running {
  process: ChildProcess;
  ended: Promise<Ended>;
  /** What it has printed so far, on both streams. */
  readonly printed: string;
  /** Waits until it has printed this. */
  prints(pattern: RegExp): Promise<RegExpMatchArray>;
}

/** Starts the command line, to be watched; it ends with the test. */
export function watched(
  folder: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = hurried,
  cli?: string,
): Running {
  const { process, ended } = start(folder, args, environment, cli);
  let printed = "";
  for (const stream of [process.stdout, process.stderr])
    stream?.on("data", (text) => {
      printed += text;
    });
  onTestFinished(() => void process.kill("SIGKILL"));
  return {
    process,
    ended,
    get printed() {
      return printed;
    },
    async prints(pattern) {
      for (;;) {
        const found = printed.match(pattern);
        if (found !== null) return found;
        if (process.exitCode !== null) throw new Error(`it ended after printing: ${printed}`);
        await setTimeout(10);
      }
    },
  };
}

export interface RunningWorker extends Running {
  version: string;
}

/** A worker with one thread, in a folder with nothing in it, that waits for jobs. */
export async function startWorker(
  url: string,
  environment?: NodeJS.ProcessEnv,
  cli?: string,
): Promise<RunningWorker> {
  const asked = ["worker", "--queue", url, "--threads", "1"];
  const worker = watched(folderWith(), asked, environment, cli);
  const [, version] = await worker.prints(/^Doing jobs of version (\S+) from \S+ in 1 thread\.$/m);
  return Object.assign(worker, { version: version! });
}
