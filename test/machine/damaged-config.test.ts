/**
 * Configs that are damaged: whatever stands where, the answer is a model or a `PartError`.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { knownModels } from "../../sim/machine/catalogue/models/models.ts";
import { mostKvBytes } from "../../sim/machine/kv.ts";
import { kvGroups } from "../../sim/machine/kv-blocks.ts";
import { parameters, weightBytes } from "../../sim/machine/parameters.ts";
import { PartError } from "../../sim/machine/part-error.ts";
import { type ModelConfig, readModel } from "../../sim/machine/read-model.ts";
import { tries } from "../soak.ts";

/** Every key that some config has, and those that only others have. */
const keys = [
  ...new Set(knownModels.flatMap(({ config }) => Object.keys(config))),
  ...["text_config", "vision_config", "alibi", "layer_types", "moe_layers", "n_shared_experts"],
  ...["sliding_window_pattern", "max_window_layers", "use_sliding_window", "attn_type_list"],
  ...["first_k_dense_replace", "head_dim", "dtype", "shared_expert_intermediate_size"],
];

const number = fc.oneof(
  fc.integer({ min: -2, max: 300 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e308, 1e9, 0.5, -0, 2 ** 53),
);

const value: fc.Arbitrary<unknown> = fc.oneof(
  number,
  fc.constantFrom(null, undefined, true, false, "", "fp8", "full_attention", [], {}, [[]]),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.array(fc.oneof(number, fc.constantFrom("sliding_attention", 1, 0)), { maxLength: 70 }),
  fc.record({
    quant_method: fc.constantFrom(
      "fp8",
      "mxfp4",
      "modelopt",
      "compressed-tensors",
      "awq",
      "toString",
    ),
    weight_block_size: fc.constantFrom(null, [128, 128], [0, 1], "128", [1]),
    ignore: fc.constantFrom(null, ["re:(a+)+$"], ["re:.*self_attn"], [1], "lm_head", ["*", "**"]),
    config_groups: fc.constantFrom(null, {}, { group_0: null }, { group_0: { weights: {} } }),
  }),
);

const damage = fc.array(fc.tuple(fc.constantFrom(...keys), value), { minLength: 1, maxLength: 4 });

/** Reads a config and asks everything of the model; the error where it is a `PartError`. */
function outcome(config: ModelConfig): PartError | undefined {
  try {
    const model = readModel(config, "damaged");
    const { total } = parameters(model);
    const figures = [total, weightBytes(model), mostKvBytes(model, 1000)];
    for (const figure of figures) expect(figure).toBeGreaterThan(0);
    expect(kvGroups(model).layersPerBlock).toBeGreaterThan(0);
    return undefined;
  } catch (error) {
    if (error instanceof PartError) return error;
    throw error;
  }
}

test("give a model or a located error, never another one", () => {
  const whole = fc.constantFrom(...knownModels.map(({ config }) => config));
  let refused = 0;
  fc.assert(
    fc.property(whole, damage, (config, damaged) => {
      const error = outcome({ ...config, ...Object.fromEntries(damaged) });
      if (error === undefined) return;
      refused += 1;
      expect(error.path).not.toBe("");
      expect(error.message).not.toMatch(/\n/);
    }),
    { numRuns: tries(400) },
  );
  expect(refused).toBeGreaterThan(100);
});

test("damaged inside text_config are refused there", () => {
  const scout = knownModels.find(({ name }) => name.includes("Scout"))!.config;
  const text = scout.text_config as ModelConfig;
  fc.assert(
    fc.property(damage, (damaged) => {
      outcome({ ...scout, text_config: { ...text, ...Object.fromEntries(damaged) } });
    }),
    { numRuns: tries(100) },
  );
});

test.each([[null], [undefined], [42], ["config"], [[]], [[{}]]])("%j is no config", (config) => {
  expect(outcome(config as unknown as ModelConfig)).toBeInstanceOf(PartError);
});
