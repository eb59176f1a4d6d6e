import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { firstPreset, presets } from "../../viz/presets.ts";

const files = readdirSync("scenarios").filter((name) => name.endsWith(".yaml"));

test("there is a preset for every scenario that needs no file", () => {
  const alone = files.filter(
    (name) => !/^ *file:/m.test(readFileSync(`scenarios/${name}`, "utf8")),
  );
  expect(presets.map(({ key }) => `${key}.yaml`).sort()).toEqual(alone.sort());
});

test("the page starts with the rush", () => expect(firstPreset.key).toBe("rush"));

test.each(presets)("$key is called and described as its file says", ({ key, ...preset }) => {
  const text = readFileSync(`scenarios/${key}.yaml`, "utf8");
  const { name, description } = parse(text);
  expect(preset).toEqual({ name, description, text });
});
