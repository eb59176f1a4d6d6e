/**
 * A promise of the simulator, checked where it could break.
 *
 * The message says what was found, with its numbers; a broken promise is a bug of ours, never bad
 * input (that is a `ScenarioError`).
 */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Throws an `InvariantError` unless `holds`. `message` is only built when it is needed. */
export function invariant(holds: boolean, message: () => string): asserts holds {
  if (!holds) throw new InvariantError(message());
}
