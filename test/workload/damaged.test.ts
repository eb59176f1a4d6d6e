/** What is said of traces that are damaged. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { readText } from "../../sim/cli/files/text-file.ts";
import { readTrace } from "../../sim/workload/trace.ts";

const textOf = (file: string): string => readText(`test/workload/fixtures/${file}`, file).text;

const KNOWN =
  "known are plain (arrival_s,prompt_tokens,output_tokens), " +
  "azure (TIMESTAMP,ContextTokens,GeneratedTokens), " +
  "vidur (arrived_at,num_prefill_tokens,num_decode_tokens), " +
  "splitwise (arrival_timestamp,prompt_size,token_size), " +
  "burstgpt (Timestamp,Request tokens,Response tokens)";
const NO_ROW =
  'is no JSON row, such as {"timestamp": 0, "input_length": 512, "output_length": 64} ' +
  "or [0,512,64]";
const NUL = "is a NUL byte: the file is no text, or UTF-16; save it as UTF-8";

/** What is said of each file, after its name. */
const complaints: Record<string, string[]> = {
  "unsorted.csv": [':3:1  arrival_s: "4" is earlier than the row above: sort the rows by arrival'],
  "unsorted.jsonl": [
    ':2:1  timestamp: "0" is earlier than the row above: sort the rows by arrival',
  ],
  "negative-length.csv": [':3:3  prompt_tokens: "-20" is negative'],
  "negative-instant.csv": [':2:1  arrival_s: "-0.5" is negative'],
  "short-row.csv": [':3:1  "1,20" has 2 columns where the header has 3'],
  "long-row.csv": [':3:1  "1,20,2,9" has 4 columns where the header has 3'],
  "trailing-comma.csv": [':2:1  "0,10,1," has 4 columns where the header has 3'],
  "no-number.csv": [':3:6  output_tokens: "many" is not a number'],
  "full-width-digits.csv": [':2:3  prompt_tokens: "１０" is not a number'],
  "empty-cell.csv": [':3:3  prompt_tokens: "" is not a number'],
  "fraction.csv": [':2:3  prompt_tokens: "10.5" is not a whole number'],
  "nan.csv": [
    ':2:1  arrival_s: "NaN" is not an instant',
    ':3:3  prompt_tokens: "NaN" is not a number',
  ],
  "infinity.csv": [
    ':2:1  arrival_s: "inf" is not an instant',
    ':3:3  prompt_tokens: "Infinity" is not a number',
  ],
  "huge-length.csv": [
    ':2:3  prompt_tokens: "1e999" is more than 2147483647',
    ':3:6  output_tokens: "3000000000" is more than 2147483647',
  ],
  "zero-length.csv": [
    ':2:3  prompt_tokens: "0" is zero: leave out what failed, a request has at least one token',
  ],
  "only-failures.csv": [
    ':1:1  "the trace" has no row that is left: each has a length of 0, as if its request failed',
  ],
  "empty.csv": [':1:1  "" has no rows'],
  "blank.csv": [':1:1  "\\n\\n  \\n" has no rows'],
  "header-alone.csv": [':1:1  "arrival_s,prompt_tokens,output_tokens\\n" has no rows'],
  "header-missing.csv": [
    `:1:1  "0,10,1" has no column arrival_s, prompt_tokens, output_tokens; ${KNOWN}`,
  ],
  "header-twice.csv": [
    ':1:1  "arrival_s,prompt_tokens,prompt_tokens,output_tokens" has the column prompt_tokens ' +
      "twice",
  ],
  "misspelt-header.csv": [
    `:1:1  "arrival_s,promt_tokens,output_tokens" has no column prompt_tokens; ${KNOWN}`,
  ],
  "other-table.csv": [
    `:1:1  "name,price" has no column arrival_s, prompt_tokens, output_tokens; ${KNOWN}`,
  ],
  "quote-unclosed.csv": [':3:1  "1,20,2\\n2,30,3\\n" is no CSV: Quoted field unterminated'],
  "quote-inside.csv": [
    ':2:1  "0,10\\" x,1\\n" is no CSV: Trailing quote on quoted field is malformed',
  ],
  "after-a-quoted-line-end.csv": [':4:4  prompt_tokens: "-20" is negative'],
  "escape-sequence.csv": [':2:3  prompt_tokens: "\\u001b[31m10\\u001b[0m" is not a number'],
  "nul.csv": [`:3:4  ${NUL}`],
  "not-utf-8.csv": [":3:4  is not UTF-8: save it so"],
  "utf-16.csv": [":1:1  is UTF-16: save the file as UTF-8"],
  "utf-16-without-mark.csv": [`:1:2  ${NUL}`],
  "gzip.csv": [":1:1  is compressed by gzip: unpack the file first"],
  "truncated.jsonl": [`:2:1  "[3000,7322,49" ${NO_ROW}`],
  "one-array.jsonl": [
    `:1:1  "[" ${NO_ROW}`,
    `:2:1  "  [0,6758,500,[0,1]]," ${NO_ROW}`,
    `:4:1  "]" ${NO_ROW}`,
  ],
  "key-missing.jsonl": [':1:1  output_length: "" is not a number'],
  "array-too-short.jsonl": [':1:10  output_length: "" is not a number'],
  "text-for-number.jsonl": [
    ':1:2  timestamp: "soon" is not an instant',
    ':1:23  input_length: "[…]" is not a number',
    ':1:47  output_length: "null" is not a number',
  ],
  "nan.jsonl": [`:1:1  "{\\"timestamp\\": NaN, \\"input_length\\": 6758," ${NO_ROW}`],
  "calendar.csv": [
    ':2:1  TIMESTAMP: "2023-02-29 00:00:00.0000000" is not an instant',
    ':3:1  TIMESTAMP: "2023-11-16 24:00:00" is not an instant',
  ],
  "calendar-unsorted.csv": [
    ':3:1  TIMESTAMP: "2024-05-12 02:00:00+02:00" is earlier than the row above: sort the rows ' +
      "by arrival",
  ],
};

/** What is said when a damaged file is read. */
function saidOf(file: string): string {
  try {
    readTrace(textOf(`damaged/${file}`), `damaged/${file}`);
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing";
}

test.each(Object.entries(complaints))("%s is refused with place, value, reason", (file, said) => {
  expect(saidOf(file)).toBe(said.map((words) => `damaged/${file}${words}`).join("\n"));
});

test("no damaged file goes without a test", () => {
  const files = readdirSync("test/workload/fixtures/damaged");
  const harmless = files.filter((file) => saidOf(file) === "nothing");
  expect(files.filter((file) => !(file in complaints))).toEqual(harmless);
  expect(harmless).toHaveLength(6);
});

test.each([
  ["vidur-lengths.csv", "vidur", "has no column arrived_at; known are plain"],
  ["mooncake.jsonl", "azure", "it looks like JSON lines, which are mooncake"],
  ["plain.csv", "mooncake", 'plain.csv:1:1  "arrival_s,prompt_tokens,output_tokens,pr" is no JSON'],
  ["burstgpt-1.csv", "plain", "has no column arrival_s, prompt_tokens, output_tokens; known are"],
] as const)("%s under the name of another dialect, %s", (file, format, words) => {
  expect(() => readTrace(textOf(file), file, format)).toThrow(words);
});

test("of a file full of problems the first twenty are told", () => {
  const text = `arrival_s,prompt_tokens,output_tokens\n${"x,1,1\n".repeat(100_000)}`;
  expect(() => readTrace(text, "t.csv")).toThrow(/^t\.csv:2:1 .*\n(.*\n){18}t\.csv:21:1 .*$/);
});
