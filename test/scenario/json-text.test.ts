/** JSON with places: where a value stands, and where a text is no JSON. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { readJson } from "../../sim/scenario/json-text.ts";

const said = (text: string): string => {
  try {
    readJson(text, "c.json");
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing";
};

test("values come with the places of their keys", () => {
  const { values, placeOf } = readJson('{\n  "a": 1,\n\t"b": { "c": [2, {"d": 3}] } }', "c.json");
  expect(values).toEqual({ a: 1, b: { c: [2, { d: 3 }] } });
  const at = (...path: (string | number)[]) => placeOf(path).label;
  expect(at("a")).toBe("c.json:2:3");
  expect(at("b")).toBe("c.json:3:2");
  expect(at("b", "c", 1)).toBe("c.json:3:18");
  expect(at("b", "c", 1, "d")).toBe("c.json:3:19");
  expect(at("b", "missing")).toBe("c.json:3:2");
  expect(at("missing")).toBe("c.json:1:1");
});

test.each([
  ["", "1:1  is not JSON: the text ends where a value is expected"],
  ["  \n ", "2:2  is not JSON: the text ends where a value is expected"],
  ["{", "1:2  is not JSON: the text ends where a key in quotes or } is expected"],
  ['{"a" 1}', '1:6  is not JSON: a colon is expected, not "1"'],
  ['{"a": }', '1:7  is not JSON: a value is expected, not "}"'],
  ['{"a": 1,}', '1:9  is not JSON: a key in quotes is expected, not "}"'],
  ['{"a": 1 "b": 2}', '1:9  is not JSON: a comma or } is expected, not "\\"b\\""'],
  ["{a: 1}", '1:2  is not JSON: a key in quotes or } is expected, not "a"'],
  ["{'a': 1}", '1:2  is not JSON: a key in quotes or } is expected, not "\'"'],
  ['{"a": [1, 2}', '1:12  is not JSON: a comma or ] is expected, not "}"'],
  ['{"a": NaN}', '1:7  is not JSON: a value is expected, not "NaN"'],
  ['{"a": 01}', '1:8  is not JSON: a comma or } is expected, not "1"'],
  ['{"a": "\t"}', "1:7  is not JSON: a text without end, or with a control in it"],
  ['{"a": "x', "1:7  is not JSON: a text without end, or with a control in it"],
  ['{"a": 1}\n{}', '2:1  is not JSON: the end of the text is expected, not "{"'],
  ['{"a": 1,\n "a": 2}', '2:2  "a" is written twice'],
  ["[1]", "1:1  is no object with keys"],
  ['"text"', "1:1  is no object with keys"],
  [`{"a": ${"[".repeat(200)}`, "1:106  nests too deeply"],
])("%j", (text, words) => {
  expect(said(text)).toBe(`c.json:${words}`);
});

test("whatever is JSON is read, and nothing else", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      const object = `{"it": ${text}}`;
      expect(readJson(object, "c.json").values).toEqual(JSON.parse(object));
    }),
  );
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (json, place, by) => {
      const text = `{"it": ${json}}`;
      const at = place % text.length;
      const spoilt = text.slice(0, at) + by + text.slice(at + 1);
      let isJson = true;
      try {
        JSON.parse(spoilt);
      } catch {
        isJson = false;
      }
      expect(said(spoilt).includes("is not JSON"), spoilt).toBe(!isJson);
    }),
  );
});
