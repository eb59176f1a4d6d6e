/** A file of each dialect, and what of it is used. */
import { describe, expect, test } from "vitest";
import { readText } from "../../sim/cli/files/text-file.ts";
import {
  type LengthColumns,
  readLengths,
  readTrace,
  type Trace,
} from "../../sim/workload/trace.ts";

const textOf = (file: string): string => readText(`test/workload/fixtures/${file}`, file).text;
const traceOf = (file: string): Trace => readTrace(textOf(file), file);

/** Rows of [arrival in ms, prompt, output]. */
const rowsOf = ({ arrival, prompt, output }: Trace): number[][] =>
  [...arrival].map((at, row) => [Number((1000 * at).toFixed(4)), prompt[row]!, output[row]!]);

const pairsOf = ({ prompt, output }: LengthColumns): number[][] =>
  [...prompt].map((tokens, row) => [tokens, output[row]!]);

const ONE_FAILED = "has 1 row with a length of 0, taken for requests that failed and left out";
const HASHED =
  "has 2 rows that carry hash_ids: shared prefixes are not modelled yet, every prompt is " +
  "computed whole";

describe("a trace is read, and what it holds that a run cannot use is said", () => {
  test("Azure's of 2023: 100 ns, no zone, over midnight", () => {
    const trace = traceOf("azure-2023.csv");
    expect(rowsOf(trace)).toEqual([
      [0, 374, 44],
      [499.9998, 396, 109],
      [2000, 879, 55],
    ]);
    expect(trace.remarks).toEqual([]);
  });

  test("Azure's of 2024: with a zone, whole seconds without a fraction, a failure", () => {
    const trace = traceOf("azure-2024.csv");
    expect(rowsOf(trace)).toEqual([
      [0, 3018, 173],
      [998.837, 88, 12],
      [2000, 540, 7],
    ]);
    expect(trace.remarks).toEqual([ONE_FAILED]);
  });

  test("Azure's with images", () => {
    const trace = traceOf("azure-multimodal.csv");
    expect(rowsOf(trace)).toEqual([
      [0, 1210, 40],
      [500, 95, 210],
    ]);
    expect(trace.remarks).toEqual([
      "has columns that are not used: NumImages (images are not modelled)",
    ]);
  });

  test("Mooncake's objects", () => {
    const trace = traceOf("mooncake.jsonl");
    expect(rowsOf(trace)).toEqual([
      [0, 6758, 500],
      [0, 600, 3],
      [3000, 7322, 490],
      [3250.5, 20, 1],
    ]);
    expect(trace.remarks).toEqual([HASHED, "has columns that are not used: session_id"]);
  });

  test("Mooncake's arrays, blank lines and arrays without ids among them", () => {
    const trace = traceOf("mooncake-compact.jsonl");
    expect(rowsOf(trace)).toEqual([
      [0, 6758, 500],
      [3000, 7322, 490],
      [3001, 512, 8],
    ]);
    expect(trace.remarks).toEqual([HASHED]);
  });

  test("BurstGPT's first release", () => {
    const trace = traceOf("burstgpt-1.csv");
    expect(rowsOf(trace)).toEqual([
      [5000, 472, 18],
      [118_000, 417, 276],
    ]);
    expect(trace.remarks).toEqual([
      "has columns that are not used: Model (every request goes to the scenario's own model), " +
        "Log Type (conversations and API calls are served alike)",
      ONE_FAILED,
    ]);
  });

  test("BurstGPT's second release, with sessions, seven months after its first instant", () => {
    const trace = traceOf("burstgpt-2.csv");
    expect(rowsOf(trace)).toEqual([
      [19_440_110_000, 906, 446],
      [19_440_161_500, 36, 29],
      [19_440_192_000, 7, 3],
    ]);
    expect(trace.remarks[0]).toContain("Session ID (turns of a conversation are not tied to");
    expect(trace.remarks[1]).toBe(ONE_FAILED);
  });

  test("Vidur's", () => {
    const trace = traceOf("vidur.csv");
    expect(rowsOf(trace)).toEqual([
      [0, 374, 44],
      [4314.579, 396, 109],
      [5892.655, 91, 16],
    ]);
    expect(trace.remarks).toEqual([]);
  });

  test("Splitwise's", () => {
    const trace = traceOf("splitwise.csv");
    expect(rowsOf(trace)).toEqual([
      [1000, 4096, 32],
      [3500, 2048, 8],
    ]);
    expect(trace.remarks).toEqual([
      "has columns that are not used: request_type (every request is of a language model), " +
        "application_id (every request goes to the scenario's own model), " +
        "batch_size (a row is one request)",
    ]);
  });

  test("plain, with quoted cells that hold commas and line ends, and numbers of every form", () => {
    const trace = traceOf("plain.csv");
    expect(rowsOf(trace)).toEqual([
      [250, 10, 1],
      [500, 20, 2],
      [7000, 30, 3],
    ]);
    expect([...trace.priority]).toEqual([2, -1, 0]);
    expect(trace.remarks).toEqual(["has columns that are not used: note"]);
  });

  test("our own requests.csv", () => {
    const trace = traceOf("requests.csv");
    expect(rowsOf(trace)).toEqual([
      [41.0958, 512, 128],
      [93.1323, 300, 7],
    ]);
    expect(trace.remarks).toEqual(["is the requests.csv of a run: its results are not read"]);
  });

  test.each([
    ["lengths.csv", [3772, 54]],
    ["vidur-lengths.csv", [3772, 54]],
    ["plain.csv", [10, 1]],
    ["azure-2024.csv", [3018, 173]],
    ["burstgpt-1.csv", [472, 18]],
    ["splitwise.csv", [4096, 32]],
    ["mooncake-compact.jsonl", [6758, 500]],
    ["requests.csv", [512, 128]],
  ])("lengths alone come from %s", (file, first) => {
    expect(pairsOf(readLengths(textOf(file), file))[0]).toEqual(first);
  });

  test.each([
    ["byte-order-mark.csv", "begins with a byte-order mark, which was skipped"],
    ["two-byte-order-marks.csv", "begins with a byte-order mark, which was skipped"],
    ["crlf.csv", "has CRLF line ends, which were read as LF"],
    ["carriage-returns.csv", "has CR line ends, which were read as LF"],
    ["mixed-line-ends.csv", "has CRLF and LF line ends side by side, which were all read as LF"],
  ])("%s does no harm", (file, remark) => {
    const trace = traceOf(`damaged/${file}`);
    expect(pairsOf(trace)).toEqual([
      [10, 1],
      [20, 2],
    ]);
    expect(trace.remarks).toEqual([remark]);
  });
});
