/** Overrides on the command line, as damaged as files. */
import { expect, test } from "vitest";
import { chat, complaints } from "../scenario/world.ts";

const notYaml = (path: string, words: string): string => `${path}: its value is not YAML: ${words}`;

test.each([
  ["", " is not of the form path=value, such as cluster.pools.0.engines=2"],
  ["=1", " is not of the form path=value, such as cluster.pools.0.engines=2"],
  ["seed=*a", notYaml("seed", "*a names no anchor before it")],
  ["seed=&a [*a]", notYaml("seed", "*a holds itself")],
  ["seed={a: 1, a: 2}", notYaml("seed", "a is written twice")],
  ["seed={ [a]: 1 }", notYaml("seed", "a key is a name, not a collection")],
  ["seed=!!x 1", notYaml("seed", "a tag (!name) means nothing here")],
  [`seed=${"? ".repeat(5000)}`, notYaml("seed", "the text nests too deeply")],
  [`seed=${"[".repeat(5000)}`, notYaml("seed", "the text nests too deeply")],
  [`seed=[&a x, ${"*a, ".repeat(200)}]`, notYaml("seed", "aliases repeat more than 100 values")],
  ["seed=\x1b[31m\u202e", 'seed: "\\u001b[31m\\u202e" is not a number'],
  ["__proto__.seed=1", "__proto__: is unknown; known here: name,"],
  ["constructor.prototype.seed=1", "constructor: is unknown; known here: name,"],
  ["cluster.pools.length=5", "cluster.pools: has no entry length: it has 1, from 0"],
  ["name.length=5", 'name: "chat" holds no keys, so no length'],
  [`${"x".repeat(9000)}=1`, `${"x".repeat(59)}…: is unknown; known here: name,`],
])("--set %j", (set, words) => {
  const [first, ...others] = complaints(chat, [set]);
  expect(first).toContain(words);
  expect(first!.startsWith("--set ")).toBe(true);
  expect(first!.length).toBeLessThan(400);
  expect(others).toEqual([]);
  expect(({} as { seed?: number }).seed).toBeUndefined();
});
