/** A scenario's text with other values in it. */
import { expect, test } from "vitest";
import { changedText } from "../../sim/index.ts";

const text = `# Who comes, and how often.
name: before
seed: 1 # of all random numbers
cluster:
  pools:
    - { model: first, gpu: H100 }
`;

test("what is not changed stays as it was written, comments and all", () => {
  const changes = [
    { path: ["seed"], value: 7 },
    { path: ["cluster", "pools", "0", "engines"], value: 2 },
  ];
  expect(changedText(text, changes)).toBe(
    text.replace("seed: 1", "seed: 7").replace("H100 }", "H100, engines: 2 }"),
  );
});

test("a text that nothing changes is the same to the letter", () => {
  const odd = "name:   odd\n\n\n#\n";
  expect(changedText(odd, [])).toBe(odd);
});

test("a value may become a mapping, and later changes reach into it", () => {
  const changes = [
    { path: ["cluster", "pools", 0, "model"], value: { layers: 2 } },
    { path: ["cluster", "pools", 0, "model", "layers"], value: 3 },
  ];
  expect(changedText(text, changes)).toContain("- { model: { layers: 3 }, gpu: H100 }");
});

test("what stands in two places by an alias changes in one", () => {
  const shared = "a: &x { n: 1 }\nb: *x\n";
  expect(changedText(shared, [{ path: ["b", "n"], value: 2 }])).toBe("a:\n  n: 1\nb:\n  n: 2\n");
  expect(changedText(shared, [{ path: ["a", "n"], value: 2 }])).toBe("a:\n  n: 2\nb:\n  n: 1\n");
});
