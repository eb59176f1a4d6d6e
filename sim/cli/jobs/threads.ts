/** Jobs on all cores: a pool of threads, each doing one job after the other. */
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import pLimit from "p-limit";
import { Tinypool } from "tinypool";
import { type Attempt, type Executor, outcomeOf } from "../../index.ts";
import { packageFolder } from "../files/package-folder.ts";
import type { Task, ThreadTerms } from "./thread.ts";

/** Who can be stopped. */
export interface Workers extends Executor {
  /** Leaves what is being done and all that waits: each such job comes to undefined. */
  interrupt(): void;
  close(): Promise<void>;
}

export interface Threads extends Workers {
  /** What a task comes to, as plain values; undefined where it was interrupted. */
  attempt(task: Task): Promise<Attempt | undefined>;
}

export function openThreads(terms: ThreadTerms, width = availableParallelism()): Threads {
  const pool = new Tinypool({
    filename: pathToFileURL(`${packageFolder()}/dist/thread.js`).href,
    minThreads: 0,
    maxThreads: width,
    // Threads that wait are kept: to start one costs as much as a short job.
    idleTimeout: 60_000,
    isolateWorkers: false,
    workerData: terms,
  });
  const stop = new AbortController();
  const { signal } = stop;
  // Jobs wait here, so that of thousands no more than are being done need to be called back.
  const inTurn = pLimit(width);
  const attempt = (task: Task) =>
    inTurn(async () => {
      if (signal.aborted) return undefined;
      try {
        return (await pool.run(task, { signal })) as Attempt;
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    });
  return {
    width,
    attempt,
    async execute(job) {
      const tried = await attempt({ job });
      return tried && outcomeOf(tried);
    },
    interrupt: () => stop.abort(),
    close: () => pool.destroy(),
  };
}
