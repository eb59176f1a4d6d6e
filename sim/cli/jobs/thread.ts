/** A thread that does jobs, one at a time, for as long as the pool keeps it. */
import { workerData } from "node:worker_threads";
import { type Attempt, attempt, type Job } from "../../index.ts";

type Texts = Readonly<Record<string, string>>;

/** What all jobs of a thread have in common. */
export interface ThreadTerms {
  /** Texts of the files that scenarios name, by name. */
  files: Texts;
}

export interface Task {
  job: Job;
  /** Of this job, where files are not those of all. */
  files?: Texts;
}

// The pool keeps something of its own beside what it was given.
const [, shared] = workerData as [unknown, ThreadTerms];

export default ({ job, files = shared.files }: Task): Attempt =>
  attempt(job, { files: (name) => files[name]! });
