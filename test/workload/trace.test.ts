import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findData } from "../../sim/cli/files/data.ts";
import { readLengths, readTrace, TraceError, type TraceProblem } from "../../sim/workload/trace.ts";

/** A trace as rows of [arrival, prompt, output]. */
const rowsOf = (text: string): number[][] => {
  const { arrival, prompt, output } = readTrace(text, "t");
  return [...arrival].map((at, row) => [at, prompt[row]!, output[row]!]);
};

const problemsOf = (text: string): readonly TraceProblem[] => {
  try {
    readTrace(text, "t.csv");
  } catch (error) {
    if (error instanceof TraceError) return error.problems;
    throw error;
  }
  return [];
};

/** A plain trace with these rows. */
const plain = (...rows: string[]): string =>
  ["arrival_s,prompt_tokens,output_tokens", ...rows].join("\n");

describe("each dialect is told by its header", () => {
  test("plain CSV", () => {
    expect(rowsOf(plain("0.0000,374,44", "4.3146,396,109", ""))).toEqual([
      [0, 374, 44],
      [4.3146, 396, 109],
    ]);
  });

  test("our own requests.csv, which has more columns", () => {
    const text = [
      "request_id,class,arrival_s,prompt_tokens,output_tokens,cached_tokens,engine,ttft_ms",
      "0,,1.500000000,512,128,0,0,41.2",
      "1,,2.250000000,300,7,0,1,20.1",
    ].join("\n");
    expect(rowsOf(text)).toEqual([
      [1.5, 512, 128],
      [2.25, 300, 7],
    ]);
  });

  test("Azure's CSV, over midnight: the first row becomes 0 and 100 ns are kept", () => {
    const text = [
      "TIMESTAMP,ContextTokens,GeneratedTokens",
      "2023-11-16 23:59:59.9999999,4808,10",
      "2023-11-17 00:00:00.0000000,3180,8",
      "2023-11-17 00:00:01.5000000,110,27",
    ].join("\n");
    const [first, second, third] = rowsOf(text);
    expect(first).toEqual([0, 4808, 10]);
    expect(second![0]! * 1e7).toBeCloseTo(1, 0);
    expect(third![0]).toBeCloseTo(1.5000001, 8);
  });

  test("Azure's CSV of 2024, which names its zone and has a leap day in February", () => {
    const text = [
      "TIMESTAMP,ContextTokens,GeneratedTokens",
      "2024-02-28 00:00:00.009930+00:00,2162,5",
      "2024-02-29 00:00:00.009930+00:00,2399,6",
    ].join("\n");
    expect(rowsOf(text)[1]).toEqual([86_400, 2399, 6]);
  });

  test.each([
    ["2023-02-28", "2023-03-01", 1],
    ["2024-02-28", "2024-03-01", 2],
    ["2024-12-31", "2025-01-01", 1],
    ["2023-03-01", "2024-03-01", 366],
  ])("from %s to %s the calendar has %d days", (from, to, days) => {
    const text = [
      "TIMESTAMP,ContextTokens,GeneratedTokens",
      `${from} 12:00:00,1,1`,
      `${to} 12:00:00,1,1`,
    ].join("\n");
    expect(rowsOf(text)[1]![0]).toBe(days * 86_400);
  });

  test("the CSV of Vidur and Splitwise", () => {
    expect(rowsOf("arrived_at,num_prefill_tokens,num_decode_tokens\n0.5,100,20\n")).toEqual([
      [0.5, 100, 20],
    ]);
  });

  test("BurstGPT's CSV", () => {
    const text = [
      "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type",
      "5,ChatGPT,472,18,490,Conversation log",
      "45,GPT-4,1087,230,1317,Conversation log",
    ].join("\n");
    expect(rowsOf(text)).toEqual([
      [5, 472, 18],
      [45, 1087, 230],
    ]);
  });

  test("Mooncake's JSON lines, in milliseconds: objects, and compact arrays", () => {
    const text = [
      '{"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1]}',
      "[3000,7322,490,[0,14,15]]",
    ].join("\n");
    expect(rowsOf(text)).toEqual([
      [0, 6758, 500],
      [3, 7322, 490],
    ]);
  });
});

describe("what is harmless is read and remarked upon", () => {
  test("a byte-order mark and CRLF line ends", () => {
    const text = `\uFEFF${plain("0,1,2", "1,3,4", "").replaceAll("\n", "\r\n")}`;
    expect(rowsOf(text)).toEqual([
      [0, 1, 2],
      [1, 3, 4],
    ]);
    expect(readTrace(text, "t").remarks).toEqual([
      "begins with a byte-order mark, which was skipped",
      "has CRLF line ends, which were read as LF",
    ]);
    expect(readTrace(plain("0,1,2"), "t").remarks).toEqual([]);
  });

  test("columns that mean nothing, by name: a misspelt one is among them", () => {
    const remarks = (...more: string[]) => {
      const header = ["arrival_s", "prompt_tokens", "output_tokens", ...more];
      return readTrace(`${header.join(",")}\n${header.map(() => 1).join(",")}`, "t").remarks;
    };
    expect(remarks("prioritty", "Model")).toEqual([
      "has columns that are not used: prioritty, Model",
    ]);
    expect(remarks("a", "b", "c", "d", "e", "f", "g")).toEqual([
      "has columns that are not used: a, b, c, d, e and 2 more",
    ]);
    expect(remarks("priority")).toEqual([]);
  });

  test("blank lines, which still count as lines", () => {
    expect(rowsOf(plain("", "0,1,2", "", "1,3,4", ""))).toHaveLength(2);
    expect(problemsOf(plain("", "0,1,2", "", "1,-3,4"))[0]!.line).toBe(5);
  });
});

describe("what is wrong is refused with its line, column and value", () => {
  test.each([
    ["0,1,2\n1,-3,4", 3, "prompt_tokens", "-3", "is negative"],
    ["0,1,2\n-1,3,4", 3, "arrival_s", "-1", "is negative"],
    ["0,1,2\n1,3,many", 3, "output_tokens", "many", "is not a number"],
    ["0,1,2\n1,,4", 3, "prompt_tokens", "", "is not a number"],
    ["0,1,2\n1,0x10,4", 3, "prompt_tokens", "0x10", "is not a number"],
    ["0,1,2\n1,3,4.5", 3, "output_tokens", "4.5", "is not a whole number"],
    ["0,1,2\n1,3,3000000000", 3, "output_tokens", "3000000000", "is more than 2147483647"],
    ["0,1,2\n1,3", 3, "", "1,3", "has 2 columns where the header has 3"],
    ["0,1,2\n1,3,4,5", 3, "", "1,3,4,5", "has 4 columns where the header has 3"],
    ["0,1,2\nsoon,3,4", 3, "arrival_s", "soon", "is not an instant"],
    [
      "5,1,2\n4,3,4",
      3,
      "arrival_s",
      "4",
      "is earlier than the row above: sort the rows by arrival",
    ],
    [
      "0,1,0",
      2,
      "output_tokens",
      "0",
      "is zero: leave out what failed, a request has at least one token",
    ],
  ])("%j", (rows, line, column, value, problem) => {
    expect(problemsOf(plain(rows))).toEqual([{ line, column, value, problem }]);
  });

  test.each([
    ["high", "is not a whole number"],
    ["1.5", "is not a whole number"],
    ["", "is not a whole number"],
    ["3000000000", "is beyond ±2147483647"],
  ])("a priority of %j", (value, problem) => {
    const text = `arrival_s,prompt_tokens,output_tokens,priority\n0,1,2,-5\n1,3,4,${value}`;
    expect(problemsOf(text)).toEqual([{ line: 3, column: "priority", value, problem }]);
  });

  test("a row out of order is found past one that has no instant", () => {
    const lines = problemsOf(plain("5,1,2", "soon,1,2", "4,1,2")).map(({ line }) => line);
    expect(lines).toEqual([3, 4]);
  });

  test.each([
    "2023-02-29 00:00:00.0000000",
    "2023-11-31 00:00:00.0000000",
    "2023-13-01 00:00:00.0000000",
    "2023-11-16 24:00:00.0000000",
    "16/11/2023 18:15",
  ])("%s is no instant of the calendar", (instant) => {
    const text = [
      "TIMESTAMP,ContextTokens,GeneratedTokens",
      "2023-02-01 00:00:00.0000000,1,2",
      `${instant},1,2`,
    ].join("\n");
    const problem = "is not an instant";
    expect(problemsOf(text)).toEqual([{ line: 3, column: "TIMESTAMP", value: instant, problem }]);
  });

  test("a first row without an instant is alone to blame", () => {
    const text = "TIMESTAMP,ContextTokens,GeneratedTokens\nnow,1,2\n2023-11-16 18:15:46,1,2";
    expect(problemsOf(text)).toEqual([
      { line: 2, column: "TIMESTAMP", value: "now", problem: "is not an instant" },
    ]);
  });

  test("a line of JSON that is none, or that lacks a length", () => {
    const text = '[0,6758,500,[0]]\n[1000,6758\n{"timestamp":2000,"input_length":5}\n7';
    const problem =
      'is no JSON row, such as {"timestamp": 0, "input_length": 512, "output_length": 64} ' +
      "or [0,512,64]";
    expect(problemsOf(text)).toEqual([
      { line: 2, column: "", value: "[1000,6758", problem },
      { line: 3, column: "output_length", value: "", problem: "is not a number" },
      { line: 4, column: "", value: "7", problem },
    ]);
    expect(problemsOf('{"timestamp":2000,"input_length":5}')).toEqual([
      { line: 1, column: "output_length", value: "", problem: "is not a number" },
    ]);
  });

  test("a quote that is never closed", () => {
    expect(problemsOf(plain("0,1,2", '1,"3,4'))[0]).toMatchObject({
      line: 3,
      problem: "is no CSV: Quoted field unterminated",
    });
  });

  test("a header of no dialect is answered with those there are", () => {
    const [problem] = problemsOf("time,in,out\n0,1,2");
    expect(problem).toMatchObject({ line: 1, value: "time,in,out" });
    expect(problem!.problem).toMatch(/^has no column arrival_s, prompt_tokens, output_tokens; /);
    expect(problem!.problem).toContain("azure (TIMESTAMP,ContextTokens,GeneratedTokens)");
  });

  test("a format that the header does not bear out", () => {
    expect(() => readTrace(plain("0,1,2"), "t.csv", "vidur")).toThrow(
      "has no column arrived_at, num_prefill_tokens, num_decode_tokens",
    );
  });

  test.each(["", plain()])("a text without rows: %j", (text) => {
    expect(problemsOf(text).length).toBe(1);
  });

  test("all problems are told at once, in the order of the file, up to twenty", () => {
    const bad = Array.from({ length: 15 }, (_, row) => `${row},-1,-1`);
    const problems = problemsOf(plain(...bad));
    expect(problems).toHaveLength(20);
    expect(problems.at(-1)).toMatchObject({ line: 11, column: "output_tokens" });
  });

  test("the message has a line a problem, as an editor understands it", () => {
    expect(() => readTrace(plain("0,1,2", "1,-3,0.5"), "my.csv")).toThrow(
      /^my\.csv:3:3 {2}prompt_tokens: "-3" is negative\nmy\.csv:3:6 {2}output_tokens: "0.5" is not/,
    );
  });
});

describe("lengths alone", () => {
  test("come from two columns", () => {
    const { prompt, output } = readLengths("prompt_tokens,output_tokens\n3772,54\n2015,156\n", "l");
    expect([...prompt]).toEqual([3772, 2015]);
    expect([...output]).toEqual([54, 156]);
  });

  test("come from any trace, whose arrivals are not looked at", () => {
    const { prompt } = readLengths(plain("9,10,1", "8,20,1"), "t");
    expect([...prompt]).toEqual([10, 20]);
  });
});

describe("recorded files are read whole", () => {
  const rows = { azure_llm_2023_conv: 19_366, azure_llm_2023_code: 8819 };
  for (const [name, count] of Object.entries(rows)) {
    const path = findData(`traces/${name}.csv`);
    test.skipIf(!path)(`traces/${name}.csv has ${count} rows`, () => {
      expect(readTrace(readFileSync(path!, "utf8"), name).arrival).toHaveLength(count);
    });
  }

  const mooncake = findData("traces/mooncake_conversation.jsonl");
  test.skipIf(!mooncake)("traces/mooncake_conversation.jsonl has 12,031 rows in an hour", () => {
    const { arrival } = readTrace(readFileSync(mooncake!, "utf8"), "mooncake");
    expect(arrival).toHaveLength(12_031);
    expect(arrival.at(-1)! / 3600).toBeCloseTo(1, 1);
  });

  const arxiv = findData("traces/arxiv_summarization_lengths.csv");
  test.skipIf(!arxiv)("traces/arxiv_summarization_lengths.csv has 28,257 lengths", () => {
    expect(readLengths(readFileSync(arxiv!, "utf8"), "arxiv").prompt).toHaveLength(28_257);
  });
});
