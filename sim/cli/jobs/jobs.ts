/**
 * Who does the jobs of a command: all cores, or this thread alone where the scenario brings code of
 * the user's own, which no other thread has.
 *
 * Ctrl-C ends what is being done; what is done is kept, and the study goes on with that.
 */
import { setImmediate } from "node:timers/promises";
import {
  type Executor,
  type Files,
  perform,
  type RouterBuilder,
  type Scenario,
  type Seconds,
} from "../../index.ts";
import { fileTexts, type RecordedFile } from "../files/recorded-files.ts";
import { createProgress } from "../run/progress.ts";
import { openThreads, type Workers } from "./threads.ts";

export interface JobTerms {
  /** All that any of the jobs may read. */
  recorded: readonly RecordedFile[];
  /** The router of the user's own that a scenario brings; undefined where none of them does. */
  routerOf?: RouterOf | undefined;
  /** Where the jobs are, on the progress line. */
  inWords(doing: Doing, elapsed: Seconds): string;
}

export type RouterOf = (scenario: Scenario) => RouterBuilder | undefined;

/** Jobs (counts) of a command so far. */
export interface Doing {
  asked: number;
  done: number;
}

export interface Jobs extends Executor {
  readonly interrupted: boolean;
  close(): Promise<void>;
}

export async function openJobs({ recorded, routerOf, inWords }: JobTerms): Promise<Jobs> {
  const files = Object.fromEntries(recorded.map(({ name, text }) => [name, text]));
  const workers =
    routerOf === undefined ? openThreads({ files }) : thisThread(fileTexts(recorded), routerOf);
  const doing: Doing = { asked: 0, done: 0 };
  const progress = createProgress(process.stderr, inWords);
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    workers.interrupt();
  };
  // Once: a second Ctrl-C ends the process at once, as everywhere.
  process.once("SIGINT", interrupt);
  return {
    get width() {
      return workers.width;
    },
    get interrupted() {
      return interrupted;
    },
    async execute(job) {
      doing.asked += 1;
      progress.show(doing);
      const outcome = await workers.execute(job);
      doing.done += 1;
      progress.show(doing);
      return outcome;
    },
    async close() {
      process.removeListener("SIGINT", interrupt);
      progress.clear();
      await workers.close();
    },
  };
}

function thisThread(files: Files, routerOf: RouterOf): Workers {
  let last: Promise<unknown> = Promise.resolve();
  let stopped = false;
  return {
    width: 1,
    execute(job) {
      const done = last.then(async () => {
        // A run is over before the signal could get a word in.
        await setImmediate();
        const router = routerOf(job.scenario);
        return stopped ? undefined : perform(job, { files, ...(router && { router }) });
      });
      last = done.catch(() => {});
      return done;
    },
    interrupt() {
      stopped = true;
    },
    close: async () => {},
  };
}
