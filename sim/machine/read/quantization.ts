/**
 * A checkpoint's `quantization_config`: the format of its matrices, and which of them have none.
 *
 * Each quantizer has its own words; those of the checkpoints that vLLM serves in 8 bits and fewer
 * are known here, and others are refused by name.
 */
import type { QuantizationScheme, Scales, WeightFormat } from "../quantization.ts";
import { isObject, refuse, type Section } from "./section.ts";

type Keys = Record<string, unknown>;

const KEY = "quantization_config";

/** Undefined where all weights have 16 bits. */
export function quantizationOf(section: Section): QuantizationScheme | undefined {
  const given = section.keys[KEY];
  if (given == null) return undefined;
  if (!isObject(given)) return refuse(section, KEY, "is not an object");
  const method = typeof given.quant_method === "string" ? given.quant_method : "";
  const read = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (read !== undefined) return { method, ...read(section, given) };
  return refuse(
    section,
    KEY,
    `is not known: quant_method "${method}" is not one of ${Object.keys(methods).join(", ")}`,
    Object.keys(methods),
  );
}

const methods: Record<
  string,
  (section: Section, keys: Keys) => Omit<QuantizationScheme, "method">
> = {
  fp8: (section, keys) => ({
    format: fp8(blockScales(section, keys), keys.activation_scheme === "static" ? SCALE : 0),
    keeps: namesIn(section, keys, "modules_to_not_convert"),
    head: false,
  }),
  // Meta's own: a scale in 32 bits for each row, activations scaled at run time.
  fbgemm_fp8: (section, keys) => ({
    format: fp8({ per: "row", bytes: SCALE }, 0),
    keeps: namesIn(section, keys, "modules_to_not_convert"),
    head: false,
  }),
  // Open Compute's microscaling: 32 neighbours of 4 bits and one exponent of 8.
  mxfp4: (section, keys) => ({
    format: {
      name: "mxfp4",
      bitsPerElement: 4,
      scales: { per: "group", columns: 32, bytes: 1 },
      inputScale: 0,
    },
    keeps: namesIn(section, keys, "modules_to_not_convert"),
    head: false,
  }),
  modelopt: (section, keys) => {
    const algorithm =
      keys.quant_algo ?? (isObject(keys.quantization) && keys.quantization.quant_algo);
    if (algorithm !== "FP8") refuse(section, KEY, "is not known: of quant_algo only FP8 is");
    return {
      format: fp8({ per: "matrix", bytes: SCALE }, SCALE),
      keeps: [...namesIn(section, keys, "exclude_modules"), ...namesIn(section, keys, "ignore")],
      head: true,
    };
  },
  "compressed-tensors": (section, keys) => ({
    format: compressed(section, keys),
    keeps: namesIn(section, keys, "ignore"),
    head: true,
  }),
};

const fp8 = (scales: Scales, inputScale: number): WeightFormat => ({
  name: "fp8",
  bitsPerElement: 8,
  scales,
  inputScale,
});

/**
 * Some checkpoints keep their scales in 16 bits; vLLM loads all of them as 32-bit floats
 * (`create_fp8_scale_parameter`), and so they are counted.
 */
const SCALE = 4;

/** A scale for each block, or one for the whole matrix. */
function blockScales(section: Section, keys: Keys): Scales {
  const block = keys.weight_block_size;
  if (block == null) return { per: "matrix", bytes: SCALE };
  const [rows, columns] = Array.isArray(block) ? block : [];
  if (!isWidth(rows) || !isWidth(columns))
    return refuse(section, KEY, "has a weight_block_size that is not two whole numbers above 0");
  return { per: "block", rows, columns, bytes: SCALE };
}

const isWidth = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= 1e6;

/** One group of all linear layers: 8-bit floats with a scale a row (`dynamic`) or a matrix. */
function compressed(section: Section, keys: Keys): WeightFormat {
  const groups = isObject(keys.config_groups) ? Object.values(keys.config_groups) : [];
  const group = groups[0];
  const weights = isObject(group) ? group.weights : undefined;
  if (groups.length !== 1 || !isObject(group) || !isObject(weights))
    return refuse(section, KEY, "is not known: one group of config_groups with its weights is");
  if (weights.num_bits !== 8 || weights.type !== "float")
    return refuse(section, KEY, "is not known: weights that are not floats of 8 bits");
  const activations = group.input_activations;
  const isStatic = isObject(activations) && activations.dynamic === false;
  const inputScale = isStatic ? SCALE : 0;
  if (weights.strategy === "channel") return fp8({ per: "row", bytes: SCALE }, inputScale);
  if (weights.strategy === "tensor") return fp8({ per: "matrix", bytes: SCALE }, inputScale);
  if (weights.strategy === "block") {
    const block = weights.block_structure;
    return fp8(blockScales(section, { weight_block_size: block }), inputScale);
  }
  return refuse(section, KEY, "is not known: a strategy other than channel, tensor, block");
}

/** Names of modules with `*` for anything, whatever the quantizer writes for it. */
function namesIn(section: Section, keys: Keys, key: string): string[] {
  const names = keys[key] ?? [];
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string"))
    return refuse(section, KEY, `has ${key} that is not a list of names`);
  return names.flatMap((name) => patternsOf(section, name));
}

function patternsOf(section: Section, name: string): string[] {
  if (name.startsWith("re:")) return [fromExpression(section, name.slice(3))];
  // A bare word is a module of any layer.
  return /[.*]/.test(name) ? [name] : [name, `*.${name}`];
}

/** `.*mlp\.gate$` → `*mlp.gate`. Only what names modules in practice, so nothing can run away. */
function fromExpression(section: Section, expression: string): string {
  const open = !expression.endsWith("$");
  const body = expression.replace(/^\^/, "").replace(/\$$/, "").replaceAll("\\d+", "*");
  const plain = body.replaceAll("\\.", ".").replaceAll(".*", "*");
  if (/[\\()[\]{}+?|^$]/.test(plain))
    return refuse(section, KEY, `ignores by an expression that is not understood: ${expression}`);
  return open && !plain.endsWith("*") ? `${plain}*` : plain;
}
