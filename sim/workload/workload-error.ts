/**
 * A workload that cannot be simulated, though each of its numbers is allowed: bad input, which only
 * drawing it brings to light, and perhaps in the middle of a run.
 */
export class WorkloadError extends Error {
  override readonly name = "WorkloadError";
  /** What is wrong, and where from the root of the scenario. */
  readonly problem: { readonly path: readonly string[]; readonly message: string };

  constructor(path: readonly string[], message: string) {
    super(`${path.join(".")}: ${message}`);
    this.problem = { path, message };
  }
}
