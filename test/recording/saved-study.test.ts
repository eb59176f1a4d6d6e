/** A saved study: what is put in comes out, numbers that JSON does not know among it. */
import { expect, test } from "vitest";
import { decodeSavedStudy, encodeSavedStudy, type SavedStudy } from "../../sim/index.ts";
import { knownRun, knownScenario, knownYaml } from "../viz/known-run.ts";

const record = knownRun();
const study: SavedStudy = {
  kind: "comparison",
  result: { rate: Number.POSITIVE_INFINITY, share: null, deep: [{ mean: 0.1 }] },
  scenario: knownScenario(),
  text: knownYaml,
  files: { "a.csv": "1,2\n" },
  runs: [
    { name: "as it is, ünd more", saved: { record, files: {}, fixed: null } },
    { name: "again", saved: { record, files: { "a.csv": "1,2\n" }, fixed: "no" } },
  ],
};

test("it comes out as it was put in, wherever its bytes lie", () => {
  const bytes = encodeSavedStudy(study);
  expect(decodeSavedStudy(bytes)).toEqual(study);
  const moved = new Uint8Array(bytes.length + 3);
  moved.set(bytes, 3);
  expect(decodeSavedStudy(moved.subarray(3))).toEqual(study);
});

test("one without runs is one too", () => {
  const alone = { ...study, kind: "plan" as const, runs: [] };
  expect(decodeSavedStudy(encodeSavedStudy(alone))).toEqual(alone);
});

test("what is no study, of another version, or damaged is told in words", () => {
  const bytes = encodeSavedStudy(study);
  expect(() => decodeSavedStudy(new Uint8Array(3))).toThrow("This is not a saved study.");
  expect(() => decodeSavedStudy(bytes.slice(0, -8))).toThrow(/is damaged: it has \d+ bytes/);
  const later = bytes.slice();
  later[8] = 99;
  expect(() => decodeSavedStudy(later)).toThrow("its format is 99, and this one reads 1");
  const broken = bytes.slice();
  broken[17] = 0xff;
  expect(() => decodeSavedStudy(broken)).toThrow("its head cannot be read");
});
