/**
 * The same seed gives the same bytes in Node, in a worker and in the browser: nothing below the
 * command line and the page may ask for what differs between them.
 */
import { expect, test } from "vitest";
import { roomOf, sourcesIn } from "./sources.ts";

/** What is forbidden, and what stands for it. Whole powers are exact, and so are those of 2. */
const forbidden: [pattern: RegExp, instead: string][] = [
  [/\bMath\.random\b/, "random.stream(name)"],
  [/\bMath\.pow\b/, "multiplication, or exp(p · log x)"],
  [/\bMath\.(?:a?sinh?|a?cosh?|a?tanh?|atan2|expm1|log1p|cbrt|hypot)\b/, "a polar form"],
  [/(?<!\b2 )\*\*(?!=?\s*-?\d+\b(?!\.))/, "multiplication, or exp(p · log x)"],
  [/\bnew Date\b|\bDate\.now\b|\bperformance\./, "the agenda's now"],
  [/\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/, "agenda.at(…)"],
  [/\bconsole\./, "a probe, or a note in the summary"],
  [/\bprocess\.|\bglobalThis\b|\bwindow\./, "an option handed in"],
];

const inner = sourcesIn("sim").filter(({ path }) => roomOf(path) !== "cli");

test.each(forbidden)("nobody uses %s", (pattern, instead) => {
  const uses = inner.flatMap(({ path, code }) =>
    code
      .split("\n")
      .filter((line) => pattern.test(line))
      .map((line) => `${path}: ${line.trim()}: use ${instead}`),
  );
  expect(uses).toEqual([]);
});
