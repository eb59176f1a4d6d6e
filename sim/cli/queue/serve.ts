/**
 * `rooflight worker`: does the jobs of studies of the same build, wherever those run, until it is
 * told to stop.
 */
import { availableParallelism } from "node:os";
import type { Redis } from "ioredis";
import { counted } from "../../index.ts";
import { printable } from "../../printable.ts";
import { askedCount } from "../ask/settings.ts";
import type { WorkerOptions } from "../commands/worker.ts";
import { EXIT, type ExitCode, Refusal } from "../exit.ts";
import { buildVersion } from "../files/build-version.ts";
import { openThreads } from "../jobs/threads.ts";
import { createProgress } from "../run/progress.ts";
import { readAddress } from "./address.ts";
import { openWorker } from "./open-worker.ts";
import { present, showPresence } from "./presence.ts";
import { openRedis } from "./redis.ts";

export async function serve({ queue, threads: asked }: WorkerOptions): Promise<ExitCode> {
  const address = readAddress(queue);
  const width = askedThreads(asked);
  const version = buildVersion();
  const progress = createProgress(process.stderr, (done: number) => `${counted(done, "job")} done`);
  const say = (sentence: string) => {
    progress.clear();
    process.stderr.write(`${printable(sentence)}\n`);
  };
  const connection = await openRedis(address, say);
  const { redis } = connection;
  try {
    await requireOwnStudies(redis, { version, shown: address.shown });
    const stop = stopSignal();
    const threads = openThreads({ files: {} }, width);
    let done = 0;
    const worker = openWorker(redis, {
      threads,
      version,
      say,
      onDone() {
        done += 1;
        progress.show(done);
      },
    });
    const others = tellOfOthers(say, version);
    const leave = await showPresence(redis, "workers", {
      version,
      threads: width,
      onBeat: async () => others(await present(redis, "studies")),
    });
    process.stdout.write(
      `Doing jobs of version ${version} from ${address.shown} in ${counted(width, "thread")}.\n`,
    );
    const code = await stop;
    threads.interrupt();
    // Without a connection nothing can be given back, and the library would wait for one.
    const force = redis.status !== "ready";
    await connection.end(() => Promise.all([worker.close(force), leave()]));
    await threads.close();
    progress.clear();
    process.stdout.write(`${counted(done, "job")} done.\n`);
    return code;
  } finally {
    await connection.end();
  }
}

/** More than any machine has cores: each takes a job, be there a core for it or not. */
const MOST_THREADS = 1024;

function askedThreads(written: string | undefined): number {
  const threads = askedCount("threads", written) ?? availableParallelism();
  if (threads <= MOST_THREADS) return threads;
  throw new Refusal(`--threads: ${threads} is more than ${MOST_THREADS}`);
}

/** Once: a second signal ends the process at once, as everywhere. */
const stopSignal = (): Promise<ExitCode> =>
  new Promise((stop) => {
    process.once("SIGINT", () => stop(EXIT.interrupted));
    process.once("SIGTERM", () => stop(EXIT.ok));
  });

/** Refuses to wait where all studies are of other versions: it would wait in vain. */
async function requireOwnStudies(
  redis: Redis,
  { version, shown }: Record<"version" | "shown", string>,
) {
  const studies = await present(redis, "studies");
  if (studies.length === 0 || studies.some((study) => study.version === version)) return;
  const versions = [...new Set(studies.map((study) => study.version))].join(", ");
  throw new Refusal(
    `--queue: ${shown} has jobs of version ${versions}, and this worker is of ${version}: ` +
      "only the same build comes to the same figures",
  );
}

/** Says, once of each, which versions' jobs are left to others. */
function tellOfOthers(say: (sentence: string) => void, version: string) {
  const told = new Set([version]);
  return (studies: readonly { version: string }[]) => {
    for (const study of studies) {
      if (told.has(study.version)) continue;
      told.add(study.version);
      say(`A study of version ${study.version} has come; its jobs are left to workers like it.`);
    }
  };
}
