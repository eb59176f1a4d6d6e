/** Jobs: single simulations of a study, and who does them. */
export { type Attempt, attempt, outcomeOf } from "./attempt.ts";
export type { Executor, Job, Outcome } from "./job.ts";
export { jobKey, type KeyTerms } from "./job-key.ts";
export { executeHere, perform } from "./perform.ts";
