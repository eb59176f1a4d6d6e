/**
 * Damage: ways in which a text gets spoiled, by accident and on purpose.
 */
import type { Stream } from "../../sim/kernel/random.ts";

export type Damage = (text: string, random: Stream) => string | Buffer;

export const pick = <T>(from: readonly T[], random: Stream): T => from[random.below(from.length)]!;

/** What nobody types, and terminals obey. */
const strange = [
  "\0",
  "\x1b[31m",
  "\x1b]0;title\x07",
  "\x9b2J",
  "\u202e",
  "\u2066",
  "\u200b",
  "\u00ad",
  "\ufeff",
  "\ufffd",
  "\u2028",
  "\u0085",
  "\u00a0",
  "\u0430",
  "１",
  "٣",
  "\u{1f4a9}",
  "\u{e0041}",
  "e\u0301",
  "\t",
  "\r",
  "\\",
  '"',
  "'",
  "`",
  "#",
  "&a ",
  "*a",
  "!x ",
  "? ",
  "- ",
  ": ",
  ", ",
  "{",
  "}",
  "[",
  "]",
  "|",
  ">",
  "%",
  "@",
  "<<: ",
  "---\n",
  "...\n",
];

/** What stands where something else should. */
const values = [
  "",
  "~",
  "null",
  "true",
  "NaN",
  ".nan",
  ".inf",
  "-.inf",
  "-1",
  "0",
  "-0",
  "0.5",
  "1e-320",
  "1e300",
  "1e999",
  "-1e999",
  "1e15",
  "9007199254740993",
  "123456789012345678901234567890",
  "0x10",
  "0o17",
  "1_000",
  "1,5",
  "１２",
  "yes",
  "1 fortnight",
  "97 d",
  "1e9 d",
  '"\u202e"',
  '"\\u001b[31m"',
  '"\\ud800"',
  "constructor",
  "__proto__",
  "toString",
  "[]",
  "{}",
  "[1, 2]",
  "{ a: 1 }",
  "[[[[[[1]]]]]]",
  "2026-01-01",
  "!!binary aGk=",
  "!!set {a, b}",
  "../../etc/passwd",
  "/dev/null",
  "x".repeat(5000),
  `"${"é".repeat(3000)}"`,
];

const place = (text: string, random: Stream): number => random.below(text.length + 1);
const spliced = (text: string, at: number, out: number, by: string): string =>
  text.slice(0, at) + by + text.slice(at + out);

/** Lines with one of them changed, dropped or multiplied. */
function changedLine(text: string, random: Stream, change: (line: string) => string[]): string {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  return [...lines.slice(0, at), ...change(lines[at]!), ...lines.slice(at + 1)].join("\n");
}

/** One of the scalars after a colon or a comma, or in a cell. */
function changedValue(text: string, random: Stream, by: string): string {
  const found = [...text.matchAll(/(?<=[:,[{]\s*|^)[^\s:,[\]{}#][^,\n[\]{}]*/gm)];
  if (found.length === 0) return by;
  const { index, 0: old } = pick(found, random);
  return spliced(text, index, old.length, by);
}

const homoglyphs: Record<string, string> = { a: "а", e: "е", o: "о", p: "р", c: "с", i: "і" };

/** Whatever the text means. */
export const anyText: Record<string, Damage> = {
  truncated: (text, random) => text.slice(0, place(text, random)),
  beheaded: (text, random) => text.slice(place(text, random)),
  strange: (text, random) => spliced(text, place(text, random), 0, pick(strange, random)),
  replaced: (text, random) => spliced(text, place(text, random), 1, pick(strange, random)),
  "cut out": (text, random) => spliced(text, place(text, random), 1 + random.below(30), ""),
  value: (text, random) => changedValue(text, random, pick(values, random)),
  "line lost": (text, random) => changedLine(text, random, () => []),
  "line twice": (text, random) => changedLine(text, random, (line) => [line, line]),
  indented: (text, random) => changedLine(text, random, (line) => [` ${line}`]),
  tabbed: (text, random) =>
    changedLine(text, random, (line) => [line.replace(/^ {2}|(?=\S)/, "\t")]),
  homoglyph: (text, random) => {
    const found = [...text.matchAll(/[aeopci]/g)];
    if (found.length === 0) return text;
    const { index, 0: letter } = pick(found, random);
    return spliced(text, index, 1, homoglyphs[letter]!);
  },
  "full-width digits": (text) =>
    text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  "line ends": (text, random) => text.replaceAll("\n", pick(["\r\n", "\r", "\n\n", " "], random)),
  "not UTF-8": (text, random) => {
    const bytes = Buffer.from(text);
    const at = random.below(bytes.length + 1);
    const bad = pick([[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]], random);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(bad), bytes.subarray(at)]);
  },
  "UTF-16": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  binary: (_text, random) => Buffer.from(Array.from({ length: 300 }, () => random.below(256))),
  nested: (text, random) => {
    const depth = pick([20, 90, 3000], random);
    const [open, close] = pick(
      [
        ["[", "]"],
        ["{a: ", "}"],
        ['{"a": ', "}"],
      ] as const,
      random,
    );
    return changedValue(text, random, open.repeat(depth) + close.repeat(depth));
  },
  long: (text, random) => spliced(text, place(text, random), 0, pick(strange, random).repeat(5000)),
};

/** What a config may hold instead, and still be JSON. */
const jsonValues = [
  ...["null", "true", "-1", "0", "0.5", "1e999", "-1e999", "1e300", "1e15", "2147483648", "1e-320"],
  ...[
    '"4096"',
    '"\\ud800"',
    '"\\u001b[31m"',
    '"\u202e"',
    "[]",
    "{}",
    "[1]",
    '{"a": 1}',
    "[[[[[1]]]]]",
  ],
  ...["7", "3", "1000000000", "999999999", `"${"x".repeat(5000)}"`, '"__proto__"', '"constructor"'],
];

/** Of texts in JSON, a line for each key. */
export const json: Record<string, Damage> = {
  ...anyText,
  "value of a key": (text, random) =>
    changedLine(text, random, (line) => [
      line.replace(/: ?[^[{,]+(,?)$/, (_, comma) => `: ${pick(jsonValues, random)}${comma}`),
    ]),
  "key lost": (text, random) =>
    changedLine(text, random, (line) => (/^ {2}"[^[{]*,$/.test(line) ? [] : [line])),
  "key misspelt": (text, random) =>
    changedLine(text, random, (line) => [line.replace(/_(?=.*":)/, pick(strange, random))]),
  "key added": (text, random) => {
    const keys = ["num_experts", "kv_lora_rank", "quantization_config", "text_config", "n_layer"];
    const more = ["alibi", "__proto__", "constructor", "attention_bias", "multi_query", "n_inner"];
    const key = pick([...keys, ...more], random);
    return text.replace("{", `{ "${key}": ${pick(jsonValues, random)},`);
  },
  "list without end": (text, random) =>
    text.replace("{", `{ "layer_types": [${`${pick(jsonValues, random)},`.repeat(3000)}1],`),
};

/** Of texts that YAML reads. */
export const yaml: Record<string, Damage> = {
  ...anyText,
  bomb: (text) => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const before = level === 0 ? '"ha"' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array(9).fill(before).join(", ")}]`;
    });
    return `${levels.join("\n")}\n${text}`;
  },
  "alias of itself": (text, random) => changedValue(text, random, "&a [*a]"),
  "alias of nothing": (text, random) => changedValue(text, random, "*nobody"),
  "aliases without end": (text, random) =>
    changedValue(text, random, `[&b x, ${"*b, ".repeat(3000)}x]`),
  merged: (text, random) => changedValue(text, random, "{ <<: { a: 1 }, b: 2 }"),
  "odd key": (text, random) =>
    changedValue(
      text,
      random,
      pick(["{ [a]: 1 }", "{ ? {a: 1} : 2 }", "{ : 1 }", "{ 1: 2 }"], random),
    ),
  "explicit keys": (text, random) => changedValue(text, random, `\n${"? ".repeat(300)}`),
  "many keys": (text) =>
    `${text}\n${Array.from({ length: 3000 }, (_, index) => `k${index}: 1`).join("\n")}\n`,
};
