/** Patches of YAML: one value changes, and the reader's own words and layout stay. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { withoutKey, withValue } from "../../../viz/panel/patch.ts";
import { set, unset, valueAt } from "../../../viz/panel/values.ts";

describe("a value that is written is replaced where it stands", () => {
  test.each([
    ["a number", "a: 1 # one\n", ["a"], 2, "a: 2 # one\n"],
    ["in a flow mapping", "a: { b: 1,  c: x }\n", ["a", "c"], "y", "a: { b: 1,  c: y }\n"],
    ["in a list", "a:\n  - b: 1\n  - b: 2\n", ["a", 1, "b"], 3, "a:\n  - b: 1\n  - b: 3\n"],
    ["quotes stay", `a: "500 ms" # slo\n`, ["a"], "600 ms", `a: "600 ms" # slo\n`],
    ["quotes come where they must", "a: x\n", ["a"], "1", `a: "1"\n`],
    ["a comma in braces", "{ a: x, b: 1 }", ["a"], "x, y", `{ a: "x, y", b: 1 }`],
    ["nothing", "a:\nb: 1\n", ["a"], 5, "a: 5\nb: 1\n"],
    ["folded text", "a: >\n  two\n  lines\nb: 1\n", ["a"], "one", "a: one\nb: 1\n"],
    ["a list of numbers", "a: [16] # sizes\n", ["a"], [16, 32], "a: [ 16, 32 ] # sizes\n"],
    ["a block list", "a:\n  - 1\n  - 2\nb: 1\n", ["a"], [3], "a:\n  [ 3 ]\nb: 1\n"],
    ["an anchor's value", "a: &x 1\nb: *x\n", ["a"], 2, "a: &x 2\nb: 1\n"],
    ["an alias", "a: &x 1\nb: *x\n", ["b"], 2, "a: &x 1\nb: 2\n"],
    ["below an alias", "a: &x { c: 1 }\nb: *x\n", ["b", "c"], 2, "a: &x { c: 1 }\nb: { c: 2 }\n"],
  ])("%s", (_what, text, path, value, expected) => {
    expect(withValue(text, path, value)).toBe(expected);
  });
});

describe("a key that is not written is put last in its mapping", () => {
  test.each([
    ["of braces", "a: { b: 1 } # one\n", ["a", "c"], 2, "a: { b: 1, c: 2 } # one\n"],
    ["of empty braces", "a: {}\n", ["a", "c"], 2, "a: { c: 2 }\n"],
    ["of a block", "a:\n  b: 1 # one\nd: 3\n", ["a", "c"], 2, "a:\n  b: 1 # one\n  c: 2\nd: 3\n"],
    ["of nothing", "a:\nd: 3\n", ["a", "c"], 2, "a: { c: 2 }\nd: 3\n"],
    [
      "in a list",
      "a:\n  - b: 1\n  - b: 2\n",
      ["a", 0, "c"],
      3,
      "a:\n  - b: 1\n    c: 3\n  - b: 2\n",
    ],
    ["with those above it", "a: 1", ["b", "c"], 2, "a: 1\nb: { c: 2 }"],
    ["after text in lines", "a: |\n  b\n\nd: 1\n", ["e"], 2, "a: |\n  b\n\nd: 1\ne: 2\n"],
    [
      "before comments of others",
      "a:\n  b: 1\n# d\nd: 3\n",
      ["a", "c"],
      2,
      "a:\n  b: 1\n  c: 2\n# d\nd: 3\n",
    ],
  ])("%s", (_what, text, path, value, expected) => {
    expect(withValue(text, path, value)).toBe(expected);
  });
});

describe("a key is taken out", () => {
  test.each([
    ["of braces, first", "a: { b: 1, c: 2 }\n", ["a", "b"], "a: { c: 2 }\n"],
    ["of braces, last", "a: { b: 1, c: 2 }\n", ["a", "c"], "a: { b: 1 }\n"],
    ["of a block", "a:\n  b: 1\n  c: 2 # two\nd: 3\n", ["a", "c"], "a:\n  b: 1\nd: 3\n"],
    ["of a list's first line", "a:\n  - b: 1\n    c: 2\n", ["a", 0, "b"], "a:\n  - c: 2\n"],
    [
      "with the mapping that held nothing else",
      "a: { b: { c: 1 } }\nd: 3\n",
      ["a", "b", "c"],
      "d: 3\n",
    ],
    ["that is not there", "a: 1\n", ["b", "c"], "a: 1\n"],
  ])("%s", (_what, text, path, expected) => {
    expect(withoutKey(text, path)).toBe(expected);
  });
});

test("a text that is no YAML stays as it is", () => {
  expect(withValue("a: [1\nb: 2", ["b"], 3)).toBe("a: [1\nb: 2");
});

const scalar = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom("500 ms", "x", "a: b", "# no comment", "", "1", "true", "[", "{ a", "*x", "é, ü"),
);
const name = fc.constantFrom("rate", "seed", "gpu", "max_num_seqs", "a b", "1");
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.dictionary(name, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
    fc.array(tie("tree"), { maxLength: 3 }),
  ),
}));

/** A mapping written at random, with a comment behind each line and blank lines between. */
const anyText = fc
  .tuple(
    fc.dictionary(name, tree, { minKeys: 1, noNullPrototype: true }),
    fc.infiniteStream(fc.nat(7)),
  )
  .map(([values, dice]) => lines(values, "", dice).join("\n"));

function lines(value: unknown, indent: string, dice: Iterator<number>): string[] {
  const roll = dice.next().value as number;
  const comment = roll % 2 === 0 ? ` # ${roll} c` : "";
  return Object.entries(value as object).flatMap(([key, below]) => {
    const before = roll === 1 ? [`${indent}# before ${roll}`] : [];
    const head = `${indent}${JSON.stringify(key)}:`;
    const isBlock =
      typeof below === "object" &&
      below !== null &&
      !Array.isArray(below) &&
      Object.keys(below).length > 0;
    if (isBlock && roll > 2)
      return [...before, `${head}${comment}`, ...lines(below, `${indent}  `, dice)];
    return [...before, `${head} ${JSON.stringify(below)}${comment}`];
  });
}

const comments = (text: string): string[] => text.match(/# (?:before )?\d( c)?$/gm) ?? [];

function pathsOf(values: unknown): (string | number)[][] {
  if (typeof values !== "object" || values === null) return [];
  return Object.entries(values).flatMap(([key, below]) => {
    const step = Array.isArray(values) ? Number(key) : key;
    return [[step], ...pathsOf(below).map((path) => [step, ...path])];
  });
}

test("after a patch one value alone reads otherwise, and no comment is lost", () => {
  fc.assert(
    fc.property(anyText, scalar, fc.nat(), fc.boolean(), (text, value, pick, isNew) => {
      const before: unknown = parse(text);
      const paths = pathsOf(before);
      const place = paths[pick % paths.length]!;
      const isOpen =
        typeof valueAt(before, place) === "object" && !Array.isArray(valueAt(before, place));
      const path = isNew && isOpen ? [...place, "new key"] : place;
      const patched = withValue(text, path, value);
      expect(parse(patched)).toEqual(set(before, path, value));
      const held = typeof valueAt(before, place) === "object" ? [] : comments(text);
      expect(comments(patched)).toEqual(expect.arrayContaining(held));
    }),
    { numRuns: 400 },
  );
});

test("a key that is put in and taken out again leaves the text as it was", () => {
  for (const file of readdirSync("scenarios").filter((name) => name.endsWith(".yaml"))) {
    const text = readFileSync(`scenarios/${file}`, "utf8");
    for (const path of [
      ["seed2"],
      ["slo2", "x"],
      ["cluster", "pools", 0, "engine", "new"],
      ["workload", "x", "y"],
    ]) {
      const put = withValue(text, path, 3);
      expect(parse(put)).toEqual(set(parse(text), path, 3));
      expect(withoutKey(put, path)).toBe(text);
    }
  }
});

test("what is taken out is gone, and nothing else", () => {
  fc.assert(
    fc.property(anyText, fc.nat(), (text, pick) => {
      const before: unknown = parse(text);
      const paths = pathsOf(before).filter((path) => typeof path.at(-1) === "string");
      const path = paths[pick % paths.length]!;
      expect(parse(withoutKey(text, path))).toEqual(unset(before, path));
    }),
    { numRuns: 400 },
  );
});
