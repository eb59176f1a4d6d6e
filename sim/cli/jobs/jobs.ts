/**
 * Who does the jobs of a command: all cores; workers at a queue, where one was named; or this
 * thread alone where the scenario brings code of the user's own, which no other thread has.
 *
 * Ctrl-C ends what is being done; what is done is kept, and the study goes on with that.
 */
import { setImmediate } from "node:timers/promises";
import {
  type Executor,
  type Files,
  formatSeconds,
  perform,
  type RouterBuilder,
  type Scenario,
  type Seconds,
} from "../../index.ts";
import { printable } from "../../printable.ts";
import { Refusal } from "../exit.ts";
import { fileTexts, type RecordedFile } from "../files/recorded-files.ts";
import { createProgress } from "../run/progress.ts";
import { openThreads, type Workers } from "./threads.ts";

export interface JobTerms {
  /** All that any of the jobs may read. */
  recorded: readonly RecordedFile[];
  /** The router of the user's own that a scenario brings; undefined where none of them does. */
  routerOf?: RouterOf | undefined;
  /** `redis://…`, where workers do the jobs. */
  queue?: string | undefined;
  /** Where the jobs are, on the progress line. */
  inWords(doing: Doing, elapsed: Seconds): string;
}

export type RouterOf = (scenario: Scenario) => RouterBuilder | undefined;

/** Jobs (counts) of a command so far. */
export interface Doing {
  asked: number;
  done: number;
}

/** The same, where all are asked for at once. */
export function runsInWords({ asked, done }: Doing, elapsed: Seconds): string {
  const left = done === 0 ? "" : `, ${formatSeconds((elapsed / done) * (asked - done))} left`;
  return `${done} of ${asked} runs${left}`;
}

export interface Jobs extends Executor {
  readonly interrupted: boolean;
  close(): Promise<void>;
}

/** @throws Refusal where the queue cannot be had */
export async function openJobs({ inWords, ...terms }: JobTerms): Promise<Jobs> {
  const doing: Doing = { asked: 0, done: 0 };
  const progress = createProgress(process.stderr, inWords);
  const workers = await workersFor(terms, (sentence) => {
    progress.clear();
    process.stderr.write(`${printable(sentence)}\n`);
  });
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

async function workersFor(
  { recorded, routerOf, queue }: Omit<JobTerms, "inWords">,
  say: (sentence: string) => void,
): Promise<Workers> {
  if (queue !== undefined) {
    if (routerOf !== undefined)
      throw new Refusal("--queue: a router of your own runs here alone; leave --queue out");
    // Loaded here: most studies stay on this machine, and it takes a while.
    const { openFeed } = await import("../queue/feed.ts");
    return openFeed(queue, { recorded, say });
  }
  if (routerOf !== undefined) return thisThread(fileTexts(recorded), routerOf);
  return openThreads({ files: Object.fromEntries(recorded.map(({ name, text }) => [name, text])) });
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
