/** The scenarios that come with the simulator. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as azure from "../study/workload/azure-conversation-2023.ts";
import { scenarioFiles as files, open } from "./play.ts";

test("there are some", () => expect(files.length).toBeGreaterThan(5));

test.each(files)("%s loads, tells editors its schema, and says what it shows", (file) => {
  const text = readFileSync(`scenarios/${file}`, "utf8");
  expect(text).toMatch(/^# yaml-language-server: \$schema=(\.\.\/)?scenario\.schema\.json\n/);
  expect(open(file).description).toMatch(/^[A-Z].*\.$/);
});

test.each(files)("%s states where the recording that it plays comes from", (file) => {
  const { arrivals, lengths } = open(file).workload;
  for (const source of [arrivals, lengths])
    if (source && "file" in source)
      expect(source).toMatchObject({
        address: expect.stringMatching(/^https:/),
        licence: expect.any(String),
        sha256: expect.any(String),
      });
});

test.each(files)("%s takes the overrides that its comments suggest", (file) => {
  const text = readFileSync(`scenarios/${file}`, "utf8");
  for (const [, set] of text.matchAll(/^#.* --set (\S+)/gm))
    expect(() => open(file, [set!])).not.toThrow();
});

test("chat.yaml is the fit to Azure's conversations, at eight times their rate", () => {
  const { arrivals, lengths } = open("chat.yaml").workload;
  expect(lengths).toMatchObject(azure.lengths);
  const request_rate = 8 * azure.steady.request_rate;
  expect(arrivals).toEqual({ ...azure.steady, request_rate });
});
