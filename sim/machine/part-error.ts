/**
 * What a machine or a model cannot be: a name nobody knows, a figure missing, a part that does
 * not fit.
 *
 * It names the place inside the part, the value found and, where there are some, the choices;
 * whoever knows the file adds line and column.
 */
export class PartError extends Error {
  override readonly name = "PartError";
  /** Key inside the part, dotted: `gpu`, `text_config.num_experts`. */
  readonly path: string;
  readonly value: unknown;
  readonly choices: readonly string[] | undefined;
  /** The choice that was probably meant, where the part knows better than its spelling tells. */
  readonly suggestion: string | undefined;

  constructor(
    message: string,
    found: { path: string; value: unknown; choices?: string[]; suggestion?: string },
  ) {
    super(message);
    this.path = found.path;
    this.value = found.value;
    this.choices = found.choices;
    this.suggestion = found.suggestion;
  }
}
