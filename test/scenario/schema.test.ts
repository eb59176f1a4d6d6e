/** The schema as editors and sliders see it. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LONGEST } from "../../sim/kernel/time.ts";
import { LONGEST_TIME } from "../../sim/scenario/fields.ts";
import { scenarioJsonSchema } from "../../sim/scenario/json-schema.ts";

const committed = "scenarios/scenario.schema.json";

interface Node {
  description?: string;
  usual?: [number, number];
  type?: string | string[];
  default?: unknown;
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
  [key: string]: unknown;
}

/** Every key of the schema, with its dotted path. */
function keysOf(node: Node, path: string): [path: string, node: Node][] {
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([key, field]): [string, Node][] => [
      [`${path}.${key}`, field],
      ...keysOf(field, `${path}.${key}`),
    ]),
    ...(node.items ? keysOf(node.items, `${path}[]`) : []),
    ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((form) => keysOf(form, path)),
  ];
}

const keys = keysOf(scenarioJsonSchema() as Node, "");
const find = (path: string) => keys.find(([name]) => name === path)?.[1];

test("the committed JSON Schema is that of the source", () => {
  const fresh = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
  const refresh = `stale: npx rooflight schema > ${committed}`;
  expect(readFileSync(committed, "utf8") === fresh, refresh).toBe(true);
});

test("every key is described in a sentence", () => {
  expect(keys.length).toBeGreaterThan(80);
  const mute = keys.filter(([, { description }]) => !/^[A-Z].*\.$/s.test(description ?? ""));
  expect(mute.map(([path]) => path)).toEqual([]);
});

test("every number has a usual range within which its default lies", () => {
  const holdsNumber = ({ type, anyOf }: Node) =>
    [type, ...(anyOf ?? []).map((form) => form.type)]
      .flat()
      .some((name) => /^(number|integer)$/.test(`${name}`));
  const numbers = keys.filter(([, node]) => holdsNumber(node) && node.const === undefined);
  expect(numbers.length).toBeGreaterThan(40);
  const odd = numbers.filter(([, { usual, default: value, log }]) => {
    if (!usual || usual[0] >= usual[1] || (log && usual[0] <= 0)) return true;
    return typeof value === "number" && (value < usual[0] || value > usual[1]);
  });
  expect(odd.map(([path]) => path)).toEqual([]);
});

test("units, ranges and conditions reach the JSON Schema", () => {
  expect(find(".cluster.pools[].engine.max_num_batched_tokens")).toMatchObject({
    type: "integer",
    minimum: 1,
    default: 2048,
    unit: "tokens",
    usual: [256, 16_384],
    log: true,
    only: { batching: "in-flight" },
  });
  expect(find(".slo.ttft")).toMatchObject({
    type: ["number", "string"],
    unit: "s",
    usual: [0.05, 10],
  });
});

test("no level accepts unknown keys, but a model written out and settings by path", () => {
  const objects = [["", scenarioJsonSchema() as Node] as const, ...keys].flatMap(([path, node]) =>
    [node, node.items ?? {}, ...(node.anyOf ?? []), ...(node.oneOf ?? [])]
      .filter(
        ({ type, additionalProperties }) => type === "object" && additionalProperties !== false,
      )
      .map(() => path),
  );
  const byPath = [".variants[].set", ".sweep.grid", ".sweep.zip", ".sweep.skip"];
  const inPlan = [".plan.candidates", ".plan.prices"];
  expect(objects).toEqual([".cluster.pools[].model", ...byPath, ...inPlan]);
});

test("the longest time of a scenario is the kernel's", () => {
  expect(LONGEST_TIME).toBe(LONGEST);
});
