/** The scenarios that come with the simulator. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadScenario } from "../../sim/scenario/load.ts";

const files = readdirSync("scenarios").filter((file) => file.endsWith(".yaml"));
const read = (file: string) => readFileSync(`scenarios/${file}`, "utf8");

test("there are some", () => expect(files.length).toBeGreaterThan(5));

test.each(files)("%s loads, tells editors its schema, and says what it shows", (file) => {
  const text = read(file);
  expect(text).toMatch(/^# yaml-language-server: \$schema=scenario\.schema\.json\n/);
  expect(loadScenario(text, { file }).scenario.description).toMatch(/^[A-Z].*\.$/);
});

test.each(files)("%s states where the recording that it plays comes from", (file) => {
  const { arrivals, lengths } = loadScenario(read(file), { file }).scenario.workload;
  for (const source of [arrivals, lengths])
    if (source && "file" in source)
      expect(source).toMatchObject({
        address: expect.stringMatching(/^https:/),
        licence: expect.any(String),
        sha256: expect.any(String),
      });
});

test.each(files)("%s takes the overrides that its comments suggest", (file) => {
  const text = read(file);
  for (const [, set] of text.matchAll(/^#.* --set (\S+)/gm))
    expect(() => loadScenario(text, { file, set: [set!] })).not.toThrow();
});
