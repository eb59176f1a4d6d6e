/** Jobs: single simulations of a study, who does them, and how they travel. */
export { decodeTree, encodeTree } from "../../kernel/tree-bytes.ts";
export { type Attempt, attempt, outcomeOf } from "./attempt.ts";
export type { Executor, Job, Outcome } from "./job.ts";
export { jobKey, type KeyTerms } from "./job-key.ts";
export { executeHere, perform } from "./perform.ts";
