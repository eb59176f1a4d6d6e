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

/** A name that the catalogue lacks of `gpu`s or `model`s, with the choices and the one meant. */
export function notInCatalogue(
  part: "gpu" | "model",
  name: string,
  { choices, suggestion }: { choices: readonly string[]; suggestion: string | undefined },
): PartError {
  const what = { gpu: "GPU", model: "model" }[part];
  const hint = suggestion === undefined ? "" : ` (did you mean ${suggestion}?)`;
  return new PartError(
    `"${name}" is not a ${what} of the catalogue (${choices.join(", ")})${hint}`,
    { path: part, value: name, choices: [...choices], ...(suggestion && { suggestion }) },
  );
}
