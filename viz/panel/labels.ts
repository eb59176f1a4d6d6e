/** What knobs and groups are called: plain words made from keys, but for keys that users know. */
import type { Path } from "../../sim/index.ts";

/** Keys whose own words say too little. */
const words: Readonly<Record<string, string>> = {
  ttft: "Time to first token",
  tpot: "Time per output token",
  itl: "Gap between tokens",
  e2el: "End to end",
  share: "Share that meets it",
  num_prompts: "Number of prompts",
  max_concurrency: "Clients",
  std: "standard deviation",
  gpu: "GPU",
  sha256: "SHA-256",
  duration: "Arrivals last",
  price_per_hour: "Price of a GPU hour",
  tensor_parallel_size: "Tensor parallel",
  pipeline_parallel_size: "Pipeline stages",
  data_parallel_size: "Data-parallel ranks",
  enable_expert_parallel: "Expert parallelism",
  enable_sequence_parallel: "Sequence parallelism",
  expert_skew: "Skew of experts",
  all2all_backend: "Way to the experts",
  collective_overlap: "Collectives beside kernels",
  gpus_per_node: "GPUs a server",
};

/** Keys that name a form say what they are the form of. */
const namesForm = ["process", "distribution", "policy"];

/** Mappings that say whose their keys are. */
const owners: Readonly<Record<string, string>> = {
  prompt_tokens: "Prompt",
  output_tokens: "Output",
};

export interface Label {
  label: string;
  isKey: boolean;
}

export function labelOf(path: Path): Label {
  const key = String(path.at(-1));
  const above = String(path.at(-2));
  if (above === "engine") return { label: key, isKey: true };
  if (namesForm.includes(key)) return { label: capital(inWords(above)), isKey: false };
  const inside = path.includes("segments") && key === "duration" ? "duration" : inWords(key);
  const owner = owners[above];
  const label = owner === undefined ? capital(inside) : `${owner}, ${inside}`;
  return { label, isKey: false };
}

const itemNames: Readonly<Record<string, string>> = { segments: "segment", components: "kind" };

/** What an item of a list is called. */
export const itemName = (path: Path): string => itemNames[String(path.at(-2))] ?? "item";

/** `Segment 1`, or `Prompt, kind 2` where it says whose. */
export function itemLabel(path: Path): string {
  const name = `${itemName(path)} ${Number(path.at(-1)) + 1}`;
  const owner = owners[String(path.at(-3))];
  return owner === undefined ? capital(name) : `${owner}, ${name}`;
}

const inWords = (key: string): string => words[key] ?? key.replaceAll("_", " ");

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A sentence of the schema, without the marks that set code apart. */
export const helpOf = (description = ""): string => description.replaceAll("`", "");

export const nameOf = (value: unknown): string => (value === null ? "the model's" : String(value));
