/** A thread that does jobs, one at a time, for as long as the pool keeps it. */
import { workerData } from "node:worker_threads";
import { type Attempt, attempt, type Job } from "../../index.ts";

/** What all jobs of a thread have in common. */
export interface ThreadTerms {
  /** Texts of the files that scenarios name, by name. */
  files: Readonly<Record<string, string>>;
}

// The pool keeps something of its own beside what it was given.
const [, { files }] = workerData as [unknown, ThreadTerms];

export default (job: Job): Attempt => attempt(job, { files: (name) => files[name]! });
