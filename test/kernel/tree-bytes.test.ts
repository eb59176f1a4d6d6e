/** Trees of values as bytes: they come back as they were, or not at all. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeTree, encodeTree } from "../../sim/kernel/tree-bytes.ts";

const leaf = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.double().map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.float64Array(),
  fc.int32Array(),
  fc.uint16Array(),
  fc.uint8Array(),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("tree")),
    fc.dictionary(fc.oneof(fc.string(), fc.constant("#")), tie("tree"), { noNullPrototype: true }),
  ),
}));

test("any tree comes back, wherever its bytes lie", () => {
  fc.assert(
    fc.property(tree, fc.nat(7), (written, offset) => {
      const bytes = encodeTree(written);
      const elsewhere = new Uint8Array(offset + bytes.length);
      elsewhere.set(bytes, offset);
      expect(decodeTree(elsewhere.subarray(offset))).toEqual(written);
    }),
  );
});

test("a buffer of Node's is bytes like any others, wherever in its pool it lies", () => {
  const written = { few: new Float64Array([1, 2]), name: "few" };
  for (let round = 0; round < 3; round++) {
    const text = Buffer.from(encodeTree(written)).toString("base64");
    expect(decodeTree(Buffer.from(text, "base64"))).toEqual(written);
  }
});

test("the head says how long it is, and an array lies after it, at a multiple of 8", () => {
  const bytes = encodeTree([new Uint16Array([1, 2])]);
  const head = '[{"#":["u16",0,2]}]';
  expect(bytes.length).toBe(8 + 24 + 8);
  expect([...bytes.subarray(0, 8)]).toEqual([24, 0, 0, 0, 0, 0, 0, 0]);
  expect(new TextDecoder().decode(bytes.subarray(8, 32))).toBe(head.padEnd(24));
  expect([...bytes.subarray(32)]).toEqual([1, 0, 2, 0, 0, 0, 0, 0]);
});

test.each([
  ["nothing", new Uint8Array()],
  ["a head that is not there", new Uint8Array([16, 0, 0, 0, 0, 0, 0, 0])],
  ["a head that is no JSON", new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0x7b])],
  ["bytes that are no UTF-8", new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0xff])],
  ["an array cut short", encodeTree([new Float64Array(2)]).subarray(0, -8)],
])("%s is no tree", (_what, bytes) => {
  expect(() => decodeTree(bytes)).toThrow("These bytes are no tree of values.");
});
