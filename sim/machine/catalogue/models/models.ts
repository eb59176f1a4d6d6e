/**
 * The known models, each as the `config.json` that its authors published (the keys that shape it).
 *
 * A config stands for its variants too: `findModel` takes `-hf`, `-chat`, `-Instruct`, `-FP8` and
 * the like for the same architecture.
 */
import type { KnownModel } from "./known-model.ts";
import { meta } from "./meta.ts";
import { mistral } from "./mistral.ts";
import { openai } from "./openai.ts";
import { others } from "./others.ts";
import { qwen } from "./qwen.ts";

export const knownModels: readonly KnownModel[] = [
  ...meta,
  ...mistral,
  ...qwen,
  ...openai,
  ...others,
];
