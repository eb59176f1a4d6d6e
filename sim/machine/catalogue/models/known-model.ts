/** What the catalogue keeps of a model: the keys of its `config.json` that shape it. */
import type { ModelConfig } from "../../read-model.ts";

export interface KnownModel {
  /** Its Hugging Face id. */
  name: string;
  /** Other names of it, in lower case. */
  also?: readonly string[];
  config: ModelConfig;
  /** Keys that differ in a variant, by the word in its name: `instruct`. */
  variants?: Record<string, ModelConfig>;
}
