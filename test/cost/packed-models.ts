/** Models whose weights are packed, one a way of packing: for laws that hold of all. */
export const packedModels = [
  // A scale a matrix, known for inputs; a scale a row; a block; some layers left alone.
  "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8",
  "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic",
  "Qwen/Qwen3-8B-FP8",
  "meta-llama/Llama-3.1-405B-FP8",
] as const;
