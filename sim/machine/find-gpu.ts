/**
 * Finds a GPU by the names that people, clouds and drivers give it.
 *
 * One rule: a name is a model, a form (SXM, PCIe, NVL, Server) and a memory size, in any case and
 * with any separators, the size anywhere. Makers, brands, architectures and kinds of memory are
 * dropped (`NVIDIA H100 80GB HBM3`). Without a form the socketed one is meant, without a size the
 * commonest.
 */
import { distance } from "fastest-levenshtein";
import { gpus } from "./catalogue/gpus.ts";
import type { Gpu } from "./gpu.ts";
import { notInCatalogue, PartError } from "./part-error.ts";

/** Names of the GPUs in the catalogue. */
export const gpuNames: readonly string[] = gpus.map((gpu) => gpu.name);

/** Words of a name that tell no GPU of the catalogue from another. */
const decorations = new Set(
  (
    "nvidia amd tesla geforce instinct gpu tensor core hgx dgx oam workstation edition " +
    "volta turing ampere ada hopper blackwell hbm2 hbm2e hbm3 hbm3e gddr6 gddr6x gddr7"
  ).split(" "),
);

/** A name taken apart; what it does not say is undefined. */
interface Spoken {
  /** Letters and digits alone: `h100`, `rtx4090`. */
  model: string;
  form: string | undefined;
  gigabytes: string | undefined;
}

function spoken(name: string): Spoken {
  const words = name
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => !decorations.has(word))
    .join(" ");
  // A10G is a model: a size does not follow a letter.
  const size = /(?<![a-z\d])(\d+) ?g(?:i?b)?(?![a-z\d])/.exec(words);
  const unsized = size ? words.replace(size[0], " ") : words;
  const form = /sxm|pcie|nvl|server/.exec(unsized)?.[0];
  return {
    model: unsized.replace(/sxm\d?|pcie|nvl|server/, "").replaceAll(" ", ""),
    form,
    gigabytes: size?.[1],
  };
}

/** Every name, taken apart. */
const known = gpus.flatMap((gpu) =>
  [gpu.name, ...(gpu.aliases ?? [])].map((name) => ({ gpu, ...spoken(name) })),
);

/** The GPU of this name. Throws a `PartError` with the choices where it is none or several. */
export function findGpu(name: string): Gpu {
  const exact = gpus.find((gpu) => gpu.name === name);
  if (exact) return exact;

  const asked = spoken(name);
  const fitting = known.filter(
    ({ model, form, gigabytes }) =>
      model === asked.model &&
      (asked.form === undefined || form === asked.form) &&
      (asked.gigabytes === undefined || gigabytes === asked.gigabytes),
  );
  if (fitting.length === 0)
    throw notInCatalogue("gpu", name, { choices: gpuNames, suggestion: nearest(name, asked) });

  const socketed = fitting.filter(({ form }) => form === "sxm");
  const meant = new Set((socketed.length > 0 ? socketed : fitting).map(({ gpu }) => gpu));
  if (meant.size === 1) return [...meant][0]!;
  const common = [...meant].filter((gpu) => gpu.commonest);
  if (common.length === 1) return common[0]!;
  throw ambiguous(name, [...meant]);
}

function ambiguous(name: string, meant: readonly Gpu[]): PartError {
  const names = meant.map((gpu) => gpu.name).join(" or ");
  return new PartError(`"${name}" may be ${names}: say which`, { path: "gpu", value: name });
}

/** The GPU that was probably meant: of the same model, or of one that is a slip or two off. */
function nearest(name: string, asked: Spoken): string | undefined {
  const far = known.map(({ gpu, model }) => ({
    gpu,
    slips: distance(model, asked.model),
    // L40 is rather an L40S than an L4.
    begins: model.startsWith(asked.model) ? 0 : 1,
    rest: distance(gpu.name.toLowerCase(), name.toLowerCase()),
  }));
  const near = far.filter(
    ({ slips, rest }) =>
      slips <= Math.max(1, asked.model.length / 4) || rest <= Math.max(1, name.length / 4),
  );
  near.sort((a, b) => a.slips - b.slips || a.begins - b.begins || a.rest - b.rest);
  return near[0]?.gpu.name;
}
