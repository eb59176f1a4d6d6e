/** Nothing that a terminal would obey, or an eye would miss, is printed as it is. */
import { expect, test } from "vitest";
import { printable, quoted, shortened } from "../sim/printable.ts";

test.each([
  ["an escape sequence", "\x1b[31mred\x1b[0m", "\\u001b[31mred\\u001b[0m"],
  ["one in a single character", "\x9b2J", "\\u009b2J"],
  ["a bell, a tab, a return", "\x07\t\r", "\\u0007\\u0009\\u000d"],
  ["right to left", "a\u202ecba", "a\\u202ecba"],
  ["no width at all", "se\u200bed\ufeff\u2060\u00ad", "se\\u200bed\\ufeff\\u2060\\u00ad"],
  ["letters that are blank", "a\u3164b\uffa0", "a\\u3164b\\uffa0"],
  ["other line ends", "a\u2028b\u0085", "a\\u2028b\\u0085"],
  ["half a character", "\ud83d!", "\\ud83d!"],
  ["a tag", "\u{e0041}", "\\u{e0041}"],
  ["a form of the one before", "a\ufe0f", "a\\ufe0f"],
])("%s", (_what, text, escaped) => {
  expect(printable(text)).toBe(escaped);
});

test("what can be seen stays, line feeds too", () => {
  const text = "GPU 10 µs ≤ 3 × 2⁻³⁰, naïve, 漢字, Привет\n  🚀";
  expect(printable(text)).toBe(text);
});

test("values are short, in quotes, and safe", () => {
  expect(quoted('say "\x1b"')).toBe('"say \\"\\u001b\\""');
  expect(quoted("x".repeat(100))).toBe(`"${"x".repeat(59)}…"`);
  expect(shortened("12345", 5)).toBe("12345");
  expect(shortened("123456", 5)).toBe("1234…");
});
