/** Texts that are no scenario, before anybody asks what they mean. */
import { expect, test } from "vitest";
import { chat, complaints, load } from "./world.ts";

test.each([
  ["nothing", "", "1:1  the file is empty: a scenario is a mapping of keys to values"],
  ["comments", "# soon\n", "1:1  the file is empty: a scenario is a mapping of keys to values"],
  ["a list", "\n- a\n", "2:1  this is no scenario: a scenario is a mapping of keys to values"],
  ["a word", "hello", "1:1  this is no scenario: a scenario is a mapping of keys to values"],
  ["a key twice", "name: a\nseed: 1\nname: b", "3:1  name is written twice"],
  ["a tab", "workload:\n\tdrain: cut", "2:1  a tab indents this line: YAML allows spaces only"],
  [
    "two documents",
    "name: a\n---\nname: b\n",
    "2:1  a second document begins here: a scenario file holds one",
  ],
  ["a tag", "name: !secret a", "1:7  a tag (!name) means nothing here"],
  ["an alias of nothing", "name: *nobody", "1:7  *nobody names no anchor before it"],
  ["an alias within itself", "workload: &w\n  lengths: *w", "2:12  *w holds itself"],
  ["an open bracket", "slo: { ttft: 1", "1:15  Flow map in block collection must be sufficiently"],
  ["brackets without end", "a: 1\nb: ".concat("[".repeat(1e5)), "2:4  the text nests too deeply"],
  ["lists without end", "- ".repeat(1e5), "1:1  the text nests too deeply"],
])("%s", (_what, text, told) => {
  const [first, ...others] = complaints(text);
  expect(first).toContain(`chat.yaml:${told}`);
  expect(others).toEqual([]);
});

test("aliases that blow up", () => {
  const tenTimes = (of: string) => `[${Array(10).fill(of).join(", ")}]`;
  const bomb = [
    `name: &a ${tenTimes("lol")}`,
    `description: &b ${tenTimes("*a")}`,
    `seed: &c ${tenTimes("*b")}`,
    `slo: ${tenTimes("*c")}`,
  ].join("\n");
  expect(complaints(bomb)).toEqual([
    "chat.yaml:1:1  aliases repeat more than 100 values: write them out",
  ]);
});

test("aliases may share a value, and a mistake in it is told where it is used", () => {
  const shared = chat
    .replace("{ distribution: fixed, tokens: 512 }", "&len { distribution: fixed, tokens: 512 }")
    .replace("\n    distribution: fixed\n    tokens: 64", " *len");
  expect(load(shared).scenario.workload.output_tokens).toEqual({
    distribution: "fixed",
    tokens: 512,
  });
  expect(complaints(shared.replace("512", "0"))).toEqual([
    "chat.yaml:5:54  workload.prompt_tokens.tokens: 0 is below 1",
    "chat.yaml:5:54  workload.output_tokens.tokens: 0 is below 1",
  ]);
});

test("a byte-order mark and Windows line ends change nothing, places included", () => {
  const windows = `\uFEFF${chat.replaceAll("\n", "\r\n")}`;
  expect(load(windows).scenario).toEqual(load(chat).scenario);
  expect(complaints(windows.replace("name: chat", "name: 3"))).toEqual([
    "chat.yaml:1:7  name: 3 is not text",
  ]);
});
